//! The one clock. Everything that asks for the time asks here, so that tests can stand still.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use daybook_shared::timestamp::Timestamp;
use uuid::{NoContext, Uuid};

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<Source>);

enum Source {
    System,
    Fixed(AtomicI64),
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// A clock that moves only when told to.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Arc::new(Source::Fixed(AtomicI64::new(at.0))))
    }

    /// Now, in microseconds.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the one place that reads the machine's clock"
            )]
            Source::System => Timestamp::from_datetime(chrono::Utc::now()),
            Source::Fixed(micros) => Timestamp(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the machine's clock stays as it is.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Source::Fixed(micros) = &*self.0 {
            micros.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }

    /// A new UUIDv7 of this moment.
    pub fn new_uuid(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.0.div_euclid(1_000_000)).unwrap_or(0);
        let nanos = u32::try_from(now.0.rem_euclid(1_000_000) * 1_000).unwrap_or(0);
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
    }
}
