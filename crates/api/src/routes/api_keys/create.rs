//! `POST …/api-keys`

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::api_key::{CreatedApiKey, NewApiKey};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::route;

use super::body;
use crate::auth::client::Client;
use crate::auth::key_changes;
use crate::error::ApiResult;
use crate::http::access::{Access, ManageApiKeys};
use crate::http::json;
use crate::http::kept_answer::Keeping;
use crate::state::AppState;

/// Makes an API key.
///
/// For owners, admins and keys with `admin`. The answer holds the key itself, this once: it is stored as a hash only. Scopes that
/// read (`events:read`, `exports:write`) need a plan with programs. Making one is an event of the workspace. At most 1,000 keys of a
/// workspace work at a time.
#[utoipa::path(
    tag = "api-keys",
    operation_id = "create_api_key",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = NewApiKey,
    responses((status = 201, description = "Made; `key` is shown this once", body = CreatedApiKey, headers(
        ("Location" = String, description = "Where the key can be read, without its secret"),
    ))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/api-keys")]
pub async fn create_api_key(
    state: web::Data<AppState>,
    access: Access<ManageApiKeys>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let new = body::new_api_key(sent, state.clock.now())?;
    for feature in new.scopes.iter().filter_map(|scope| scope.needs()) {
        access.require_feature(feature)?;
    }
    let workspace = access.workspace_id();
    let context = Client::of(&request).context();
    let made = key_changes::create(&state, workspace, new, Some(access.actor()), Some(context)).await?;
    let answer = HttpResponse::Created()
        .insert_header((LOCATION, route::api_key(workspace, made.api_key.id)))
        .json(made);
    Ok(Keeping::ShownOnce.mark(answer))
}
