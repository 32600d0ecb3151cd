//! Whether an idle connection to PostgreSQL still lives. A wire that was cut, or a router that forgot its connections, tells
//! neither end: what was idle is asked before it is used, and after one that did not answer, those that were idle at that
//! moment get little time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a connection may have been idle to be used without being asked: a restarted PostgreSQL closes them all.
const TRUSTED_IDLE: Duration = Duration::from_millis(500);
/// How long it may take to answer: a loaded server is slow too, but a request waits for it.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// The same for one that was idle when another one was found dead.
const ALREADY_DOUBTED: Duration = Duration::from_millis(100);

/// What the pools of a database know of its connections together.
#[derive(Debug, Clone, Default)]
pub(super) struct Trust {
    lost_at: Arc<Mutex<Option<Instant>>>,
}

impl Trust {
    /// Whether a connection may be used that was idle for so long; `answer` asks it.
    pub async fn deserved<T, E>(&self, idle: Duration, answer: impl Future<Output = Result<T, E>>) -> bool {
        let was_idle_then = self.lost().is_some_and(|lost| lost.elapsed() < idle);
        if is_blind() || (idle < TRUSTED_IDLE && !was_idle_then) {
            return true;
        }
        let patience = if was_idle_then {
            ALREADY_DOUBTED
        } else {
            ANSWERS_WITHIN
        };
        let answered = tokio::time::timeout(patience, answer).await;
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
    async fn after_one_that_does_not_answer_the_others_get_little_time() {
        let trust = Trust::default();
        assert!(trust.deserved(LONG, ready(Answer::Ok(()))).await);
        assert!(
            trust.deserved(Duration::ZERO, ready(Answer::Err(()))).await,
            "not asked"
        );
        let begin = Instant::now();
        assert!(!trust.deserved(LONG, pending::<Answer>()).await);
        let first = begin.elapsed();
        assert!(!trust.deserved(LONG, pending::<Answer>()).await);
        assert!(begin.elapsed() - first < first, "asked as long");
        assert!(trust.deserved(LONG, ready(Answer::Ok(()))).await, "it lives");
        let short = TRUSTED_IDLE / 2;
        assert!(
            !trust.deserved(short, ready(Answer::Err(()))).await,
            "idle when the other died"
        );
    }
}
