//! `DELETE …/webhooks/{webhook_id}`

use actix_web::{HttpRequest, HttpResponse, delete, web};
use daybook_shared::id::{WebhookId, WorkspaceId};

use super::{by, id_of};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::state::AppState;
use crate::webhooks::changes;

/// Deletes a webhook endpoint.
///
/// Nothing is sent to it any more, but for what is on its way at this moment. The log of its deliveries goes with it; that it was
/// deleted is an event of the workspace.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "delete_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    responses((status = 204, description = "There is no such endpoint any more")),
    security(("bearer" = []))
)]
#[delete("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}")]
pub async fn delete_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let id = id_of(&path.1)?;
    changes::delete(&state, access.workspace_id(), id, by(&access, &request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
