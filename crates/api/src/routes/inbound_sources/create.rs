//! `POST …/inbound-sources`

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::inbound_source::{InboundSource, NewInboundSource};
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::route;

use super::body;
use crate::auth::client::Client;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageInboundSources};
use crate::http::json;
use crate::inbound;
use crate::state::AppState;

/// Makes an inbound source.
///
/// For owners, admins and keys with `admin`. The answer says what to enter at the platform: the callback URL and, for Facebook and
/// Instagram, the verify token. The app secret is kept encrypted, and nobody can read it again. Making one is an event of the
/// workspace. A workspace has at most 50.
#[utoipa::path(
    tag = "inbound-sources",
    operation_id = "create_inbound_source",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = NewInboundSource,
    responses((status = 201, description = "Made", body = InboundSource, headers(
        ("Location" = String, description = "Where the source can be read"),
    ))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/inbound-sources")]
pub async fn create_inbound_source(
    state: web::Data<AppState>,
    access: Access<ManageInboundSources>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let new = body::new_inbound_source(sent)?;
    let workspace = access.workspace_id();
    let context = Client::of(&request).context();
    let source = inbound::create(&state, workspace, new, access.actor(), context).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, route::inbound_source(workspace, source.id)))
        .json(inbound::to_wire(&state, source)))
}
