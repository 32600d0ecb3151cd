//! Webhook endpoints, deliveries to them, and the tries of those.

pub mod attempts;
pub mod deliveries;
pub mod endpoint;
pub mod endpoints;
pub mod forget;
pub mod note;
pub mod places;
pub mod queue;
pub mod replay;

pub use endpoint::Endpoint;
