//! How a promise can be broken. An oracle answers one of these, so that a test of a mutant can ask for it.

use std::fmt;

/// What an oracle found.
#[derive(Debug)]
pub enum Violation {
    /// Events that were confirmed and are not in the log.
    Lost(Vec<String>),
    /// Keys under which the log has more than one event.
    Doubled(Vec<String>),
    /// Events that nobody sent.
    Strange(Vec<String>),
    /// A batch of which only a part is in the log.
    Half(Vec<String>),
    /// The place in the log where the sequence does not go on by one, and what stands there.
    Hole(i64, i64),
    /// What was confirmed, or read before, is not what is read now.
    Changed(String),
    /// The place that a reader who followed the cursor had to see next, and the one that it saw; none where it saw none.
    Missed(i64, Option<i64>),
    /// Events that were stored while nobody was told.
    Unanswered(Vec<String>),
    /// A reply that was sent before what it confirms was on the disk: how many replies before it, and what was missing.
    NotOnDisk(usize, &'static str),
    /// Answers that say that the server failed: their statuses, each with its number.
    Failed(Vec<(u16, usize)>),
    /// Lines of the server's log that say that the database was locked.
    Locked(Vec<String>),
    /// Requests that nobody answered.
    Hung(Vec<String>),
    /// So many requests waited, and none was refused.
    Unbounded(usize),
    /// A file that can be seen and is not whole.
    Partial(String),
    /// What the server or its database still holds on to.
    Leaked(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named =
            |keys: &[String]| format!("{} ({}…)", keys.len(), keys.first().map_or("", String::as_str));
        match self {
            Self::Lost(keys) => write!(f, "confirmed and lost: {}", named(keys)),
            Self::Doubled(keys) => write!(f, "stored twice: {}", named(keys)),
            Self::Strange(keys) => write!(f, "stored and never sent: {}", named(keys)),
            Self::Half(keys) => write!(f, "half a batch stored: {}", named(keys)),
            Self::Hole(expected, found) => write!(f, "sequence {expected} expected, {found} found"),
            Self::Missed(expected, Some(found)) => write!(f, "a reader missed {expected} and saw {found}"),
            Self::Missed(expected, None) => write!(f, "a reader never saw {expected}"),
            Self::Unanswered(keys) => write!(f, "stored and not answered: {}", named(keys)),
            Self::NotOnDisk(number, missing) => write!(f, "reply {number} was sent before {missing}"),
            Self::Failed(statuses) => write!(f, "the server failed (status, times): {statuses:?}"),
            Self::Locked(lines) => write!(f, "the database was locked: {}", named(lines)),
            Self::Changed(what) => write!(f, "changed: {what}"),
            Self::Hung(requests) => write!(f, "never answered: {}", named(requests)),
            Self::Unbounded(count) => write!(f, "{count} at once, and none was refused"),
            Self::Partial(file) => write!(f, "there and not whole: {file}"),
            Self::Leaked(what) => write!(f, "still held: {what}"),
        }
    }
}
