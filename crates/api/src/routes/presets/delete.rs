//! `DELETE …/presets/{preset_id}`

use actix_web::{HttpResponse, delete, web};
use daybook_shared::id::{PresetId, WorkspaceId};

use super::{id_of, viewer};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageOwnPresets};
use crate::state::AppState;
use crate::store::presets;

/// Deletes a preset.
///
/// For the same callers as may change it. It leaves everybody's order and pins, and is nobody's default any more.
#[utoipa::path(
    tag = "presets",
    operation_id = "delete_preset",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("preset_id" = PresetId, Path, description = "The preset")),
    responses((status = 204, description = "There is no such preset any more")),
    security(("bearer" = []))
)]
#[delete("/v1/workspaces/{workspace_id}/presets/{preset_id}")]
pub async fn delete_preset(
    state: web::Data<AppState>,
    access: Access<ManageOwnPresets>,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    presets::delete(&state.database, viewer(&access), id_of(&path.1)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
