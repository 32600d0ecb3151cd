//! How an attempt goes: how far it is, told again and again, and whether it is to go on.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use chrono_tz::Tz;
use futures_util::FutureExt as _;

use super::broken::Broken;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::events::counts::{self, CountQuery};
use crate::store::events::list;
use crate::store::exports::{self, Job};

/// How often it is looked whether the export is still to be made.
const BEAT: Duration = Duration::from_secs(1);
/// Beats after which the lease is renewed although nothing was written.
const BEATS_OF_SILENCE: u32 = 3;

/// What the attempt and those who watch it tell one another.
#[derive(Default)]
pub(super) struct Course {
    /// Rows that are written.
    rows: AtomicU64,
    /// Whether the export was stopped, or taken over.
    is_lost: AtomicBool,
}

impl Course {
    /// So many rows are written.
    pub(super) fn came_to(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// The export is not the attempt's own any more.
    pub(super) fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }

    /// Whether the attempt is to go on.
    pub(super) fn check(&self) -> Result<(), Broken> {
        match self.is_lost.load(Ordering::Relaxed) {
            true => Err(Broken::Lost),
            false => Ok(()),
        }
    }
}

/// Says again and again that the attempt goes on, and how far it is. Ends when the export is not the attempt's own any more.
pub(super) async fn watch(state: &AppState, job: &Job, course: &Course) {
    // Beside the beats, for it can take longer than the lease.
    let mut counting = pin!(count(state, job).fuse());
    let mut total = None;
    let (mut told, mut silent) = (0, 0);
    loop {
        let rows = course.rows.load(Ordering::Relaxed);
        if rows != told || total.is_some() || silent >= BEATS_OF_SILENCE {
            match note(state, job, (rows, total)).await {
                Ok(true) => (told, silent, total) = (rows, 0, None),
                Ok(false) => return,
                // Where the database is out of reach, the reading says so, too.
                Err(error) => {
                    tracing::warn!(export.id = %job.id, %error, "the progress could not be told")
                }
            }
        }
        silent += 1;
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            found = &mut counting => total = found,
            // Somebody asked for something, or stopped something: this may be it.
            () = state.export_news.notified() => silent = BEATS_OF_SILENCE,
        }
    }
}

async fn note(state: &AppState, job: &Job, progress: (u64, Option<u64>)) -> ApiResult<bool> {
    let (job, now) = (job.clone(), state.clock.now());
    let work = state.database.write(move |transaction| {
        Box::pin(async move { Ok(exports::note_progress(transaction, &job, progress, now).await?) })
    });
    work.await
}

/// How many rows there will be, where counts are kept of what the filter names, or an index holds it; nobody waits for it.
async fn count(state: &AppState, job: &Job) -> Option<u64> {
    if job.rows_total.is_some() {
        return None;
    }
    let selection = job.selection();
    let query = CountQuery {
        workspace: job.workspace.0,
        visibility: selection.visibility.clone(),
        filter: selection.filter.clone(),
        range: selection.range,
    };
    let counted = counts::histogram(&state.database, &query, Tz::UTC, state.clock.now()).await;
    match counted {
        Ok(counted) if counted.counted_back_to.is_none() => Some(counted.total),
        _ => list::count(&state.database, &selection).await.ok().flatten(),
    }
}
