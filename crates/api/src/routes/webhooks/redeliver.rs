//! `POST …/webhooks/{webhook_id}/redeliver`

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::plan::Feature;
use daybook_shared::webhook::{Redelivering, Redelivery};

use super::{body, find};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::json;
use crate::state::AppState;
use crate::webhooks::redeliver::{self, Part};

/// Sends to a webhook endpoint again.
///
/// One delivery, whatever came of it; or a part of the log, by places or by the moments at which events were recorded: what the filter means of it and
/// was not delivered, because it failed, waits for another try, or happened while the endpoint was disabled or not there yet. With
/// `include_delivered` also what was. `webhook-id` is the same as before. 409 `wrong_state` while the endpoint is disabled, or goes through another part.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "redeliver_webhook",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    request_body = Redelivery,
    responses((status = 202, description = "It is sent", body = Redelivering)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/redeliver")]
pub async fn redeliver_webhook(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    access.require_feature(Feature::WebhooksOut)?;
    let endpoint = find(&state, &access, &path.1).await?;
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let wanted = body::redelivery(sent)?;
    let (workspace, id) = (endpoint.workspace, endpoint.id);
    let answer = match wanted.delivery_id {
        Some(delivery) => Redelivering {
            delivery: Some(redeliver::one(&state, workspace, id, delivery).await?),
            from_sequence: None,
            to_sequence: None,
        },
        None => {
            let part = Part {
                from_sequence: wanted.from_sequence,
                to_sequence: wanted.to_sequence,
                from: wanted.from,
                to: wanted.to,
            };
            let all = wanted.include_delivered;
            let (first, last) = redeliver::part(&state, workspace, id, part, all).await?;
            Redelivering {
                delivery: None,
                from_sequence: Some(first),
                to_sequence: Some(last),
            }
        }
    };
    Ok(HttpResponse::Accepted().json(answer))
}
