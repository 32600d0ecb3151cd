//! `GET …/exports/{export_id}`

use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, get, web};
use daybook_shared::export::Export;
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::EXPORT_RETRY_SECONDS;

use super::find;
use crate::error::ApiResult;
use crate::http::access::{Access, MakeExports};
use crate::state::AppState;

/// Gets one export.
///
/// While it waits or runs, `Retry-After` says when it makes sense to look again.
#[utoipa::path(
    tag = "exports",
    operation_id = "get_export",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("export_id" = ExportId, Path, description = "The export")),
    responses((status = 200, description = "The export", body = Export, headers(("Retry-After" = Option<i64>, description = "Seconds, while it is under way")))),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/exports/{export_id}")]
pub async fn get_export(
    state: web::Data<AppState>,
    access: Access<MakeExports>,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let export = find(&state, &access, &path.1).await?.into_wire();
    let mut answer = HttpResponse::Ok();
    if export.state.is_under_way() {
        answer.insert_header((RETRY_AFTER, EXPORT_RETRY_SECONDS));
    }
    Ok(answer.json(export))
}
