//! `GET …/inbound-sources/{source_id}`

use actix_web::{get, web};
use daybook_shared::id::{InboundSourceId, WorkspaceId};
use daybook_shared::inbound_source::InboundSource;

use super::{id_of, none};
use crate::error::ApiResult;
use crate::http::access::{Access, ManageInboundSources};
use crate::inbound;
use crate::state::AppState;
use crate::store::inbound_sources;

/// Reads an inbound source.
///
/// Without the secret that its platform signs with, which nobody can read again.
#[utoipa::path(
    tag = "inbound-sources",
    operation_id = "get_inbound_source",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("source_id" = InboundSourceId, Path, description = "The source")),
    responses((status = 200, description = "The source", body = InboundSource)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/inbound-sources/{source_id}")]
pub async fn get_inbound_source(
    state: web::Data<AppState>,
    access: Access<ManageInboundSources>,
    path: web::Path<(String, String)>,
) -> ApiResult<web::Json<InboundSource>> {
    let reader = state.database.reader();
    let found = inbound_sources::find(reader, access.workspace_id(), id_of(&path.1)?).await?;
    Ok(web::Json(inbound::to_wire(&state, found.ok_or_else(none)?)))
}
