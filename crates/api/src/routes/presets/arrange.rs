//! `PUT …/presets/arrangement`

use actix_web::{HttpRequest, put, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::preset::{PresetArrangement, PresetList};

use super::{body, viewer};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageOwnPresets};
use crate::http::json;
use crate::state::AppState;
use crate::store::presets;

/// Arranges presets.
///
/// Their order, which of them are at hand (five at most) and which one the log opens with: for the caller alone, in this
/// workspace, and all at once. It takes a session; an API key arranges nothing.
#[utoipa::path(
    tag = "presets",
    operation_id = "arrange_presets",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = PresetArrangement,
    responses((status = 200, description = "The presets as they are arranged now", body = PresetList)),
    security(("bearer" = []))
)]
#[put("/v1/workspaces/{workspace_id}/presets/arrangement")]
pub async fn arrange_presets(
    state: web::Data<AppState>,
    access: Access<ManageOwnPresets>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<web::Json<PresetList>> {
    access.caller.person()?;
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let arrangement = body::arrangement(sent)?;
    let now = state.clock.now();
    let data = presets::arrange(&state.database, viewer(&access), now, arrangement).await?;
    Ok(web::Json(PresetList { data }))
}
