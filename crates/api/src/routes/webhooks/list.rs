//! `GET …/webhooks`

use actix_web::{HttpRequest, get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{DEFAULT_WEBHOOKS, MAX_WEBHOOKS_OF_PAGE};
use daybook_shared::webhook::WebhookList;

use super::shown;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageWebhooks};
use crate::http::cursor::Binding;
use crate::http::id_cursor::IdPage;
use crate::http::page_params::PageParams;
use crate::state::AppState;
use crate::store::webhooks::endpoints;

/// Lists webhook endpoints.
///
/// The newest first, without their secrets.
#[utoipa::path(
    tag = "webhooks",
    operation_id = "list_webhooks",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        PageParams<{ DEFAULT_WEBHOOKS }, { MAX_WEBHOOKS_OF_PAGE }>,
    ),
    responses((status = 200, description = "A page of them", body = WebhookList)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/webhooks")]
pub async fn list_webhooks(
    state: web::Data<AppState>,
    access: Access<ManageWebhooks>,
    request: HttpRequest,
) -> ApiResult<web::Json<WebhookList>> {
    let workspace = access.workspace_id();
    let binding = Binding::to(&[b"webhooks", workspace.0.as_bytes()]);
    let limits = (DEFAULT_WEBHOOKS, MAX_WEBHOOKS_OF_PAGE);
    let page = IdPage::parse(request.query_string(), limits, &state.keys, binding)?;
    let (order, behind, limit) = page.wanted();
    let rows = endpoints::list(state.database.reader(), workspace, behind, order, limit).await?;
    let (rows, page) = page.cut(rows, |row| row.id.0, &state.keys)?;
    let data = shown(&state, rows).await?;
    Ok(web::Json(WebhookList { data, page }))
}
