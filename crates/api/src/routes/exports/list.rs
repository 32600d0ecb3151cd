//! `GET …/exports`

use actix_web::{HttpRequest, get, web};
use daybook_shared::export::ExportList;
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::{DEFAULT_EXPORTS, MAX_EXPORTS};

use crate::error::ApiResult;
use crate::http::access::{Access, MakeExports};
use crate::http::cursor::Binding;
use crate::http::id_cursor::IdPage;
use crate::http::page_params::PageParams;
use crate::state::AppState;
use crate::store::exports;

/// Lists exports.
///
/// Of everybody in the workspace, the newest first. The list stays, also where files were removed after their 7 days.
#[utoipa::path(
    tag = "exports",
    operation_id = "list_exports",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        PageParams<{ DEFAULT_EXPORTS }, { MAX_EXPORTS }>,
    ),
    responses((status = 200, description = "A page of them", body = ExportList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/exports")]
pub async fn list_exports(
    state: web::Data<AppState>,
    access: Access<MakeExports>,
    request: HttpRequest,
) -> ApiResult<web::Json<ExportList>> {
    let workspace = access.workspace_id();
    let binding = Binding::to(&[b"exports", workspace.0.as_bytes()]);
    let limits = (DEFAULT_EXPORTS, MAX_EXPORTS);
    let page = IdPage::parse(request.query_string(), limits, &state.keys, binding)?;
    let (order, behind, limit) = page.wanted();
    let behind = behind.map(ExportId);
    let rows = exports::list(state.database.reader(), workspace, behind, order, limit).await?;
    let (rows, page) = page.cut(rows, |job| job.id.0, &state.keys)?;
    let data = rows.into_iter().map(exports::Job::into_wire).collect();
    Ok(web::Json(ExportList { data, page }))
}
