//! `DELETE …/inbound-sources/{source_id}`

use actix_web::{HttpRequest, HttpResponse, delete, web};
use daybook_shared::id::{InboundSourceId, WorkspaceId};

use super::{id_of, none};
use crate::auth::client::Client;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageInboundSources};
use crate::inbound;
use crate::state::AppState;

/// Deletes an inbound source.
///
/// What its platform sends is refused from then on, within 5 seconds on every server; what it has sent stays in the log. Deleting
/// one is an event of the workspace.
#[utoipa::path(
    tag = "inbound-sources",
    operation_id = "delete_inbound_source",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("source_id" = InboundSourceId, Path, description = "The source")),
    responses((status = 204, description = "There is no such source any more")),
    security(("bearer" = []))
)]
#[delete("/v1/workspaces/{workspace_id}/inbound-sources/{source_id}")]
pub async fn delete_inbound_source(
    state: web::Data<AppState>,
    access: Access<ManageInboundSources>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let (workspace, id) = (access.workspace_id(), id_of(&path.1)?);
    let context = Client::of(&request).context();
    match inbound::delete(&state, workspace, id, access.actor(), context).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(none()),
    }
}
