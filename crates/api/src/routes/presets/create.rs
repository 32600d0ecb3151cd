//! `POST …/presets`

use actix_web::{HttpRequest, HttpResponse, http, post, web};
use daybook_shared::access::Permission;
use daybook_shared::id::{PresetId, WorkspaceId};
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::preset::{NewPreset, Preset};
use daybook_shared::route;

use super::{body, record_shared, viewer};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageOwnPresets};
use crate::http::json;
use crate::state::AppState;
use crate::store::presets;

/// Saves a preset.
///
/// For oneself, or with `shared` for the whole workspace, which owners, admins and API keys with `admin` may. Sharing is an
/// event of the workspace. A relative range stays relative. The name must be free among one's own presets, or among the
/// shared ones; a person has 100 of their own at most, a workspace shares 95.
#[utoipa::path(
    tag = "presets",
    operation_id = "create_preset",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = NewPreset,
    responses((status = 201, description = "Saved", body = Preset, headers(("Location" = String, description = "Where the preset can be read")))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/presets")]
pub async fn create_preset(
    state: web::Data<AppState>,
    access: Access<ManageOwnPresets>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let now = state.clock.now();
    let new = body::new_preset(sent, now)?;
    if new.shared {
        access.require(Permission::ManageSharedPresets)?;
    } else {
        access.caller.person()?;
    }
    let is_shared = new.shared;
    let id = PresetId(state.clock.new_uuid());
    let preset = presets::create(&state.database, viewer(&access), id, now, new).await?;
    if is_shared {
        record_shared(&state, &access, &request, &preset).await?;
    }
    let location = route::preset(access.workspace_id(), id);
    Ok(HttpResponse::Created()
        .insert_header((http::header::LOCATION, location))
        .json(preset))
}
