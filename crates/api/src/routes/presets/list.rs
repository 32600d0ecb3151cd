//! `GET …/presets`

use actix_web::{get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::preset::PresetList;

use super::viewer;
use crate::error::ApiResult;
use crate::http::access::{Access, ReadEvents};
use crate::state::AppState;
use crate::store::presets;

/// Lists presets.
///
/// The built-in ones, the caller's own and those that the workspace shares, in the order that the caller gave them. An
/// API key has none of its own.
#[utoipa::path(
    tag = "presets",
    operation_id = "list_presets",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    responses((status = 200, description = "The presets, in the caller's own order", body = PresetList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/presets")]
pub async fn list_presets(
    state: web::Data<AppState>,
    access: Access<ReadEvents>,
) -> ApiResult<web::Json<PresetList>> {
    let data = presets::list(state.database.reader(), &viewer(&access)).await?;
    Ok(web::Json(PresetList { data }))
}
