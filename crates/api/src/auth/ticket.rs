//! Tickets: what proves who somebody is where no header can be sent, as by a browser that opens a stream or fetches a file. A
//! ticket is sealed, and good for one purpose, one workspace and one thing in it, for some time.

use daybook_shared::id::{ApiKeyId, SessionId};
use uuid::Uuid;

use super::keys::{Keys, Purpose};
use crate::error::ApiResult;

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
pub(super) struct Ticket {
    /// What it is good for, or its own name.
    pub id: Uuid,
    /// In which workspace.
    pub workspace: Uuid,
    /// Whose rights it has.
    pub credential: Credential,
    /// From when on it is good for nothing, in microseconds.
    pub expires_at: i64,
}

const PAYLOAD_BYTES: usize = 16 + 16 + 1 + 16 + 8;

impl Ticket {
    /// The text form.
    pub(super) fn seal(&self, keys: &Keys, purpose: Purpose) -> ApiResult<String> {
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
        keys.sealed(purpose, &payload)
    }

    /// What a text says that was sealed for this purpose.
    pub(super) fn open(keys: &Keys, purpose: Purpose, text: &str) -> Option<Self> {
        let payload = keys.opened(purpose, text)?;
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
            let text = ticket.seal(&keys, Purpose::LiveTicket).unwrap();
            assert_eq!(Ticket::open(&keys, Purpose::LiveTicket, &text), Some(ticket));
            assert_eq!(
                Ticket::open(&Keys::derive(b"other"), Purpose::LiveTicket, &text),
                None
            );
            let cursor = keys.sealed(Purpose::Cursor, &[0; PAYLOAD_BYTES]).unwrap();
            assert_eq!(Ticket::open(&keys, Purpose::LiveTicket, &cursor), None);
            assert_eq!(Ticket::open(&keys, Purpose::DownloadTicket, &text), None);
        }
    }

    proptest! {
        #[test]
        fn anything_else_is_refused(text in "\\PC{0,300}", index in 0usize..120, letter in "[A-Za-z0-9_-]") {
            let keys = Keys::derive(b"test");
            prop_assert_eq!(Ticket::open(&keys, Purpose::LiveTicket, &text), None);
            let sealed = sample(Credential::Key(ApiKeyId(Uuid::nil()))).seal(&keys, Purpose::LiveTicket).unwrap();
            let mut changed = sealed.clone();
            changed.replace_range(index..=index, &letter);
            prop_assert!(changed == sealed || Ticket::open(&keys, Purpose::LiveTicket, &changed).is_none());
        }
    }
}
