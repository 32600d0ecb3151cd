//! One attempt at an export: its rows are read and written aside, the file is published whole, and only then the row names it.
//! Killed at any moment, it is taken over by another attempt, which begins anew and makes the same file: the set was fixed when it was
//! asked for. What an attempt left behind is named by no row, and removed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono_tz::Tz;
use daybook_shared::export::{ExportColumn, NewExport};
use daybook_shared::id::{ExportId, MailId, WorkspaceId};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::json;
use tokio::io::AsyncReadExt;

use super::format::{FileOptions, Formatter};
use super::{FILE_BATCH_BYTES, Reading, files, journal, letter};
use crate::entity::export::Model;
use crate::error::{ApiError, ApiResult};
use crate::mail::Letter;
use crate::state::AppState;
use crate::storage::{StorageError, Upload, Written};
use crate::store::events::counts::{self, CountQuery};
use crate::store::exports::{self, Finished, Trouble};
use crate::store::mails;

/// How often it is looked whether the export is still to be made.
const BEAT: Duration = Duration::from_secs(1);
/// Beats after which the lease is renewed although nothing was written.
const BEATS_OF_SILENCE: u32 = 5;
/// Bytes of a workbook that are copied at once.
const PIECE_BYTES: usize = 256 * 1024;
/// Seconds until the next try, after so many failures; after the last of them there is none.
const TRY_AGAIN_AFTER: [i64; 6] = [2, 10, 30, 120, 300, 900];

/// Why an attempt ended without a file.
#[derive(Debug)]
enum Broken {
    /// The rows could not be read, or made bytes of.
    Reading(ApiError),
    /// The bytes could not be kept.
    Storing(StorageError),
}

impl Broken {
    /// What people are told.
    fn told(&self) -> Trouble {
        let (code, what) = match self {
            Self::Reading(error) if error.code == ErrorCode::Unavailable => (
                "database_unavailable",
                "the database was out of reach while the events were read",
            ),
            Self::Reading(_) => (
                "reading_failed",
                "the events could not be read; the server's log says why",
            ),
            Self::Storing(error) => (error.code(), error.text()),
        };
        Trouble {
            code,
            reason: format!("No file was made: {what}."),
        }
    }

    /// What only the log is told.
    fn cause(&self) -> String {
        match self {
            Self::Reading(error) => error.source_text().unwrap_or_else(|| error.to_string()),
            Self::Storing(error) => error.cause().to_owned(),
        }
    }
}

impl From<ApiError> for Broken {
    fn from(error: ApiError) -> Self {
        Self::Reading(error)
    }
}

impl From<DbErr> for Broken {
    fn from(error: DbErr) -> Self {
        Self::Reading(error.into())
    }
}

impl From<StorageError> for Broken {
    fn from(error: StorageError) -> Self {
        Self::Storing(error)
    }
}

/// Makes the file of an export that was claimed, and says what came of it: to the row, the person and the log.
pub async fn run(state: &AppState, row: Model) -> ApiResult<()> {
    let done = Arc::new(AtomicU64::new(0));
    let made = tokio::select! {
        made = make(state, &row, &done) => made,
        () = watch(state, &row, &done) => {
            tracing::info!(export.id = %ExportId(row.id), "an export was stopped, or taken over");
            return files::tidy(state, &row).await;
        }
    };
    match made {
        Ok(finished) => succeed(state, &row, finished).await?,
        Err(broken) => fail(state, &row, broken).await?,
    }
    let now = exports::find(
        state.database.reader(),
        WorkspaceId(row.workspace_id),
        ExportId(row.id),
    )
    .await?;
    if let Some(row) = now {
        journal::tell(state, &row, None).await?;
    }
    files::tidy(state, &row).await
}

async fn make(state: &AppState, row: &Model, done: &AtomicU64) -> Result<Finished, Broken> {
    let request = exports::request_of(row)?;
    let attempt = row.attempt.unwrap_or_default();
    let object = files::object(row, attempt, request.format);
    let mut formatter = Formatter::new(options(&request)?)?;
    let selection = exports::selection_of(row, &request);
    let mut reading = Reading::start(state.database.clone(), selection, FILE_BATCH_BYTES);
    let mut upload = state.storage.begin(&object).await?;
    let mut bytes = Vec::new();
    let mut rows = 0;
    formatter.begin(&mut bytes)?;
    loop {
        upload.write(&bytes).await?;
        bytes.clear();
        let Some(batch) = reading.next().await? else { break };
        formatter.rows(&batch, &mut bytes)?;
        rows += batch.len() as u64;
        done.store(rows, Ordering::Relaxed);
    }
    // A workbook is put together at its end, which takes its time.
    let rest = tokio::task::spawn_blocking(move || formatter.finish()).await;
    if let Some(rest) = rest.map_err(ApiError::internal)?? {
        copy(rest, &mut upload).await?;
    }
    let Written { bytes, sha256 } = upload.finish().await?;
    let finished = Finished {
        rows,
        bytes,
        sha256,
        object,
    };
    let manifest = manifest(row, &request, &finished);
    state
        .storage
        .put(&files::manifest_of(&finished.object), manifest)
        .await?;
    Ok(finished)
}

async fn copy(file: std::fs::File, upload: &mut Upload) -> Result<(), Broken> {
    let mut file = tokio::fs::File::from_std(file);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = file.read(&mut piece).await.map_err(ApiError::internal)?;
        if length == 0 {
            return Ok(());
        }
        upload.write(&piece[..length]).await?;
    }
}

/// What stands beside the file, for whoever finds it without the database.
fn manifest(row: &Model, request: &NewExport, finished: &Finished) -> String {
    let manifest = json!({
        "export": ExportId(row.id),
        "workspace": WorkspaceId(row.workspace_id),
        "requested_at": Timestamp(row.requested_at),
        "request": request,
        "up_to_sequence": row.up_to,
        "rows": finished.rows,
        "bytes": finished.bytes,
        "sha256": finished.sha256,
    });
    format!("{manifest:#}\n")
}

fn options(request: &NewExport) -> ApiResult<FileOptions> {
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
        ..FileOptions::of(request.format)
    })
}

/// Says again and again that the attempt goes on, and how far it is. Ends when the export is not the attempt's own any more.
async fn watch(state: &AppState, row: &Model, done: &AtomicU64) {
    let mut total = count(state, row).await;
    let (mut told, mut silent) = (0, 0);
    loop {
        let rows = done.load(Ordering::Relaxed);
        if rows != told || total.is_some() || silent >= BEATS_OF_SILENCE {
            match note(state, row, (rows, total)).await {
                Ok(true) => (told, silent, total) = (rows, 0, None),
                Ok(false) => return,
                // Where the database is out of reach, the reading says so, too.
                Err(error) => {
                    tracing::warn!(export.id = %ExportId(row.id), %error, "the progress could not be told")
                }
            }
        }
        silent += 1;
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            // Somebody asked for something, or stopped something: this may be it.
            () = state.export_news.notified() => silent = BEATS_OF_SILENCE,
        }
    }
}

async fn note(state: &AppState, row: &Model, progress: (u64, Option<u64>)) -> ApiResult<bool> {
    let (row, now) = (row.clone(), state.clock.now());
    let work = state.database.write(move |transaction| {
        Box::pin(async move { Ok(exports::note_progress(transaction, &row, progress, now).await?) })
    });
    work.await
}

/// How many rows there will be, where counts are kept of what the filter names; nobody waits for it.
async fn count(state: &AppState, row: &Model) -> Option<u64> {
    if row.rows_total.is_some() {
        return None;
    }
    let request = exports::request_of(row).ok()?;
    let selection = exports::selection_of(row, &request);
    let query = CountQuery {
        workspace: row.workspace_id,
        visibility: selection.visibility,
        filter: selection.filter,
        range: selection.range,
    };
    let counted = counts::histogram(&state.database, &query, Tz::UTC, state.clock.now()).await;
    let counted = counted.ok()?;
    counted.counted_back_to.is_none().then_some(counted.total)
}

async fn succeed(state: &AppState, row: &Model, finished: Finished) -> ApiResult<()> {
    let now = state.clock.now();
    let letter = letter::ready(state, row, &finished, now).await?;
    let mail = MailId(state.clock.new_uuid());
    let row = row.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            if exports::succeed(transaction, &row, &finished, now).await? {
                post(transaction, &row, mail, letter, now).await?;
            }
            Ok(())
        })
    });
    work.await
}

async fn fail(state: &AppState, row: &Model, broken: Broken) -> ApiResult<()> {
    let trouble = broken.told();
    tracing::warn!(export.id = %ExportId(row.id), error = broken.cause(), failures = row.failures, "an export did not come to its end");
    let now = state.clock.now();
    let row = row.clone();
    let failures = usize::try_from(row.failures).unwrap_or(usize::MAX);
    if let Some(seconds) = TRY_AGAIN_AFTER.get(failures) {
        let try_at = now.plus_seconds(*seconds);
        let work = state.database.write(move |transaction| {
            Box::pin(async move {
                exports::put_off(transaction, &row, &trouble, try_at).await?;
                Ok(())
            })
        });
        return work.await;
    }
    let letter = letter::failed(state, &row, &trouble).await?;
    let mail = MailId(state.clock.new_uuid());
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            if exports::fail(transaction, &row, &trouble, now).await? {
                post(transaction, &row, mail, letter, now).await?;
            }
            Ok(())
        })
    });
    work.await
}

async fn post(
    transaction: &DatabaseTransaction,
    row: &Model,
    id: MailId,
    letter: Option<Letter>,
    now: Timestamp,
) -> ApiResult<()> {
    if let Some(letter) = letter {
        mails::insert(transaction, WorkspaceId(row.workspace_id), id, letter, now).await?;
    }
    Ok(())
}
