//! One attempt at an export: its rows are read and written aside, the file is published whole, and only then the row names it.
//! Killed at any moment, it is taken over by another attempt, which begins anew and makes the same file: the set was fixed when it was
//! asked for. What an attempt left behind is named by no row, and removed.

mod broken;
mod course;
mod ending;
mod making;

use std::pin::pin;

use self::broken::Broken;
use self::course::Course;
use super::{files, journal};
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::exports::{self, Finished, Job};

/// Makes the file of an export that was claimed, and says what came of it: to the row, the person and the log.
pub async fn run(state: &AppState, job: Job) -> ApiResult<()> {
    let made = match ending::is_hopeless(&job) {
        true => Err(Broken::LeftAgain),
        false => make(state, &job).await,
    };
    match made {
        Ok(finished) => ending::succeed(state, &job, finished).await?,
        Err(Broken::Lost) => {
            tracing::info!(export.id = %job.id, "an export was stopped, or taken over");
        }
        Err(broken) => ending::fail(state, &job, broken).await?,
    }
    if let Some(job) = exports::find(state.database.reader(), job.workspace, job.id).await? {
        journal::tell(state, &job, None).await?;
    }
    files::tidy(state, &job).await
}

async fn make(state: &AppState, job: &Job) -> Result<Finished, Broken> {
    let course = Course::default();
    let mut making = pin!(making::make(state, job, &course));
    tokio::select! {
        made = &mut making => made,
        () = course::watch(state, job, &course) => {
            course.lose();
            // It is not dropped where it is: what it had begun to write would appear when nobody looks any more.
            making.await
        }
    }
}
