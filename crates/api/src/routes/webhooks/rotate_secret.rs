//! `POST …/webhooks/{webhook_id}/rotate-secret`

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::webhook::RotatedSecret;

use super::{by, id_of};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::kept_answer::Keeping;
use crate::state::AppState;
use crate::webhooks::changes;

/// Gives a webhook endpoint a new secret.
///
/// The answer holds it, this once. For 24 hours messages carry two signatures, by the new secret and by that of before, so that receivers
/// can change over without refusing any. A secret that is rotated twice within that time signs no more.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "rotate_webhook_secret",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("webhook_id" = WebhookId, Path, description = "The endpoint")),
    responses((status = 200, description = "The new secret", body = RotatedSecret)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/rotate-secret")]
pub async fn rotate_webhook_secret(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let (id, by) = (id_of(&path.1)?, by(&access, &request));
    let rotated = changes::rotate(&state, access.workspace_id(), id, by).await?;
    Ok(Keeping::ShownOnce.mark(HttpResponse::Ok().json(rotated)))
}
