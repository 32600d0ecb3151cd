//! What endpoints' messages are signed with.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use daybook_shared::id::WebhookId;

use crate::auth::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};

/// Standard Webhooks asks for 24 to 64 bytes.
const BYTES: usize = 32;
const PREFIX: &str = "whsec_";

/// A secret; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub fn random() -> Self {
        Self(rand::random::<[u8; BYTES]>().to_vec())
    }

    /// One in the form of the standard.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes))
    }

    /// The form in which receivers have it.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(&self.0))
    }

    /// What is signed with.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sealed together with the endpoint's id: what is put beside another endpoint does not open.
    pub fn sealed(&self, keys: &Keys, endpoint: WebhookId) -> ApiResult<String> {
        let payload = [endpoint.0.as_bytes(), self.0.as_slice()].concat();
        keys.sealed(Purpose::WebhookSecret, &payload)
    }

    /// What was sealed like this.
    pub fn opened(keys: &Keys, endpoint: WebhookId, sealed: &str) -> ApiResult<Self> {
        let opened = keys.opened(Purpose::WebhookSecret, sealed);
        let secret = opened.and_then(|opened| opened.strip_prefix(endpoint.0.as_bytes()).map(<[u8]>::to_vec));
        secret.map(Self).ok_or_else(|| {
            ApiError::internal(format!(
                "the secret of {endpoint} was sealed under another DAYBOOK_SECRET; rotate it"
            ))
        })
    }
}
