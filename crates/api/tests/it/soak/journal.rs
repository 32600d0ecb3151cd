//! What clients know of what they sent.

use std::collections::BTreeSet;

/// A request: one event, or a batch where there are more.
#[derive(Debug, Clone)]
pub struct Request {
    /// The idempotency keys of its events.
    pub keys: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a client was told of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// A 2xx came, whole: the status, and what it said of each event.
    Acked(u16, Vec<Receipt>),
    /// Another status came; of a 5xx nobody knows whether the events are stored.
    Refused(u16),
    /// No whole answer came.
    Unknown,
}

impl Outcome {
    /// Whether it is a confirmation.
    pub fn is_acked(&self) -> bool {
        matches!(self, Self::Acked(..))
    }
}

/// What a 2xx said of an event.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The event's id.
    pub id: String,
    /// Its place in the log.
    pub sequence: i64,
    /// Its body, where the answer held it.
    pub body: Option<String>,
}

/// What clients sent, in no order that matters.
#[derive(Debug, Default)]
pub struct Journal(pub Vec<Request>);

impl Request {
    /// Whether it was confirmed.
    pub fn is_acked(&self) -> bool {
        self.outcome.is_acked()
    }
}

impl Journal {
    /// The keys of all that was sent.
    pub fn sent(&self) -> BTreeSet<&str> {
        self.0.iter().flat_map(Request::each_key).collect()
    }

    /// The keys of what was confirmed.
    pub fn acked(&self) -> BTreeSet<&str> {
        let acked = self.0.iter().filter(|request| request.is_acked());
        acked.flat_map(Request::each_key).collect()
    }

    /// The requests of which nobody knows what became.
    pub fn unknown(&self) -> impl Iterator<Item = &Request> {
        self.0.iter().filter(|request| !request.is_acked())
    }

    /// How many requests were answered with a status that is no 2xx.
    pub fn refused(&self) -> usize {
        let is_refused = |request: &&Request| matches!(request.outcome, Outcome::Refused(_));
        self.0.iter().filter(is_refused).count()
    }
}

impl Request {
    fn each_key(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }
}
