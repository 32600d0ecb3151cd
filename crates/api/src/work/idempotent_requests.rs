//! Forgetting requests that came with an idempotency key, when their time is over.

use std::time::Duration;

use daybook_shared::limits::IDEMPOTENCY_SECONDS;

use super::Stopping;
use crate::state::AppState;
use crate::store::idempotent_requests;

/// How often they are forgotten.
const EVERY: Duration = Duration::from_secs(10 * 60);

pub(super) async fn forget(state: AppState, mut stopping: Stopping) {
    loop {
        let before = state.clock.now().plus_seconds(-IDEMPOTENCY_SECONDS);
        if let Err(error) = idempotent_requests::delete_until(&state.database, before).await {
            tracing::warn!(%error, "requests with idempotency keys could not be forgotten");
        }
        if !stopping.pause(EVERY).await {
            return;
        }
    }
}
