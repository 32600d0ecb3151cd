//! `POST …/events`.

use actix_web::{HttpRequest, HttpResponse, http, post, web};
use daybook_shared::event::{AppendStatus, Event, NewEvent};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::MAX_EVENT_BYTES;
use daybook_shared::route;

use super::register_types::RegisterTypes;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, AppendEvents};
use crate::http::json;
use crate::state::AppState;

/// Appends one event.
///
/// Answers when the event is durably committed. The same `idempotency_key` and body again answers 200 and the first
/// event; the same key with another body is a 409.
#[utoipa::path(
    operation_id = "append_event",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), RegisterTypes),
    request_body(content = NewEvent, description = "The event; 64 KiB at most"),
    responses(
        (status = 201, description = "Stored", body = Event, headers(("Location" = String, description = "Where the event can be read"))),
        (status = 200, description = "Stored before, under the same idempotency key", body = Event),
    ),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/events")]
pub async fn append_event(
    access: Access<AppendEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let unknown = RegisterTypes::of(&request, &access)?;
    let event = json::read_request(&request, payload, MAX_EVENT_BYTES).await?;
    let events = state.appender.parse(vec![(String::new(), event)])?;
    let workspace = WorkspaceId(access.workspace.id);
    let appended = state
        .appender
        .append(workspace, events, &access.actor(), unknown)
        .await?;
    let appended = appended
        .into_iter()
        .next()
        .ok_or_else(|| ApiError::internal("an append answered no event"))?;
    let mut answer = match appended.status {
        AppendStatus::Created => HttpResponse::Created(),
        AppendStatus::Duplicate => HttpResponse::Ok(),
    };
    answer.insert_header((http::header::LOCATION, route::event(workspace, appended.id)));
    Ok(answer.content_type("application/json").body(appended.body))
}
