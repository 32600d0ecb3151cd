//! `PATCH …/webhooks/{webhook_id}`

use actix_web::{HttpRequest, patch, web};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::plan::Feature;
use daybook_shared::webhook::{Webhook, WebhookState, WebhookUpdate};

use super::{body, by, check_url, find, shown_one};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::json;
use crate::state::AppState;
use crate::webhooks::changes;

/// Changes a webhook endpoint.
///
/// What is absent stays. One that is switched off is sent nothing, and what waits for it is given up; switched on, it is sent what is appended
/// from then on, and what it missed only by `redeliver_webhook`. Whoever changes an endpoint answers for it: it works as long as they may
/// manage webhooks. Changing one is an event of the workspace.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "update_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    request_body = WebhookUpdate,
    responses((status = 200, description = "The endpoint as it is now", body = Webhook)),
    security(("bearer" = []))
)]
#[patch("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}")]
pub async fn update_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<web::Json<Webhook>> {
    let before = find(&state, &access, &path.1).await?;
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let change = body::webhook_update(sent, state.clock.now())?;
    if change.state == Some(WebhookState::Enabled) {
        access.require_feature(Feature::WebhooksOut)?;
    }
    if let Some(url) = &change.url {
        check_url(&state, url).await?;
    }
    let by = by(&access, &request);
    let endpoint = changes::update(&state, access.workspace_id(), before.id, change, by).await?;
    Ok(web::Json(shown_one(&state, endpoint).await?))
}
