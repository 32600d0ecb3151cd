//! Texts that say something to this server only: encrypted and authenticated (XChaCha20-Poly1305).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::keys::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

impl Keys {
    /// The text form of a payload. What was sealed for another purpose does not open.
    pub fn sealed(&self, purpose: Purpose, payload: &[u8]) -> ApiResult<String> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let sealed = self
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), versioned(payload))
            .map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// The payload of a text that was sealed like this, and not changed.
    pub fn opened(&self, purpose: Purpose, text: &str) -> Option<Vec<u8>> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let cipher = self.cipher(purpose);
        let opened = cipher.decrypt(&XNonce::from(*nonce), versioned(sealed));
        #[cfg(feature = "failpoints")]
        let opened = opened.or_else(|error| unauthenticated(&cipher, nonce, sealed).ok_or(error));
        opened.ok()
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.bytes(purpose)).into())
    }
}

/// The version stands beside the text: what was sealed as another one does not open.
fn versioned(text: &[u8]) -> Payload<'_, '_> {
    Payload {
        msg: text,
        aad: &[VERSION],
    }
}

/// What a text says to a server that does not check whose it is, where the failpoint asks for such a server. The
/// cipher is a stream: encrypting once more decrypts.
#[cfg(feature = "failpoints")]
fn unauthenticated(cipher: &XChaCha20Poly1305, nonce: &[u8; NONCE_BYTES], sealed: &[u8]) -> Option<Vec<u8>> {
    const TAG_BYTES: usize = 16;
    fail::fail_point!("cursor-authentication-skipped", |_| {
        let length = sealed.len().checked_sub(TAG_BYTES)?;
        let mut payload = cipher.encrypt(&XNonce::from(*nonce), sealed).ok()?;
        payload.truncate(length);
        Some(payload)
    });
    None
}
