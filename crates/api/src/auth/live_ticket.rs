//! Tickets for live streams: browsers cannot send a credential with them, and a URL must not hold one that stays good.
//! A ticket is sealed, good for a minute, for one workspace and one stream.

use daybook_shared::id::{ApiKeyId, SessionId, WorkspaceId};
use daybook_shared::limits::LIVE_TICKET_SECONDS;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use uuid::Uuid;

use super::keys::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::live_tickets;

/// What somebody proves who they are with, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A session.
    Session(SessionId),
    /// An API key.
    Key(ApiKeyId),
}

/// What a ticket says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ticket {
    id: Uuid,
    workspace: Uuid,
    credential: Credential,
    expires_at: i64,
}

const PAYLOAD_BYTES: usize = 16 + 16 + 1 + 16 + 8;

/// The text of a new ticket.
pub fn issue(state: &AppState, workspace: WorkspaceId, credential: Credential) -> ApiResult<String> {
    let ticket = Ticket {
        id: state.clock.new_uuid(),
        workspace: workspace.0,
        credential,
        expires_at: state.clock.now().plus_seconds(LIVE_TICKET_SECONDS).0,
    };
    ticket.seal(&state.keys)
}

/// The credential behind a ticket for this workspace, which from now on is spent.
pub async fn spend(state: &AppState, workspace: Option<WorkspaceId>, text: &str) -> ApiResult<Credential> {
    let now = state.clock.now();
    let ticket = Ticket::open(&state.keys, text)
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

impl Ticket {
    fn seal(&self, keys: &Keys) -> ApiResult<String> {
        let (kind, credential) = match self.credential {
            Credential::Session(SessionId(id)) => (0, id),
            Credential::Key(ApiKeyId(id)) => (1, id),
        };
        let mut payload = Vec::with_capacity(PAYLOAD_BYTES);
        payload.extend_from_slice(self.id.as_bytes());
        payload.extend_from_slice(self.workspace.as_bytes());
        payload.push(kind);
        payload.extend_from_slice(credential.as_bytes());
        payload.extend_from_slice(&self.expires_at.to_be_bytes());
        keys.sealed(Purpose::LiveTicket, &payload)
    }

    fn open(keys: &Keys, text: &str) -> Option<Self> {
        let payload = keys.opened(Purpose::LiveTicket, text)?;
        let (id, rest) = payload.split_first_chunk::<16>()?;
        let (workspace, rest) = rest.split_first_chunk::<16>()?;
        let (kind, rest) = rest.split_first()?;
        let (credential, rest) = rest.split_first_chunk::<16>()?;
        let credential = Uuid::from_bytes(*credential);
        Some(Self {
            id: Uuid::from_bytes(*id),
            workspace: Uuid::from_bytes(*workspace),
            credential: match kind {
                0 => Credential::Session(SessionId(credential)),
                1 => Credential::Key(ApiKeyId(credential)),
                _ => return None,
            },
            expires_at: i64::from_be_bytes(rest.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(credential: Credential) -> Ticket {
        Ticket {
            id: Uuid::from_u128(1),
            workspace: Uuid::from_u128(2),
            credential,
            expires_at: 7,
        }
    }

    #[test]
    fn a_ticket_says_again_what_it_was_told_and_only_to_its_server() {
        let keys = Keys::derive(b"test");
        for credential in [
            Credential::Session(SessionId(Uuid::from_u128(3))),
            Credential::Key(ApiKeyId(Uuid::from_u128(4))),
        ] {
            let ticket = sample(credential);
            let text = ticket.seal(&keys).unwrap();
            assert_eq!(Ticket::open(&keys, &text), Some(ticket));
            assert_eq!(Ticket::open(&Keys::derive(b"other"), &text), None);
            let cursor = keys.sealed(Purpose::Cursor, &[0; PAYLOAD_BYTES]).unwrap();
            assert_eq!(Ticket::open(&keys, &cursor), None);
        }
    }

    proptest! {
        #[test]
        fn anything_else_is_refused(text in "\\PC{0,300}", index in 0usize..120, letter in "[A-Za-z0-9_-]") {
            let keys = Keys::derive(b"test");
            prop_assert_eq!(Ticket::open(&keys, &text), None);
            let sealed = sample(Credential::Key(ApiKeyId(Uuid::nil()))).seal(&keys).unwrap();
            let mut changed = sealed.clone();
            changed.replace_range(index..=index, &letter);
            prop_assert!(changed == sealed || Ticket::open(&keys, &changed).is_none());
        }
    }
}
