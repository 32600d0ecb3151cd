//! Turning events into deliveries to webhook endpoints.

use std::time::Duration;

use tokio::time::Instant;

use super::Stopping;
use crate::state::AppState;
use crate::webhooks::look;

/// How often it is looked for events that another process appended.
const EVERY: Duration = Duration::from_secs(1);
/// Between two looks, so that other writes come in between, and events that come close together are looked at together.
const BREATH: Duration = Duration::from_millis(5);
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Looks whenever something was appended, until the process stops.
pub(super) async fn send_off(state: AppState, mut stopping: Stopping) {
    loop {
        let began = Instant::now();
        let looked = look::look(&state).await;
        // With very many endpoints a look takes its time: the process has half of its own for everything else.
        let breath = BREATH.max(began.elapsed());
        let pause = match looked {
            Ok(true) => {
                state.webhooks.news.notify_one();
                breath
            }
            Ok(false) => {
                tokio::select! {
                    () = state.database.appends.anywhere() => {}
                    () = state.webhooks.asked.notified() => {}
                    () = tokio::time::sleep(EVERY) => {}
                    () = stopping.told() => return,
                }
                breath
            }
            Err(error) => {
                tracing::error!(%error, source = error.source_text(), "it could not be looked for what webhooks are sent");
                AFTER_FAILURE
            }
        };
        if !stopping.pause(pause).await {
            return;
        }
    }
}
