//! `DELETE …/api-keys/{api_key_id}`

use actix_web::{HttpRequest, HttpResponse, delete, web};
use daybook_shared::id::{ApiKeyId, WorkspaceId};

use super::{id_of, none};
use crate::auth::client::Client;
use crate::auth::key_journal;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ManageApiKeys};
use crate::state::AppState;
use crate::store::api_keys;

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
    let (workspace, id) = (access.workspace_id(), id_of(&path.1)?);
    let found = api_keys::find(state.database.reader(), workspace, id).await?;
    let row = found.ok_or_else(none)?;
    let (actor, now) = (access.actor(), state.clock.now());
    let by = serde_json::to_string(&actor).map_err(ApiError::internal)?;
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            Ok::<_, ApiError>(api_keys::set_revoked(transaction, workspace, id, (now, Some(by))).await?)
        })
    });
    if work.await? {
        let event = key_journal::revoked(&row, actor, Some(Client::of(&request).context()));
        state.appender.record(workspace, event).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
