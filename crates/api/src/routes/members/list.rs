//! `GET /v1/workspaces/{workspace_id}/members`

use actix_web::{get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::member::MemberList;

use crate::error::ApiResult;
use crate::http::access::{Access, ReadMembers};
use crate::state::AppState;
use crate::store::memberships;

/// Lists members.
///
/// Everybody who belongs to the workspace, by name, then everybody who did: their events stay in the log.
#[utoipa::path(
    tag = "workspaces",
    operation_id = "list_members",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    responses((status = 200, description = "Present members, then former ones", body = MemberList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/members")]
pub async fn list_members(
    state: web::Data<AppState>,
    access: Access<ReadMembers>,
) -> ApiResult<web::Json<MemberList>> {
    let data = memberships::list_members(state.database.reader(), access.workspace_id()).await?;
    Ok(web::Json(MemberList { data }))
}
