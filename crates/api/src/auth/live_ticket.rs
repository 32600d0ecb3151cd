//! Tickets for live streams: each is good for a minute and opens one stream.

use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::LIVE_TICKET_SECONDS;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;

use super::keys::Purpose;
use super::ticket::{Credential, Ticket};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::live_tickets;

/// The text of a new ticket.
pub fn issue(state: &AppState, workspace: WorkspaceId, credential: Credential) -> ApiResult<String> {
    let ticket = Ticket {
        id: state.clock.new_uuid(),
        workspace: workspace.0,
        credential,
        expires_at: state.clock.now().plus_seconds(LIVE_TICKET_SECONDS).0,
    };
    ticket.seal(&state.keys, Purpose::LiveTicket)
}

/// The credential behind a ticket for this workspace, which from now on is spent.
pub async fn spend(state: &AppState, workspace: Option<WorkspaceId>, text: &str) -> ApiResult<Credential> {
    let now = state.clock.now();
    let ticket = Ticket::open(&state.keys, Purpose::LiveTicket, text)
        .ok_or_else(|| refusal("the ticket is not one of ours, or was changed"))?;
    if workspace.map(|workspace| workspace.0) != Some(ticket.workspace) {
        return Err(refusal("the ticket is for another workspace"));
    }
    if ticket.expires_at <= now.0 {
        return Err(refusal("the ticket has expired"));
    }
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            let (workspace, expires_at) = (WorkspaceId(ticket.workspace), Timestamp(ticket.expires_at));
            let is_first = live_tickets::spend(transaction, workspace, ticket.id, expires_at, now).await?;
            Ok::<_, ApiError>(is_first)
        })
    });
    if work.await? {
        Ok(ticket.credential)
    } else {
        Err(refusal("the ticket was used before"))
    }
}

fn refusal(what: &str) -> ApiError {
    let detail =
        format!("{what}; a ticket opens one stream within {LIVE_TICKET_SECONDS} seconds, so ask for another");
    ApiError::new(ErrorCode::Unauthenticated, detail)
}
