//! `GET …/webhooks/{webhook_id}`

use actix_web::{get, web};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::webhook::Webhook;

use super::{find, shown_one};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::state::AppState;

/// Reads a webhook endpoint.
///
/// Without its secret, which nobody can read again.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "get_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    responses((status = 200, description = "The endpoint", body = Webhook)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}")]
pub async fn get_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
) -> ApiResult<web::Json<Webhook>> {
    let endpoint = find(&state, &access, &path.1).await?;
    Ok(web::Json(shown_one(&state, endpoint).await?))
}
