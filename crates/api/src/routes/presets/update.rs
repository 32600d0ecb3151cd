//! `PATCH …/presets/{preset_id}`

use actix_web::{HttpRequest, patch, web};
use daybook_shared::id::{PresetId, WorkspaceId};
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::preset::{Preset, PresetUpdate};

use super::{body, id_of, record_shared, viewer};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageOwnPresets};
use crate::http::json;
use crate::state::AppState;
use crate::store::presets;

/// Changes a preset.
///
/// What is absent stays. One's own, or a shared one where the caller may change those; to share it, or as its owner to take
/// it back, say so with `shared`. Built-in presets stay as they are.
#[utoipa::path(
    tag = "presets",
    operation_id = "update_preset",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("preset_id" = PresetId, Path, description = "The preset")),
    request_body = PresetUpdate,
    responses((status = 200, description = "The preset as it is now", body = Preset)),
    security(("bearer" = []))
)]
#[patch("/v1/workspaces/{workspace_id}/presets/{preset_id}")]
pub async fn update_preset(
    state: web::Data<AppState>,
    access: Access<ManageOwnPresets>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<web::Json<Preset>> {
    let id = id_of(&path.1)?;
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let now = state.clock.now();
    let change = body::preset_update(sent, now)?;
    let updated = presets::update(&state.database, viewer(&access), id, now, change).await?;
    if updated.is_newly_shared {
        record_shared(&state, &access, &request, &updated.preset).await?;
    }
    Ok(web::Json(updated.preset))
}
