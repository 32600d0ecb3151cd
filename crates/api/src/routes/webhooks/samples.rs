//! `GET …/webhooks/samples`

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::id::WorkspaceId;

use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::filter_params::FilterParams;
use crate::state::AppState;
use crate::webhooks::samples::samples;

/// Lists samples of what webhooks send.
///
/// The bodies of messages about the newest three events that a filter leaves, as a plain array: what automation tools show to people who set
/// up a subscription. Empty where there is no such event yet.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "list_webhook_samples",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), FilterParams),
    responses((status = 200, description = "The samples", body = Vec<serde_json::Value>, example = json!([{
        "type": "post.failed", "timestamp": "2026-11-21T09:30:00.000000Z",
        "data": {"id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "sequence": 48211, "type": "post.failed"},
    }]))),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks/samples")]
pub async fn list_webhook_samples(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let FilterParams(filter) = FilterParams::parse(request.query_string())?;
    let samples = samples(&state, access.workspace_id(), filter).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(samples))
}
