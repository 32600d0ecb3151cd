//! What Meta sends to a deauthorise callback when a person removes the app: a form with `signed_request`, which is a signature and
//! a payload, both in URL-safe base64.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use daybook_shared::event::EventError;
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::timestamp::Timestamp;
use serde_json::json;

use crate::error::ApiResult;
use crate::inbound::hmac::{self, TAG_BYTES};
use crate::inbound::notice::Notice;
use crate::inbound::payload::{self, moment, object, take_id, take_text};

/// The field of the form that holds it.
pub const SIGNED_REQUEST: &str = "signed_request";
/// Meta writes it without padding; some of its examples have some.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A signature and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    tag: [u8; TAG_BYTES],
    payload: String,
}

impl SignedRequest {
    /// Reads the one of a form.
    pub fn of_form(body: &[u8]) -> Option<Self> {
        let (_, text) = form_urlencoded::parse(body).find(|(name, _)| name == SIGNED_REQUEST)?;
        let (tag, payload) = text.split_once('.')?;
        Some(Self {
            tag: BASE64.decode(tag).ok()?.try_into().ok()?,
            payload: payload.to_owned(),
        })
    }

    /// Whether the signature is that of the payload.
    pub fn fits(&self, secret: &[u8]) -> bool {
        hmac::fits(secret, &[self.payload.as_bytes()], &self.tag)
    }

    /// What the payload says; nothing where it is none of Meta's.
    pub fn notice(&self, platform: InboundPlatform, now: Timestamp) -> ApiResult<Option<Notice>> {
        let Ok(bytes) = BASE64.decode(&self.payload) else {
            return Ok(None);
        };
        let mut said = object(payload::read(&bytes)?);
        let algorithm = take_text(&mut said, "algorithm");
        let user = take_id(&mut said, "user_id").filter(|id| id != "0");
        let Some(account) = user.or_else(|| take_id(&mut said, "profile_id")) else {
            return Ok(None);
        };
        if algorithm.is_none_or(|name| !name.eq_ignore_ascii_case("HMAC-SHA256")) {
            return Ok(None);
        }
        let issued_at = said.remove("issued_at");
        let mut notice = Notice::new("account.disconnected", platform, "deauthorize")
            .says("ended the access to an account: its owner removed the app")
            .about("account", Some(&account))
            .at(moment(issued_at.as_ref(), now))
            .known_by(json!(["deauthorize", account, issued_at]))
            .with_rest("payload", said);
        notice.event.error = Some(EventError {
            code: "permission_revoked".to_owned(),
            reason: Some(format!("The app was removed on {}.", platform.label())),
        });
        Ok(Some(notice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a1b2c3d4e5f60718293a4b5c6d7e8f90";
    /// Made with `openssl dgst -sha256 -hmac`.
    const SIGNATURE: &str = "OElWOg3ArMVaX3D_ePn3w8voLeBip5rYIQv1b8AdgW8";
    /// `{"user_id":"218471","algorithm":"HMAC-SHA256","issued_at":1291836800}`
    const PAYLOAD: &str =
        "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDB9";

    fn form(text: &str) -> Option<SignedRequest> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair(SIGNED_REQUEST, text)
            .finish();
        SignedRequest::of_form(form.as_bytes())
    }

    #[test]
    fn a_signature_is_that_of_the_payload_s_text() {
        let request = form(&format!("{SIGNATURE}.{PAYLOAD}")).unwrap();
        assert!(request.fits(SECRET) && !request.fits(b"another secret"));
        let padded = form(&format!("{SIGNATURE}=.{PAYLOAD}")).unwrap();
        assert!(padded.fits(SECRET));
        let other = form(&format!("{SIGNATURE}.{PAYLOAD}A")).unwrap();
        assert!(!other.fits(SECRET));
        for broken in [
            "",
            ".",
            SIGNATURE,
            &format!("{PAYLOAD}.{SIGNATURE}"),
            &format!("é.{PAYLOAD}"),
        ] {
            assert_eq!(form(broken), None, "{broken}");
        }
        assert_eq!(SignedRequest::of_form(b"other=1"), None);
    }

    #[test]
    fn it_says_whose_access_ended() {
        let request = form(&format!("{SIGNATURE}.{PAYLOAD}")).unwrap();
        let notice = request.notice(InboundPlatform::Instagram, Timestamp(i64::MAX / 2));
        let event = notice.unwrap().unwrap().event;
        assert_eq!(event.kind, "account.disconnected");
        assert_eq!(event.targets[0].id, "218471");
        assert_eq!(
            event.occurred_at.unwrap().to_string(),
            "2010-12-08T19:33:20.000000Z"
        );
        let said = |json: &str| {
            let payload = BASE64.encode(json);
            let tag = [0; TAG_BYTES];
            let notice = SignedRequest { tag, payload }.notice(InboundPlatform::Facebook, Timestamp(0));
            notice.unwrap().map(|notice| notice.event.targets[0].id.clone())
        };
        let of_page = r#"{"user_id":0,"profile_id":"77","algorithm":"hmac-sha256"}"#;
        assert_eq!(said(of_page), Some("77".to_owned()));
        assert_eq!(said(r#"{"user_id":"1","algorithm":"none"}"#), None);
        assert_eq!(said(r#"{"user_id":"1"}"#), None);
        assert_eq!(said(r#"{"algorithm":"HMAC-SHA256"}"#), None);
    }
}
