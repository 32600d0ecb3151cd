//! `GET …/events/{event_id}`.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::event::Event;
use daybook_shared::id::{EventId, WorkspaceId};

use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::http::etag;
use crate::state::AppState;
use crate::store::events::get;

/// Gets one event.
///
/// The bytes are those that were stored when it was appended; they never change.
#[utoipa::path(
    operation_id = "get_event",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("event_id" = EventId, Path, description = "The event")),
    responses(
        (status = 200, description = "The event", body = Event, headers(("ETag" = String, description = "Names the event's bytes"))),
        (status = 304, description = "The client has it already, as `If-None-Match` says"),
    ),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events/{event_id}")]
pub async fn get_event(
    access: Access<ReadEvents>,
    path: web::Path<(String, String)>,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let body = find(&access, &path.1, &state).await?;
    let tag = etag::tag([&body]);
    let mut answer = etag::not_modified_or(&request, &tag, || body);
    answer.insert_header((CACHE_CONTROL, "private, no-cache"));
    Ok(answer.finish_with_body())
}

/// The stored body of the event that a path names; 404 where the caller may not see it.
pub(super) async fn find(access: &Access<ReadEvents>, id: &str, state: &AppState) -> ApiResult<String> {
    let missing = || ApiError::not_found("event");
    let id: EventId = id.parse().map_err(|_| missing())?;
    let body = get::find_body(&state.database, access.workspace.id, &access.visibility, id.0).await?;
    body.ok_or_else(missing)
}
