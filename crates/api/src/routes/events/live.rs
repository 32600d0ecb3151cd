//! `GET …/events/live`.

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::filter::Matcher;
use daybook_shared::id::WorkspaceId;

use crate::append::normalised;
use crate::error::ApiResult;
use crate::http::access::ReadEvents;
use crate::http::filter_params::refusal;
use crate::http::live_params::LiveParams;
use crate::http::ticket_access::TicketAccess;
use crate::live::Wanted;
use crate::period;
use crate::state::AppState;

/// Follows the log.
///
/// Server-sent events: each event that the filter leaves, once, in the order of the log, as soon as it is stored. `id` is its
/// `sequence`. Remember the `id` of the last frame of any kind, and open the stream anew with it: nothing is missed. Programs
/// send `Authorization`, browsers a `ticket`.
///
/// | `event` | `data` | meaning |
/// |---|---|---|
/// | `ready` | `{"sequence":…}` | the first frame: what follows `id` is sent |
/// | `event` | the event, as the list has it | an event of the log |
/// | `position` | `{"sequence":…}` | everything up to `id` was looked at, and what the filter leaves was sent |
/// | `reset` | `{"sequence":…}` | not everything between the last `id` and this one was sent: load the list anew. The stream goes on behind this `id` |
///
/// Where nothing is to be said, a comment comes every 15 seconds. At most 1,000 events that were missed are sent; where there are
/// more, or where `last_event_id` is not in the log, there is a `reset`, as the first frame or later. A period of the filter is about
/// when events happened; a span such as `24h` moves on with the clock.
///
/// The stream ends when the server stops, when nothing is taken from it for 25 seconds, and within 5 seconds when the session ends, the key is
/// revoked, or the rights change. A ticket does not open it again: ask for another. A person or a key can have 20 streams
/// open on a server.
#[utoipa::path(
    operation_id = "follow_events",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), LiveParams),
    responses(
        (status = 200, description = "The stream, which does not end by itself", content(
            (serde_json::Value = "text/event-stream", example = "retry: 3000\nid: 4711\nevent: ready\ndata: {\"sequence\":4711}\n\nid: 4712\nevent: event\ndata: {\"actor\":{\"kind\":\"member\",\"name\":\"Sarah Chen\"},\"category\":\"posts\",\"description\":\"Sarah Chen deleted a post\",\"id\":\"evt_01k9zq5v7hf2ns0d8kx3cw4m6t\",\"occurred_at\":\"2026-11-20T09:30:11.000000Z\",\"recorded_at\":\"2026-11-20T09:30:12.004318Z\",\"sequence\":4712,\"state\":\"deleted\",\"type\":\"post.deleted\"}\n\n"),
        )),
    ),
    security(("bearer" = []), ("live_ticket" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events/live")]
pub async fn follow_events(
    access: TicketAccess<ReadEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let LiveParams { filter, behind } = LiveParams::parse(&request)?;
    let range = period::resolve(&filter.period, state.clock.now()).map_err(|error| refusal(vec![error]))?;
    let words = filter.words().iter().map(|word| normalised(word)).collect();
    let wanted = Wanted {
        matcher: Matcher::new(filter, words),
        range,
        behind,
    };
    let stream = state.live.stream(&access.0, wanted).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        // Compressed, frames would wait for one another.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .body(stream))
}
