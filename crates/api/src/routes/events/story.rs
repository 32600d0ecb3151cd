//! `GET …/events/{event_id}/story`.

use actix_web::{HttpResponse, get, web};
use daybook_shared::event::Event;
use daybook_shared::id::{EventId, WorkspaceId};
use daybook_shared::story::Story;

use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::http::spliced;
use crate::state::AppState;
use crate::store::events;

/// Tells the story of an event.
///
/// The events of the same correlation id or the same first target, the oldest first, at most 100 nearest to it; and
/// the step that should have followed by now and did not, such as the outcome of a TikTok upload after 30 minutes.
#[utoipa::path(
    operation_id = "get_event_story",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("event_id" = EventId, Path, description = "The event")),
    responses((status = 200, description = "The story", body = Story)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events/{event_id}/story")]
pub async fn get_event_story(
    access: Access<ReadEvents>,
    path: web::Path<(String, String)>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let body = super::get::find(&access, &path.1, &state).await?;
    let event: Event = serde_json::from_str(&body).map_err(ApiError::internal)?;
    let story = events::story(&state.database, access.workspace.id, &access.visibility, &event).await?;
    let events: Vec<Event> = story
        .rows
        .bodies()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(ApiError::internal)?;
    let now = state.clock.now();
    let missing = events::missing_step(&state.database, access.workspace.id, &events, now).await?;
    let missing = missing
        .map(|step| serde_json::to_string(&step))
        .transpose()
        .map_err(ApiError::internal)?;
    let missing = missing
        .map(|step| format!("\"missing\":{step},"))
        .unwrap_or_default();
    let bodies = story.rows.bodies();
    let body = spliced::object(bodies, &format!("{missing}\"truncated\":{}", story.truncated));
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}
