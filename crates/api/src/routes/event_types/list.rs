//! `GET /v1/workspaces/{workspace_id}/event-types`

use actix_web::{get, web};
use daybook_shared::event_type::EventTypeList;
use daybook_shared::id::WorkspaceId;

use crate::error::ApiResult;
use crate::http::access::{Access, ReadWorkspace};
use crate::state::AppState;
use crate::store::event_types;

/// Lists event types.
///
/// What can be appended and filtered by: the built-in types by category, then the workspace's own by name.
/// Restricted types are listed for those who see events of them whoever caused them.
#[utoipa::path(
    tag = "event-types",
    operation_id = "list_event_types",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    responses((status = 200, description = "The event types", body = EventTypeList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/event-types")]
pub async fn list_event_types(
    state: web::Data<AppState>,
    access: Access<ReadWorkspace>,
) -> ApiResult<web::Json<EventTypeList>> {
    let with_restricted = access.visibility.sees_restricted();
    let data = event_types::list_all(state.database.reader(), access.workspace.id, with_restricted).await?;
    Ok(web::Json(EventTypeList { data }))
}
