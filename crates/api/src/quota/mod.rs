//! How much of their quotas callers have used.
//!
//! On SQLite one process serves, and counts in its memory. On PostgreSQL processes share the windows: each takes some of
//! what is left from a row and gives that out, the fewer are left, the fewer at once. So all of them together never give out more
//! than there is, and seldom write.

mod settings;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daybook_shared::id::WorkspaceId;
use daybook_shared::plan::Plan;
use daybook_shared::quota::{Policy, Quota};
use daybook_shared::timestamp::Timestamp;
use quick_cache::sync::Cache;
use sea_orm::DbErr;
use uuid::Uuid;

pub use settings::Settings;

use self::window::{Need, Window};
use crate::db::{Database, Engine};
use crate::store::quota_windows;

/// Callers whose windows are remembered.
const CAPACITY: usize = 100_000;
const MICROS: i64 = 1_000_000;

/// Whose requests are counted, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Where; what is asked of no workspace counts apart.
    pub workspace: Option<WorkspaceId>,
    /// The person or the key.
    pub caller: Uuid,
    /// What they do.
    pub policy: Policy,
}

/// How a caller stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What was counted.
    pub policy: Policy,
    /// How much there is in all.
    pub quota: Quota,
    /// Requests that are left of the window.
    pub remaining: u32,
    /// Seconds until the next window, at least 1.
    pub resets_in: i64,
    /// Whether the request is one too many.
    pub is_over: bool,
}

/// The windows of this process. Cheap to clone.
#[derive(Clone)]
pub struct Quotas {
    windows: Arc<Cache<Subject, Arc<Mutex<Window>>>>,
    settings: Arc<Settings>,
}

impl Default for Quotas {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}

impl Quotas {
    /// Windows of which nothing is used.
    pub fn new(settings: Settings) -> Self {
        Self {
            windows: Arc::new(Cache::new(CAPACITY)),
            settings: Arc::new(settings),
        }
    }

    /// Counts a request of a caller in a workspace of the plan.
    pub async fn take(
        &self,
        database: &Database,
        subject: Subject,
        plan: Plan,
        now: Timestamp,
    ) -> Result<Standing, DbErr> {
        let quota = self.settings.quota(plan, subject.policy);
        let is_shared = database.engine() == Engine::Postgres;
        let ends_at = end_of_window(subject.caller, quota, now.0);
        let window = || Ok::<_, DbErr>(Arc::new(Mutex::new(Window::default())));
        let window = self.windows.get_or_insert_with(&subject, window)?;
        let standing = |remaining, is_over| Standing {
            policy: subject.policy,
            quota,
            remaining,
            resets_in: (ends_at - now.0 + MICROS - 1) / MICROS,
            is_over,
        };
        loop {
            let need = lock(&window).spend(ends_at, quota.requests, is_shared);
            let share = match need {
                Need::Nothing { remaining } => return Ok(standing(remaining, false)),
                Need::MoreThanThereIs => return Ok(standing(0, true)),
                Need::Share(share) => share,
            };
            let taken = quota_windows::take(database, subject, Timestamp(ends_at), share).await;
            // Whoever only reads does not have to wait until somebody can write.
            let before = taken.unwrap_or_else(|error| {
                tracing::warn!(%error, "a share of a quota could not be taken, and is given");
                0
            });
            lock(&window).add(ends_at, quota.requests, share, before);
        }
    }
}

/// Windows of a length follow each other; those of different callers do not begin together.
fn end_of_window(caller: Uuid, quota: Quota, now: i64) -> i64 {
    let length = i64::from(quota.seconds) * MICROS;
    let shift = (caller.as_u128() % 3_600) as i64 * MICROS;
    (now + shift).div_euclid(length) * length + length - shift
}

fn lock(window: &Mutex<Window>) -> MutexGuard<'_, Window> {
    window.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_now_and_not_later_than_its_length() {
        let quota = Quota {
            requests: 1,
            seconds: 60,
        };
        for (caller, now) in [
            (0, 0),
            (1, 0),
            (77, 59_999_999),
            (3_599, 60_000_000),
            (12, 1_795_253_400_000_000),
        ] {
            let end = end_of_window(Uuid::from_u128(caller), quota, now);
            assert!(
                (1..=60 * MICROS).contains(&(end - now)),
                "{caller} at {now}: {end}"
            );
            assert_eq!(end_of_window(Uuid::from_u128(caller), quota, end - 1), end);
            assert_eq!(
                end_of_window(Uuid::from_u128(caller), quota, end),
                end + 60 * MICROS
            );
        }
    }
}
