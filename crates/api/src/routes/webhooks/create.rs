//! `POST …/webhooks`

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::plan::Feature;
use daybook_shared::route;
use daybook_shared::webhook::{CreatedWebhook, NewWebhook};

use super::{body, by, check_url, shown_one};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::json;
use crate::http::kept_answer::Keeping;
use crate::state::AppState;
use crate::webhooks::changes;

/// Makes a webhook endpoint.
///
/// For owners, admins and keys with `admin`. What is appended from now on and the filter means is sent to the URL, as Standard Webhooks 1.0 says: a
/// POST of `{"type", "timestamp", "data"}` with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. The answer holds the
/// secret that messages are signed with, this once. Every message arrives at least once, in no order that is promised: `webhook-id` tells
/// what came before, `data.sequence` the order. The URL must be `https` and lead to a public address. Making one is an event of the
/// workspace, which has at most 50. Automation tools call this to subscribe, and `delete_webhook` to unsubscribe.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "create_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = NewWebhook,
    responses((status = 201, description = "Made; `secret` is shown this once", body = CreatedWebhook, headers(
        ("Location" = String, description = "Where the endpoint can be read, without its secret"),
    ))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/webhooks")]
pub async fn create_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    access.require_feature(Feature::WebhooksOut)?;
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let new = body::new_webhook(sent, state.clock.now())?;
    check_url(&state, &new.url).await?;
    let workspace = access.workspace_id();
    let (endpoint, secret) = changes::create(&state, workspace, new, by(&access, &request)).await?;
    let answer = HttpResponse::Created()
        .insert_header((LOCATION, route::webhook(workspace, endpoint.id)))
        .json(CreatedWebhook {
            webhook: shown_one(&state, endpoint).await?,
            secret: secret.text(),
        });
    Ok(Keeping::ShownOnce.mark(answer))
}
