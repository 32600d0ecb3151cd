//! Forgetting what of quotas was used in windows that are over.

use std::time::Duration;

use super::Stopping;
use crate::db::Engine;
use crate::state::AppState;
use crate::store::quota_windows;

/// How often they are forgotten.
const EVERY: Duration = Duration::from_secs(5 * 60);
/// How far the clocks of two servers may differ: one must not forget what the other still counts.
const CLOCK_SKEW_SECONDS: i64 = 10 * 60;

pub(super) async fn forget(state: AppState, mut stopping: Stopping) {
    // Elsewhere they are in memory.
    if state.database.engine() != Engine::Postgres {
        return;
    }
    loop {
        let before = state.clock.now().plus_seconds(-CLOCK_SKEW_SECONDS);
        if let Err(error) = quota_windows::delete_until(&state.database, before).await {
            tracing::warn!(%error, "quotas of windows that are over could not be forgotten");
        }
        if !stopping.pause(EVERY).await {
            return;
        }
    }
}
