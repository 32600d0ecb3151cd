//! Tickets for the files of exports: each is good for some minutes and for one file, as often as a browser asks for it, so that
//! a download that broke off can go on.

use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::DOWNLOAD_TICKET_SECONDS;
use daybook_shared::problem::ErrorCode;

use super::keys::Purpose;
use super::ticket::{Credential, Ticket};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The text of a new ticket.
pub fn issue(
    state: &AppState,
    workspace: WorkspaceId,
    export: ExportId,
    credential: Credential,
) -> ApiResult<String> {
    let ticket = Ticket {
        id: export.0,
        workspace: workspace.0,
        credential,
        expires_at: state.clock.now().plus_seconds(DOWNLOAD_TICKET_SECONDS).0,
    };
    ticket.seal(&state.keys, Purpose::DownloadTicket)
}

/// The credential behind a ticket for this file.
pub fn credential(
    state: &AppState,
    workspace: Option<WorkspaceId>,
    export: Option<ExportId>,
    text: &str,
) -> ApiResult<Credential> {
    let ticket = Ticket::open(&state.keys, Purpose::DownloadTicket, text)
        .ok_or_else(|| refusal("the ticket is not one of ours, or was changed"))?;
    let asked_for = workspace
        .zip(export)
        .map(|(workspace, export)| (workspace.0, export.0));
    if asked_for != Some((ticket.workspace, ticket.id)) {
        return Err(refusal("the ticket is for another file"));
    }
    if ticket.expires_at <= state.clock.now().0 {
        return Err(refusal("the ticket has expired"));
    }
    Ok(ticket.credential)
}

fn refusal(what: &str) -> ApiError {
    let detail = format!(
        "{what}; a ticket fetches one file within {DOWNLOAD_TICKET_SECONDS} seconds, so ask for another"
    );
    ApiError::new(ErrorCode::Unauthenticated, detail)
}
