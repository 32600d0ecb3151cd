//! `GET …/api-keys/{api_key_id}`

use actix_web::{get, web};
use daybook_shared::api_key::ApiKey;
use daybook_shared::id::{ApiKeyId, WorkspaceId};

use super::{id_of, none};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageApiKeys};
use crate::state::AppState;
use crate::store::api_keys;

/// Reads an API key.
///
/// Without its secret, which nobody can read again.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "get_api_key",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("api_key_id" = ApiKeyId, Path, description = "The key")),
    responses((status = 200, description = "The key", body = ApiKey)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/api-keys/{api_key_id}")]
pub async fn get_api_key(
    state: web::Data<AppState>,
    access: Access<ManageApiKeys>,
    path: web::Path<(String, String)>,
) -> ApiResult<web::Json<ApiKey>> {
    let found = api_keys::find(state.database.reader(), access.workspace_id(), id_of(&path.1)?).await?;
    Ok(web::Json(api_keys::to_wire(found.ok_or_else(none)?)?))
}
