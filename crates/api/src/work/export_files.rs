//! Looking after exports that are over: what the log was not told yet, files whose time has come, and what attempts left behind that
//! were killed.

use std::time::Duration;

use super::Stopping;
use crate::error::ApiResult;
use crate::export::{files, journal};
use crate::state::AppState;
use crate::store::exports::{self, Job};

/// How often it is looked after them.
const EVERY: Duration = Duration::from_secs(10);
/// Rounds between two looks at everything that is stored: an hour.
const ROUNDS_OF_A_SWEEP: u32 = 360;
/// For how long whoever was asked for something tells the log of it: with whose address, others do not know.
const TELLS_ITSELF_SECONDS: i64 = 15;
/// Exports that are read at once.
const SOME: u64 = 100;

pub(super) async fn look_after(state: AppState, mut stopping: Stopping) {
    let mut round = 0;
    loop {
        if let Err(error) = finish(&state).await {
            tracing::error!(%error, source = error.source_text(), "exports that are over could not be looked after");
        }
        if round % ROUNDS_OF_A_SWEEP == 0
            && let Err(error) = files::sweep(&state).await
        {
            tracing::error!(%error, source = error.source_text(), "what is left of exports could not be looked for");
        }
        round += 1;
        if !stopping.pause(EVERY).await {
            return;
        }
    }
}

/// Tells the log what it was not told, and removes the files whose time has come. One that cannot be looked after keeps none of
/// the others waiting.
pub async fn finish(state: &AppState) -> ApiResult<()> {
    let now = state.clock.now();
    let before = now.plus_seconds(-TELLS_ITSELF_SECONDS);
    for job in exports::list_untold(state.database.reader(), before, SOME).await? {
        note(&job, journal::tell(state, &job, None).await);
    }
    for job in exports::list_expired(state.database.reader(), now, SOME).await? {
        note(&job, files::expire(state, &job).await);
    }
    Ok(())
}

fn note(job: &Job, outcome: ApiResult<()>) {
    if let Err(error) = outcome {
        let source = error.source_text();
        tracing::error!(export.id = %job.id, %error, source, "an export that is over could not be looked after");
    }
}
