//! `GET …/webhooks/{webhook_id}/deliveries/{delivery_id}`

use actix_web::{get, web};
use daybook_shared::id::{DeliveryId, WebhookId, WorkspaceId};
use daybook_shared::plan::Feature;
use daybook_shared::webhook::{Delivery, DeliveryDetail};

use super::find;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ManageWebhooks};
use crate::state::AppState;
use crate::store::events::at::at;
use crate::store::webhooks::{Endpoint, attempts, deliveries};
use crate::webhooks::body;

/// Reads a delivery to a webhook endpoint.
///
/// With the body that every try sends, and of each try the headers that were sent and what came back: the status, headers, and up to 4 KiB of the
/// body.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "get_webhook_delivery",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        ("webhook_id" = WebhookId, Path, description = "The endpoint"),
        ("delivery_id" = DeliveryId, Path, description = "The delivery"),
    ),
    responses((status = 200, description = "The delivery", body = DeliveryDetail)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}")]
pub async fn get_webhook_delivery(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String, String)>,
) -> ApiResult<web::Json<DeliveryDetail>> {
    // It shows an event.
    access.require_feature(Feature::WebhooksOut)?;
    let none = || ApiError::not_found("delivery of this endpoint");
    let endpoint = find(&state, &access, &path.1).await?;
    let id: DeliveryId = path.2.parse().map_err(|_| none())?;
    let reader = state.database.reader();
    let found = deliveries::find(reader, endpoint.workspace, endpoint.id, id).await?;
    let delivery = found.ok_or_else(none)?;
    let attempts = attempts::list(reader, endpoint.workspace, id).await?;
    Ok(web::Json(DeliveryDetail {
        request_body: body_of(&state, &endpoint, &delivery).await?,
        delivery,
        attempts,
    }))
}

async fn body_of(state: &AppState, endpoint: &Endpoint, delivery: &Delivery) -> ApiResult<Option<String>> {
    let Some(place) = delivery.sequence else {
        return Ok(Some(body::of_ping(endpoint, delivery.id, delivery.created_at)));
    };
    let events = at(&state.database, endpoint.workspace.0, &[place]).await?;
    Ok(events.first().map(|event| body::of_event(endpoint, event)))
}
