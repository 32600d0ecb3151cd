//! `GET …/api-keys`

use actix_web::{HttpRequest, get, web};
use daybook_shared::api_key::{ApiKey, ApiKeyList};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{DEFAULT_API_KEYS, MAX_API_KEYS_OF_PAGE};
use sea_orm::DbErr;

use crate::error::ApiResult;
use crate::http::access::{Access, ManageApiKeys};
use crate::http::cursor::Binding;
use crate::http::id_cursor::IdPage;
use crate::http::page_params::PageParams;
use crate::state::AppState;
use crate::store::api_keys;

/// Lists API keys.
///
/// The newest first, without their secrets. Those that were revoked or have ended stay in the list.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "list_api_keys",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        PageParams<{ DEFAULT_API_KEYS }, { MAX_API_KEYS_OF_PAGE }>,
    ),
    responses((status = 200, description = "A page of them", body = ApiKeyList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/api-keys")]
pub async fn list_api_keys(
    state: web::Data<AppState>,
    access: Access<ManageApiKeys>,
    request: HttpRequest,
) -> ApiResult<web::Json<ApiKeyList>> {
    let workspace = access.workspace_id();
    let binding = Binding::to(&[b"api-keys", workspace.0.as_bytes()]);
    let limits = (DEFAULT_API_KEYS, MAX_API_KEYS_OF_PAGE);
    let page = IdPage::parse(request.query_string(), limits, &state.keys, binding)?;
    let (order, behind, limit) = page.wanted();
    let rows = api_keys::list(state.database.reader(), workspace, behind, order, limit).await?;
    let (rows, page) = page.cut(rows, |row| row.id, &state.keys)?;
    let data: Result<Vec<ApiKey>, DbErr> = rows.into_iter().map(api_keys::to_wire).collect();
    Ok(web::Json(ApiKeyList { data: data?, page }))
}
