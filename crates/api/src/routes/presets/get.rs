//! `GET …/presets/{preset_id}`

use actix_web::{get, web};
use daybook_shared::id::{PresetId, WorkspaceId};
use daybook_shared::preset::Preset;

use super::{id_of, viewer};
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::state::AppState;
use crate::store::presets;

/// Gets one preset.
///
/// Somebody else's own preset is not found.
#[utoipa::path(
    tag = "presets",
    operation_id = "get_preset",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("preset_id" = PresetId, Path, description = "The preset")),
    responses((status = 200, description = "The preset", body = Preset)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/presets/{preset_id}")]
pub async fn get_preset(
    state: web::Data<AppState>,
    access: Access<ReadEvents>,
    path: web::Path<(String, String)>,
) -> ApiResult<web::Json<Preset>> {
    let found = presets::find(state.database.reader(), &viewer(&access), id_of(&path.1)?).await?;
    let preset = found.ok_or_else(|| ApiError::not_found("preset"))?;
    Ok(web::Json(preset))
}
