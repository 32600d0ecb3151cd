//! `POST …/webhooks/{webhook_id}/test`

use actix_web::{HttpResponse, post, web};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::plan::Feature;
use daybook_shared::webhook::Delivery;

use super::id_of;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::state::AppState;
use crate::webhooks::redeliver;

/// Sends a ping to a webhook endpoint.
///
/// A message of the type `ping`, signed like any other, tried once, also while the endpoint is disabled. Read the delivery to see what came
/// of it.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "test_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    responses((status = 202, description = "It is sent", body = Delivery)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/test")]
pub async fn test_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    access.require_feature(Feature::WebhooksOut)?;
    let delivery = redeliver::ping(&state, access.workspace_id(), id_of(&path.1)?).await?;
    Ok(HttpResponse::Accepted().json(delivery))
}
