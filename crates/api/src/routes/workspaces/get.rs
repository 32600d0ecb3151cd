//! `GET /v1/workspaces/{workspace_id}`

use actix_web::{get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::me::WorkspaceSummary;

use crate::http::access::{Access, ReadWorkspace};
use crate::store::workspaces;

/// Answers one workspace.
///
/// Its name, plan and time zone, and the caller's role in it.
#[utoipa::path(
    tag = "workspaces",
    operation_id = "get_workspace",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    responses((status = 200, description = "The workspace", body = WorkspaceSummary)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}")]
pub async fn get_workspace(access: Access<ReadWorkspace>) -> web::Json<WorkspaceSummary> {
    web::Json(workspaces::to_wire(&access.workspace, access.role))
}
