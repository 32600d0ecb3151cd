//! Whether an idle connection to PostgreSQL still lives. A wire that was cut, or a router that forgot its connections, tells
//! neither end: what was idle is asked before it is used, and one that does not answer takes with it all that were idle
//! as long.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a connection may have been idle to be used without being asked: a restarted PostgreSQL closes them all.
const TRUSTED_IDLE: Duration = Duration::from_millis(500);
/// How long it may take to answer: a loaded server is slow too, but a request waits for it.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// What the pools of a database know of its connections together.
#[derive(Debug, Clone, Default)]
pub(super) struct Trust {
    lost_at: Arc<Mutex<Option<Instant>>>,
}

impl Trust {
    /// Whether a connection may be used that was idle for so long; `answer` asks it.
    pub async fn deserved<T, E>(&self, idle: Duration, answer: impl Future<Output = Result<T, E>>) -> bool {
        if idle < TRUSTED_IDLE || is_blind() {
            return true;
        }
        let now = Instant::now();
        if self.lost().is_some_and(|lost| now.duration_since(lost) < idle) {
            return false;
        }
        let answered = tokio::time::timeout(ANSWERS_WITHIN, answer).await;
        let is_alive = matches!(answered, Ok(Ok(_)));
        if !is_alive {
            *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        is_alive
    }

    fn lost(&self) -> Option<Instant> {
        *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every connection is used as it is, for a test that shows what asking is good for.
fn is_blind() -> bool {
    fail::fail_point!("db::trust_idle", |_| true);
    false
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    type Answer = Result<(), ()>;
    const LONG: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn one_that_does_not_answer_takes_those_with_it_that_were_idle_as_long() {
        let trust = Trust::default();
        assert!(trust.deserved(LONG, ready(Answer::Ok(()))).await);
        assert!(
            trust.deserved(Duration::ZERO, ready(Answer::Err(()))).await,
            "not asked"
        );
        assert!(!trust.deserved(LONG, pending::<Answer>()).await);
        assert!(!trust.deserved(LONG, ready(Answer::Ok(()))).await, "idle as long");
    }

    #[tokio::test]
    async fn what_was_used_since_is_asked() {
        let trust = Trust::default();
        assert!(!trust.deserved(LONG, ready(Answer::Err(()))).await);
        tokio::time::sleep(TRUSTED_IDLE * 2).await;
        assert!(trust.deserved(TRUSTED_IDLE, ready(Answer::Ok(()))).await);
    }
}
