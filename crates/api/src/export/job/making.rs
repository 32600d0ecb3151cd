//! Making a file: rows are read, made bytes of, and kept.

use std::fs::File;

use chrono_tz::Tz;
use daybook_shared::export::ExportColumn;
use serde_json::json;
use tokio::io::AsyncReadExt;

use super::broken::Broken;
use super::course::Course;
use crate::error::{ApiError, ApiResult};
use crate::export::{FileOptions, Formatter, Pace, Reading, files};
#[cfg(feature = "failpoints")]
use crate::faults;
use crate::state::AppState;
use crate::storage::{Upload, Written};
use crate::store::exports::{Finished, Job};

/// Bytes of room that are kept from one batch for the next.
const MOST_ROOM: usize = 4 * 1024 * 1024;
/// Bytes of a workbook that are copied at once.
const PIECE_BYTES: usize = 256 * 1024;

/// Makes the file of an export, and its manifest.
pub(super) async fn make(state: &AppState, job: &Job, course: &Course) -> Result<Finished, Broken> {
    let object = files::object(job, job.attempt.unwrap_or_default(), job.request.format);
    let mut upload = state.storage.begin(&object).await?;
    let rows = match write(state, job, course, &object, &mut upload).await {
        Ok(rows) => rows,
        Err(broken) => {
            // Its room may be what is missing: it is given back before anything else is written.
            if let Err(error) = upload.abort().await {
                tracing::warn!(export.id = %job.id, error = error.cause(), "what was written of an export stays for now");
            }
            return Err(broken);
        }
    };
    let Written { bytes, sha256 } = upload.finish().await?;
    let finished = Finished {
        rows,
        bytes,
        sha256,
        object,
    };
    let manifest = manifest(job, &finished);
    state
        .storage
        .put(&files::manifest_of(&finished.object), manifest)
        .await?;
    Ok(finished)
}

/// Writes all bytes of the file; answers how many rows there were.
async fn write(
    state: &AppState,
    job: &Job,
    course: &Course,
    object: &str,
    upload: &mut Upload,
) -> Result<u64, Broken> {
    let mut formatter = Formatter::new(options(job)?)?;
    let mut reading = Reading::start(state.database.clone(), job.selection(), Pace::JOB);
    let mut bytes = Vec::new();
    let mut rows = 0;
    formatter.begin(&mut bytes)?;
    loop {
        upload.write(&bytes).await?;
        course.check()?;
        bytes.clear();
        bytes.shrink_to(MOST_ROOM);
        let Some(batch) = reading.next().await? else { break };
        if rows > 0 && stops_early() {
            break;
        }
        formatter.rows(&batch, &mut bytes)?;
        #[cfg(feature = "failpoints")]
        faults::pause("export::slow").await;
        if writes_in_place() {
            state.storage.put(object, bytes.clone()).await?;
        }
        rows += batch.len() as u64;
        course.came_to(rows);
    }
    // A workbook is put together at its end, which takes its time.
    let rest = tokio::task::spawn_blocking(move || formatter.finish()).await;
    if let Some(rest) = rest.map_err(ApiError::internal)?? {
        copy(rest, course, upload).await?;
    }
    Ok(rows)
}

async fn copy(file: File, course: &Course, upload: &mut Upload) -> Result<(), Broken> {
    let mut file = tokio::fs::File::from_std(file);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        course.check()?;
        let length = file.read(&mut piece).await.map_err(ApiError::internal)?;
        if length == 0 {
            return Ok(());
        }
        upload.write(&piece[..length]).await?;
    }
}

/// What stands beside the file, for whoever finds it without the database.
fn manifest(job: &Job, finished: &Finished) -> String {
    let manifest = json!({
        "export": job.id,
        "workspace": job.workspace,
        "requested_at": job.requested_at,
        "request": job.request,
        "up_to_sequence": job.selection().up_to,
        "rows": finished.rows,
        "bytes": finished.bytes,
        "sha256": finished.sha256,
    });
    format!("{manifest:#}\n")
}

fn options(job: &Job) -> ApiResult<FileOptions> {
    let request = &job.request;
    let zone = request.time_zone.as_deref().unwrap_or("UTC");
    let time_zone: Tz = zone
        .parse()
        .map_err(|_| ApiError::internal(format!("`{zone}` is no zone any more")))?;
    Ok(FileOptions {
        columns: request
            .columns
            .clone()
            .unwrap_or_else(|| ExportColumn::ALL.to_vec()),
        time_zone,
        byte_order_mark: request.byte_order_mark,
        ..FileOptions::of(request.format, job.requested_at)
    })
}

// What a test switches on to see that it would notice.

/// A file ends after its first rows, as if there were no more.
fn stops_early() -> bool {
    fail::fail_point!("export::stop_early", |_| true);
    false
}

/// A file is there before it is whole.
fn writes_in_place() -> bool {
    fail::fail_point!("export::write_in_place", |_| true);
    false
}
