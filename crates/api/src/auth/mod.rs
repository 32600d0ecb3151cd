//! Who somebody is: keys, passwords, tokens, sessions, API keys.

pub mod access_token;
pub mod api_key;
pub mod client;
pub mod cookie;
pub mod download_ticket;
pub mod key_changes;
mod keys;
pub mod live_ticket;
pub mod password;
pub mod password_change;
pub mod recent;
pub mod record;
pub mod refresh_token;
pub mod same_origin;
mod sealed;
mod secret;
pub mod session;
pub mod sign_in;
pub mod throttle;
pub mod ticket;

pub use keys::{Keys, Purpose};
