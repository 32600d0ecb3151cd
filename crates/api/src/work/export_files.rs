//! Looking after exports that are over: what the log was not told yet, files whose time has come, and what attempts left behind that
//! were killed.

use std::time::Duration;

use super::Stopping;
use crate::error::ApiResult;
use crate::export::{files, journal};
use crate::state::AppState;
use crate::store::exports;

/// How often it is looked after them.
const EVERY: Duration = Duration::from_secs(10);
/// Rounds between two looks at everything that is stored: an hour.
const ROUNDS_OF_A_SWEEP: u32 = 360;
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

/// Tells the log what it was not told, and removes the files whose time has come.
pub async fn finish(state: &AppState) -> ApiResult<()> {
    for job in exports::list_untold(state.database.reader(), SOME).await? {
        journal::tell(state, &job, None).await?;
    }
    let now = state.clock.now();
    for job in exports::list_expired(state.database.reader(), now, SOME).await? {
        let expired = job.clone();
        let work = state.database.write(move |transaction| {
            Box::pin(async move {
                Ok::<_, crate::error::ApiError>(exports::set_expired(transaction, &expired).await?)
            })
        });
        // The row first: a file that it still names could be asked for.
        if work.await? {
            files::tidy(state, &job).await?;
            tracing::info!(export.id = %job.id, "the file of an export was removed after its time");
        }
    }
    Ok(())
}
