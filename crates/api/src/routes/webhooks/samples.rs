//! `GET …/webhooks/samples`

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::plan::Feature;
use daybook_shared::webhook::WebhookMessage;

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
    responses((status = 200, description = "The samples", body = Vec<WebhookMessage>)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks/samples")]
pub async fn list_webhook_samples(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    access.require_feature(Feature::WebhooksOut)?;
    let FilterParams(filter) = FilterParams::parse(request.query_string())?;
    let samples = samples(&state, access.workspace_id(), filter).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(samples))
}
