//! `DELETE …/api-keys/{api_key_id}`

use actix_web::{HttpRequest, HttpResponse, delete, web};
use daybook_shared::id::{ApiKeyId, WorkspaceId};

use super::id_of;
use crate::auth::client::Client;
use crate::auth::key_changes;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageApiKeys};
use crate::state::AppState;

/// Revokes an API key.
///
/// It opens nothing any more, within 5 seconds wherever it is used, running streams too; it stays in the list. One that was revoked before
/// stays so. The first time is an event of the workspace.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "revoke_api_key",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("api_key_id" = ApiKeyId, Path, description = "The key")),
    responses((status = 204, description = "It does not work any more")),
    security(("bearer" = []))
)]
#[delete("/v1/workspaces/{workspace_id}/api-keys/{api_key_id}")]
pub async fn revoke_api_key(
    state: web::Data<AppState>,
    access: Access<ManageApiKeys>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let context = Client::of(&request).context();
    key_changes::revoke(
        &state,
        access.workspace_id(),
        id_of(&path.1)?,
        access.actor(),
        context,
    )
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
