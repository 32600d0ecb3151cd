//! `POST …/events/live/ticket`.

use actix_web::{HttpResponse, post, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::LIVE_TICKET_SECONDS;
use daybook_shared::live::LiveTicket;

use crate::auth::live_ticket;
use crate::error::ApiResult;
use crate::http::access::{Access, ReadEvents};
use crate::http::kept_answer::Keeping;
use crate::state::AppState;

/// Makes a ticket for a live stream.
///
/// `EventSource` sends no headers: the ticket goes into the query of `GET …/events/live`. It opens one stream of this workspace
/// within 60 seconds, with the rights of whoever asked for it, and the stream lives as long as their session or key.
#[utoipa::path(
    operation_id = "create_live_ticket",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    responses((status = 201, description = "The ticket", body = LiveTicket)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/events/live/ticket")]
pub async fn create_live_ticket(
    access: Access<ReadEvents>,
    state: web::Data<AppState>,
) -> ApiResult<HttpResponse> {
    let ticket = live_ticket::issue(&state, access.workspace_id(), access.caller.credential())?;
    Ok(Keeping::Never.mark(HttpResponse::Created().json(LiveTicket {
        ticket,
        expires_in: LIVE_TICKET_SECONDS,
    })))
}
