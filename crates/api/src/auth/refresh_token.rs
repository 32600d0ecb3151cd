//! Refresh tokens: the name of a session and a secret that is good for one use.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use daybook_shared::id::SessionId;
use subtle::ConstantTimeEq;

use super::secret;
use crate::error::ApiResult;

/// A token as it stands in the cookie.
#[derive(Clone)]
pub struct RefreshToken {
    /// The session it belongs to.
    pub session: SessionId,
    secret: [u8; 32],
}

impl RefreshToken {
    /// A new token for a session.
    pub fn generate(session: SessionId) -> ApiResult<Self> {
        Ok(Self {
            session,
            secret: secret::random_bytes()?,
        })
    }

    /// Reads `<session>.<secret>`.
    pub fn parse(text: &str) -> Option<Self> {
        let (session, secret) = text.split_once('.')?;
        let secret = BASE64.decode(secret).ok()?.try_into().ok()?;
        Some(Self {
            session: session.parse().ok()?,
            secret,
        })
    }

    /// `<session>.<secret>`.
    pub fn text(&self) -> String {
        format!("{}.{}", self.session, BASE64.encode(self.secret))
    }

    /// What the database keeps of it.
    pub fn hash(&self) -> [u8; 32] {
        secret::sha256(&self.secret)
    }

    /// Whether this is the token whose hash was kept; takes the same time for every other.
    pub fn has_hash(&self, hash: &[u8]) -> bool {
        bool::from(self.hash().as_slice().ct_eq(hash))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_written_can_be_read_and_nothing_else() {
        let token = RefreshToken::generate(SessionId(Uuid::from_u128(7))).unwrap();
        let read = RefreshToken::parse(&token.text()).unwrap();
        assert_eq!(read.session, token.session);
        assert!(read.has_hash(&token.hash()));
        let other = RefreshToken::generate(token.session).unwrap();
        assert!(!other.has_hash(&token.hash()) && !token.has_hash(&[]));
        let (session, secret) = (token.session.to_string(), "A".repeat(43));
        for text in [
            "",
            ".",
            &session,
            &format!("{session}."),
            &format!("{session}.{secret}A"),
            &format!("usr.{secret}"),
        ] {
            assert!(RefreshToken::parse(text).is_none(), "{text}");
        }
    }
}
