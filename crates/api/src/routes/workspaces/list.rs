//! `GET /v1/workspaces`

use actix_web::{get, web};
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::me::{WorkspaceList, WorkspaceSummary};

use crate::error::ApiResult;
use crate::http::caller::Caller;
use crate::state::AppState;
use crate::store::workspaces;

/// Lists workspaces.
///
/// Those that the credential opens, by name: all that the person belongs to, or the one that the key is of.
#[utoipa::path(
    tag = "workspaces",
    operation_id = "list_workspaces",
    responses((status = 200, description = "The workspaces", body = WorkspaceList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces")]
pub async fn list_workspaces(
    state: web::Data<AppState>,
    caller: Caller,
) -> ApiResult<web::Json<WorkspaceList>> {
    Ok(web::Json(WorkspaceList {
        data: workspaces_of(&state, &caller).await?,
    }))
}

/// The workspaces that a credential opens.
pub(crate) async fn workspaces_of(state: &AppState, caller: &Caller) -> ApiResult<Vec<WorkspaceSummary>> {
    let reader = state.database.reader();
    match caller {
        Caller::Session { user, .. } => {
            let found = workspaces::list_for_member(reader, UserId(user.id)).await?;
            Ok(found
                .iter()
                .map(|(workspace, role)| workspaces::to_wire(workspace, Some(*role)))
                .collect())
        }
        Caller::ApiKey { key, .. } => {
            let found = workspaces::find_workspace(reader, WorkspaceId(key.workspace_id)).await?;
            Ok(found
                .iter()
                .map(|workspace| workspaces::to_wire(workspace, None))
                .collect())
        }
    }
}
