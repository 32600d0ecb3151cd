//! The signature of a notification: the client secret's HMAC-SHA256 over the moment of signing, a dot, and the body's bytes as they
//! came.

use daybook_shared::limits::SIGNATURE_SECONDS;
use daybook_shared::timestamp::Timestamp;

use crate::inbound::hmac::{self, TAG_BYTES};

/// The header that holds it.
pub const SIGNATURE_HEADER: &str = "tiktok-signature";

/// What the header holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    seconds: i64,
    /// The moment as it was written, which is what was signed.
    written: String,
    tag: [u8; TAG_BYTES],
}

impl Signature {
    /// Reads `t=<seconds since 1970>,s=<64 hexadecimal digits>`; members that are not known are passed over.
    pub fn parse(header: &str) -> Option<Self> {
        let (mut written, mut tag) = (None, None);
        for member in header.split(',') {
            let slot = match member.trim().split_once('=')? {
                ("t", seconds) => written.replace(seconds).is_some(),
                ("s", digits) => tag.replace(digits).is_some(),
                _ => false,
            };
            if slot {
                return None;
            }
        }
        let written = written.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(Self {
            seconds: written.parse().ok()?,
            written: written.to_owned(),
            tag: hmac::tag_of_hex(tag?)?,
        })
    }

    /// Whether it was made about now: an old one may have been overheard.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        let seconds = now.0.div_euclid(1_000_000);
        seconds.abs_diff(self.seconds) <= SIGNATURE_SECONDS.unsigned_abs()
    }

    /// Whether it is that of a body.
    pub fn fits(&self, secret: &[u8], body: &[u8]) -> bool {
        hmac::fits(secret, &[self.written.as_bytes(), b".", body], &self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl dgst -sha256 -hmac`.
    const VECTORS: [(&str, &str, &str, &str); 2] = [
        (
            "7f3c9d1e2b4a6580",
            "1633174587",
            r#"{"client_key":"bwo2m45353a6k85","event":"authorization.removed","create_time":1615338610,"user_openid":"act.example12345Example12345Example","content":"{\"reason\": 1 }"}"#,
            "f38dcb807e948209c90e2614a72210b9266d3a9e222e6caf54aedde5d4cd060a",
        ),
        (
            "7f3c9d1e2b4a6580",
            "1700000000",
            "",
            "5bb1d0332949aa3d847da95c7ab02811beee44404635808b9f58c9d1a4d2cce7",
        ),
    ];

    #[test]
    fn signatures_are_those_of_the_moment_and_the_bytes() {
        for (secret, seconds, body, digits) in VECTORS {
            let signature = Signature::parse(&format!("t={seconds},s={digits}")).unwrap();
            assert!(signature.fits(secret.as_bytes(), body.as_bytes()), "{body}");
            assert!(!signature.fits(b"another secret", body.as_bytes()));
            assert!(!signature.fits(secret.as_bytes(), format!("{body}\n").as_bytes()));
            let later: i64 = seconds.parse::<i64>().unwrap() + 1;
            let moved = Signature::parse(&format!("s={digits}, t={later}")).unwrap();
            assert!(
                !moved.fits(secret.as_bytes(), body.as_bytes()),
                "the moment is signed too"
            );
        }
    }

    #[test]
    fn it_is_good_for_five_minutes_either_way() {
        let (_, seconds, _, digits) = VECTORS[0];
        let signature = Signature::parse(&format!("t={seconds},s={digits},v=2")).unwrap();
        let at = |offset: i64| Timestamp((seconds.parse::<i64>().unwrap() + offset) * 1_000_000);
        assert!(signature.is_recent(at(300)) && signature.is_recent(at(-300)));
        assert!(!signature.is_recent(at(301)) && !signature.is_recent(at(-301)));
        assert!(!signature.is_recent(Timestamp(i64::MAX)) && !signature.is_recent(Timestamp(i64::MIN)));
    }

    #[test]
    fn a_header_of_another_form_is_none() {
        let (_, seconds, _, digits) = VECTORS[0];
        for header in [
            String::new(),
            "t,s".to_owned(),
            format!("t={seconds}"),
            format!("s={digits}"),
            format!("t=-{seconds},s={digits}"),
            format!("t=+{seconds},s={digits}"),
            format!("t={seconds}.0,s={digits}"),
            format!("t=,s={digits}"),
            format!("t={seconds},t={seconds},s={digits}"),
            format!("t={seconds},s={digits},s={digits}"),
            format!("t={seconds},s={}", &digits[2..]),
            format!("t=99999999999999999999,s={digits}"),
        ] {
            assert_eq!(Signature::parse(&header), None, "{header}");
        }
    }
}
