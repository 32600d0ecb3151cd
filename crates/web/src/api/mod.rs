//! The one place that speaks to the server: typed calls, and what all of them share.

mod api_keys;
mod auth;
mod client;
mod error;
mod exports;
mod fetch;
mod live;
mod me;
mod presets;
mod webhooks;
mod workspace;

pub use auth::{login, logout};
pub use client::Client;
pub use error::ApiError;
pub use fetch::Aborting;
