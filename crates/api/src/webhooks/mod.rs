//! Webhooks: events leave for endpoints, as Standard Webhooks 1.0 says.
//!
//! Events become deliveries ([`look`]), deliveries are tried ([`deliver`]); both by the background work, from rows
//! ([`crate::store::webhooks`]).

pub mod addresses;
pub mod allowed;
pub mod body;
pub mod changes;
pub mod deliver;
mod headers;
mod journal;
mod letter;
pub mod look;
mod matching;
pub mod message_id;
pub mod outcome;
pub mod redeliver;
mod reply;
mod resolver;
pub mod samples;
pub mod schedule;
pub mod secret;
pub mod sender;
pub mod signature;
mod slack;
mod standing;
mod stop;
pub mod target;

use std::sync::Arc;

use tokio::sync::Notify;

use allowed::Allowed;
pub use resolver::{Lookup, system_lookup};
use sender::Sender;

/// What sends to endpoints, and who waits for something to send. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    /// What sends.
    pub sender: Sender,
    /// Told when there is something to send.
    pub news: Arc<Notify>,
    /// Told when a part of the log is asked for again.
    pub asked: Arc<Notify>,
}

impl Webhooks {
    /// Sends to whoever is reachable for everybody, and to those of inside that the setting allows.
    pub fn new(allowed: Allowed) -> Result<Self, reqwest::Error> {
        Self::looking_up(allowed, system_lookup())
    }

    /// The same, with names that are looked up otherwise.
    pub fn looking_up(allowed: Allowed, lookup: Lookup) -> Result<Self, reqwest::Error> {
        Ok(Self {
            sender: Sender::new(Arc::new(allowed), lookup)?,
            news: Arc::default(),
            asked: Arc::default(),
        })
    }
}
