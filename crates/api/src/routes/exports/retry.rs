//! `POST …/exports/{export_id}/retry`

use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::export::{Export, ExportState};
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::EXPORT_RETRY_SECONDS;
use daybook_shared::problem::ErrorCode;

use super::file::File;
use super::{asked, find, tell};
use crate::error::ApiResult;
use crate::export::{files, journal};
use crate::http::access::{Access, AskForExports};
use crate::state::AppState;
use crate::store::exports::{self, Job};

/// Makes an export again.
///
/// One that is `failed`, `cancelled` or `expired`, or whose file is not there any more: of the same events, as it was first asked for. It is the caller's own from now on, who
/// gets the mail.
#[utoipa::path(
    tag = "exports",
    operation_id = "retry_export",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("export_id" = ExportId, Path, description = "The export")),
    responses((status = 202, description = "Asked for again", body = Export, headers(("Retry-After" = i64, description = "Seconds until it makes sense to look")))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/exports/{export_id}/retry")]
pub async fn retry_export(
    state: web::Data<AppState>,
    access: Access<AskForExports>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let before = find(&state, &access, &path.1).await?;
    // What it came to is forgotten with this, but not by the log.
    journal::tell(&state, &before, None).await?;
    if before.state == ExportState::Succeeded && !has_file(&state, &before).await? {
        files::expire(&state, &before).await?;
    }
    let (workspace, id) = (access.workspace_id(), before.id);
    let job = exports::retry(&state.database, workspace, id, asked(&state, &access)).await?;
    tell(&state, &job, &request).await;
    Ok(HttpResponse::Accepted()
        .insert_header((RETRY_AFTER, EXPORT_RETRY_SECONDS))
        .json(job.into_wire()))
}

/// Whether the file of an export that succeeded can still be fetched.
async fn has_file(state: &AppState, job: &Job) -> ApiResult<bool> {
    let found = match File::of(job, state.clock.now()) {
        Ok(file) => file.read(&state.storage, 0..0).await.map(drop),
        Err(error) => Err(error),
    };
    match found {
        Err(error) if error.code == ErrorCode::ExportExpired => Ok(false),
        found => found.map(|()| true),
    }
}
