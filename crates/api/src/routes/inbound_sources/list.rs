//! `GET …/inbound-sources`

use actix_web::{HttpRequest, get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::inbound_source::InboundSourceList;
use daybook_shared::limits::{DEFAULT_INBOUND_SOURCES, MAX_INBOUND_SOURCES_OF_PAGE};

use crate::error::ApiResult;
use crate::http::access::{Access, ManageInboundSources};
use crate::http::cursor::Binding;
use crate::http::id_cursor::IdPage;
use crate::http::page_params::PageParams;
use crate::inbound;
use crate::state::AppState;
use crate::store::inbound_sources;

/// Lists inbound sources.
///
/// The newest first, without the secrets that their platforms sign with.
#[utoipa::path(
    tag = "inbound-sources",
    operation_id = "list_inbound_sources",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        PageParams<{ DEFAULT_INBOUND_SOURCES }, { MAX_INBOUND_SOURCES_OF_PAGE }>,
    ),
    responses((status = 200, description = "A page of them", body = InboundSourceList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/inbound-sources")]
pub async fn list_inbound_sources(
    state: web::Data<AppState>,
    access: Access<ManageInboundSources>,
    request: HttpRequest,
) -> ApiResult<web::Json<InboundSourceList>> {
    let workspace = access.workspace_id();
    let binding = Binding::to(&[b"inbound-sources", workspace.0.as_bytes()]);
    let limits = (DEFAULT_INBOUND_SOURCES, MAX_INBOUND_SOURCES_OF_PAGE);
    let page = IdPage::parse(request.query_string(), limits, &state.keys, binding)?;
    let (order, behind, limit) = page.wanted();
    let rows = inbound_sources::list(state.database.reader(), workspace, behind, order, limit).await?;
    let (rows, page) = page.cut(rows, |row| row.id.0, &state.keys)?;
    let data = rows.into_iter().map(|row| inbound::to_wire(&state, row));
    Ok(web::Json(InboundSourceList {
        data: data.collect(),
        page,
    }))
}
