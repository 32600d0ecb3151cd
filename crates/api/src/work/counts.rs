//! Keeping the counts of events that facets and histograms are made of.

use std::time::Duration;

use super::Stopping;
use crate::state::AppState;
use crate::store::events;

/// How often new events are looked for: meanwhile each question counts them row by row.
const EVERY: Duration = Duration::from_secs(2);
/// Between two batches, so that appends come in between.
const BREATH: Duration = Duration::from_millis(5);
/// When again after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

pub(super) async fn keep(state: AppState, mut stopping: Stopping) {
    loop {
        let pause = match events::counts::gather(&state.database).await {
            Ok(true) => BREATH,
            Ok(false) => EVERY,
            Err(error) => {
                tracing::error!(%error, "events could not be counted");
                AFTER_FAILURE
            }
        };
        if !stopping.pause(pause).await {
            return;
        }
    }
}
