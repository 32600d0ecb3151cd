//! Forgetting deliveries that are over: the log of deliveries is bounded, the log of events is not.

use std::time::Duration;

use daybook_shared::limits::DELIVERY_LOG_DAYS;
use sea_orm::DbErr;

use super::Stopping;
use crate::state::AppState;
use crate::store::webhooks::forget;

const EVERY: Duration = Duration::from_secs(60);
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Forgets until the process stops.
pub(super) async fn keep_short(state: AppState, mut stopping: Stopping) {
    loop {
        if let Err(error) = forget_old(&state).await {
            tracing::warn!(%error, "deliveries to webhooks could not be forgotten");
        }
        if !stopping.pause(EVERY).await {
            return;
        }
    }
}

/// Forgets all that is to be forgotten now; answers how many deliveries.
pub async fn forget_old(state: &AppState) -> Result<usize, DbErr> {
    let before = state.clock.now().plus_seconds(-DELIVERY_LOG_DAYS * DAY_SECONDS);
    let reader = state.database.reader();
    let mut forgotten = 0;
    for key in forget::endpoints(reader).await? {
        loop {
            let ids = forget::to_be_forgotten(reader, key, before).await?;
            if ids.is_empty() {
                break;
            }
            forgotten += ids.len();
            let work = state
                .database
                .write_quietly(move |transaction| Box::pin(forget::forget(transaction, key.0, ids)));
            work.await?;
        }
    }
    Ok(forgotten)
}
