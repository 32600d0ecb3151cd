//! `POST …/exports/{export_id}/cancel`

use actix_web::{HttpRequest, post, web};
use daybook_shared::export::Export;
use daybook_shared::id::{ExportId, WorkspaceId};

use super::{id_of, tell};
use crate::error::ApiResult;
use crate::http::access::{Access, MakeExports};
use crate::state::AppState;
use crate::store::exports;

/// Cancels an export.
///
/// One that is `queued` or `running`: what was written of its file is removed.
#[utoipa::path(
    tag = "exports",
    operation_id = "cancel_export",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("export_id" = ExportId, Path, description = "The export")),
    responses((status = 200, description = "Stopped", body = Export)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/exports/{export_id}/cancel")]
pub async fn cancel_export(
    state: web::Data<AppState>,
    access: Access<MakeExports>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> ApiResult<web::Json<Export>> {
    let (id, now) = (id_of(&path.1)?, state.clock.now());
    let job = exports::cancel(&state.database, access.workspace_id(), id, access.actor(), now).await?;
    tell(&state, &job, &request).await;
    Ok(web::Json(job.into_wire()))
}
