//! `GET …/inbound-sources`

use actix_web::{HttpRequest, get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::inbound_source::InboundSourceList;
use daybook_shared::limits::{DEFAULT_INBOUND_SOURCES, MAX_INBOUND_SOURCES_OF_PAGE};

use crate::error::ApiResult;
use crate::http::access::{Access, ManageInboundSources};
use crate::http::cursor::Binding;
use crate::http::id_cursor::IdPage;
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
        ("limit" = Option<u32>, Query, description = "Sources of a page", minimum = 1, maximum = 100),
        ("cursor" = Option<String>, Query, description = "`next_cursor` or `prev_cursor` of another page of the same list. Opaque", max_length = 512),
    ),
    responses((status = 200, description = "A page of them", body = InboundSourceList, example = json!({
        "data": [{
            "id": "src_01k9zq5v7hf2ns0d8kx3cw4m6t", "platform": "instagram", "name": "Instagram comments",
            "callback_url": "https://daybook.example.com/v1/inbound/src_01k9zq5v7hf2ns0d8kx3cw4m6t",
            "verify_token": "7f1d0c9a52b84e6f93d1a0c4e8b75f26",
            "created_by": {"kind": "member", "id": "usr_01k9zq5v7hf2ns0d8kx3cw4m6t", "name": "Olive Byrne"},
            "created_at": "2026-11-21T09:30:00.000000Z", "last_received_at": "2026-11-22T17:05:00.000000Z",
        }],
        "page": {"limit": 30, "has_more": false},
    }))),
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
