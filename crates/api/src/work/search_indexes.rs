//! Looking after the search indexes of the log's slices of time, and the planner's statistics that go with them.

use std::time::Duration;

use super::Stopping;
use crate::state::AppState;
use crate::store::events;

/// How often they are looked after.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// When again after a failure; a slice without an index is scanned meanwhile.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

pub(super) async fn look_after(state: AppState, mut stopping: Stopping) {
    loop {
        // Told to stop meanwhile, it gets the time that all work gets; an index that is then half made is found and made
        // anew by the next run.
        let pause = match events::ensure_slices(&state.database, state.clock.now().0).await {
            Ok(()) => EVERY,
            Err(error) => {
                tracing::error!(%error, "the search indexes could not be looked after");
                AFTER_FAILURE
            }
        };
        if !stopping.pause(pause).await {
            return;
        }
    }
}
