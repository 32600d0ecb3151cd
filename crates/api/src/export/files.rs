//! Where the files of exports lie in the store, and which of them somebody still wants.

use daybook_shared::export::ExportFormat;
use daybook_shared::id::{ExportId, WorkspaceId};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::storage::Stored;
use crate::store::exports::{self, Job};

/// What the keys of everything begin with that an export keeps.
pub fn prefix(workspace: WorkspaceId, export: ExportId) -> String {
    format!("{workspace}/{export}")
}

/// The key of the file that an attempt makes.
pub(super) fn object(job: &Job, attempt: Uuid, format: ExportFormat) -> String {
    let place = prefix(job.workspace, job.id);
    format!("{place}/{attempt}.{}", format.as_str())
}

/// The key of the manifest of a file.
pub(super) fn manifest_of(object: &str) -> String {
    format!("{object}.manifest.json")
}

/// Removes what belongs to an export but is not its file: what attempts left behind, and files that are named no more.
pub async fn tidy(state: &AppState, job: &Job) -> ApiResult<()> {
    let stored = state.storage.list(&prefix(job.workspace, job.id)).await?;
    remove_unwanted(state, (job.workspace, job.id), &stored).await
}

/// The row of an export that succeeded names its file no more, and the file is removed.
pub async fn expire(state: &AppState, job: &Job) -> ApiResult<()> {
    let expired = job.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move { Ok::<_, ApiError>(exports::set_expired(transaction, &expired).await?) })
    });
    // The row first: a file that it still names could be asked for.
    if work.await? {
        tidy(state, job).await?;
        tracing::info!(export.id = %job.id, "the file of an export was removed after its time");
    }
    Ok(())
}

/// The same for everything that is stored.
pub async fn sweep(state: &AppState) -> ApiResult<()> {
    for of_workspace in state.storage.prefixes("").await? {
        for of_export in state.storage.prefixes(&of_workspace).await? {
            let Some((workspace, export)) = read_prefix(&of_export) else {
                tracing::warn!(key = of_export, "something lies among the exports that is none");
                continue;
            };
            let stored = state.storage.list(&of_export).await?;
            if let Err(error) = remove_unwanted(state, (workspace, export), &stored).await {
                tracing::error!(export.id = %export, %error, source = error.source_text(), "what is left of an export stays");
            }
        }
    }
    Ok(())
}

/// The row is looked at behind the list: what an attempt writes that begins later is not in it. What has no row is not this
/// database's: rows stay, and a place may be shared with another one, or its copy.
async fn remove_unwanted(
    state: &AppState,
    (workspace, export): (WorkspaceId, ExportId),
    stored: &[Stored],
) -> ApiResult<()> {
    let Some(job) = exports::find(state.database.reader(), workspace, export).await? else {
        return Ok(());
    };
    let unwanted = stored.iter().map(|stored| stored.key.as_str());
    let unwanted: Vec<&str> = unwanted.filter(|key| !is_wanted(key, &job)).collect();
    if !unwanted.is_empty() && !leaves_everything() {
        state.storage.remove(&unwanted).await?;
        tracing::debug!(export.id = %export, objects = unwanted.len(), "what was left of an export was removed");
    }
    Ok(())
}

/// Whether a row names this object, or an attempt is under way that makes it.
fn is_wanted(key: &str, job: &Job) -> bool {
    let is_file = job
        .object
        .as_deref()
        .is_some_and(|object| key == object || key == manifest_of(object));
    let is_of_attempt = job.attempt.is_some_and(|attempt| {
        // Behind the sign stands which upload of the object it is.
        let object = key.split('#').next().unwrap_or_default();
        let name = object.rsplit('/').next().unwrap_or_default();
        name.starts_with(&attempt.to_string())
    });
    is_file || is_of_attempt
}

fn read_prefix(prefix: &str) -> Option<(WorkspaceId, ExportId)> {
    let (workspace, export) = prefix.split_once('/')?;
    Some((workspace.parse().ok()?, export.parse().ok()?))
}

/// Nothing is removed, for a test that shows that it would notice.
fn leaves_everything() -> bool {
    fail::fail_point!("export::leave_everything", |_| true);
    false
}
