//! Keys for everything that is signed, each derived from the one secret by HKDF (RFC 5869) under its own label.

use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a key is for: its HKDF label.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// Signs access tokens.
    AccessToken,
    /// Seals cursors.
    Cursor,
    /// Hides whose sign-in failed.
    LoginSubject,
    /// Seals the tickets of live streams.
    LiveTicket,
    /// Seals the tickets of files.
    DownloadTicket,
    /// Names the events of exports, so that each is told once, and by nobody else.
    ExportEvent,
    /// Seals the secrets that platforms sign with.
    InboundSecret,
    /// Makes the verify tokens that are entered at platforms.
    InboundVerifyToken,
    /// Names the events of notifications, so that each is told once, and by nobody else.
    InboundEvent,
    /// Hides idempotency keys and what was sent with them.
    IdempotentRequest,
    /// Seals what such requests were answered.
    IdempotentAnswer,
    /// Seals the secrets that webhooks are signed with.
    WebhookSecret,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AccessToken => b"daybook access token v1",
            Self::Cursor => b"daybook cursor v1",
            Self::LoginSubject => b"daybook login subject v1",
            Self::LiveTicket => b"daybook live ticket v1",
            Self::DownloadTicket => b"daybook download ticket v1",
            Self::ExportEvent => b"daybook export event v1",
            Self::InboundSecret => b"daybook inbound secret v1",
            Self::InboundVerifyToken => b"daybook inbound verify token v1",
            Self::InboundEvent => b"daybook inbound event v1",
            Self::IdempotentRequest => b"daybook idempotent request v1",
            Self::IdempotentAnswer => b"daybook idempotent answer v1",
            Self::WebhookSecret => b"daybook webhook secret v1",
        }
    }
}

/// The keys of a server. Cheap to clone; never printed.
#[derive(Clone)]
pub struct Keys(Arc<Derived>);

struct Derived {
    access_token: [u8; 32],
    cursor: [u8; 32],
    login_subject: [u8; 32],
    live_ticket: [u8; 32],
    download_ticket: [u8; 32],
    export_event: [u8; 32],
    inbound_secret: [u8; 32],
    inbound_verify_token: [u8; 32],
    inbound_event: [u8; 32],
    idempotent_request: [u8; 32],
    idempotent_answer: [u8; 32],
    webhook_secret: [u8; 32],
}

impl Keys {
    /// Derives all keys from the secret of the installation.
    pub fn derive(secret: &[u8]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret);
        let key = |purpose: Purpose| {
            let mut bytes = [0; 32];
            // HKDF can refuse only lengths beyond 255 hashes; 32 bytes are one.
            let _ = hkdf.expand(purpose.label(), &mut bytes);
            bytes
        };
        Self(Arc::new(Derived {
            access_token: key(Purpose::AccessToken),
            cursor: key(Purpose::Cursor),
            login_subject: key(Purpose::LoginSubject),
            live_ticket: key(Purpose::LiveTicket),
            download_ticket: key(Purpose::DownloadTicket),
            export_event: key(Purpose::ExportEvent),
            inbound_secret: key(Purpose::InboundSecret),
            inbound_verify_token: key(Purpose::InboundVerifyToken),
            inbound_event: key(Purpose::InboundEvent),
            idempotent_request: key(Purpose::IdempotentRequest),
            idempotent_answer: key(Purpose::IdempotentAnswer),
            webhook_secret: key(Purpose::WebhookSecret),
        }))
    }

    /// The key for a purpose.
    pub fn bytes(&self, purpose: Purpose) -> &[u8; 32] {
        match purpose {
            Purpose::AccessToken => &self.0.access_token,
            Purpose::Cursor => &self.0.cursor,
            Purpose::LoginSubject => &self.0.login_subject,
            Purpose::LiveTicket => &self.0.live_ticket,
            Purpose::DownloadTicket => &self.0.download_ticket,
            Purpose::ExportEvent => &self.0.export_event,
            Purpose::InboundSecret => &self.0.inbound_secret,
            Purpose::InboundVerifyToken => &self.0.inbound_verify_token,
            Purpose::InboundEvent => &self.0.inbound_event,
            Purpose::IdempotentRequest => &self.0.idempotent_request,
            Purpose::IdempotentAnswer => &self.0.idempotent_answer,
            Purpose::WebhookSecret => &self.0.webhook_secret,
        }
    }

    /// HMAC-SHA256 over the parts, each preceded by its length so that no two lists of parts meet.
    pub fn seal(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = match Hmac::<Sha256>::new_from_slice(self.bytes(purpose)) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes keys of any length"),
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}
