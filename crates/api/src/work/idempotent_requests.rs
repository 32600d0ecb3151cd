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
        loop {
            match idempotent_requests::delete_some_until(&state.database, before).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "requests with idempotency keys could not be forgotten");
                    break;
                }
            }
            if stopping.has_come() {
                return;
            }
        }
        if !stopping.pause(EVERY).await {
            return;
        }
    }
}
