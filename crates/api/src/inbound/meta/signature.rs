//! The signature of a notification: the app secret's HMAC-SHA256 over the body's bytes as they came.

use crate::inbound::hmac::{self, TAG_BYTES};

/// The header that holds it.
pub const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// What the header holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u8; TAG_BYTES]);

impl Signature {
    /// Reads `sha256=` and 64 hexadecimal digits.
    pub fn parse(header: &str) -> Option<Self> {
        let digits = header.trim().strip_prefix("sha256=")?;
        hmac::tag_of_hex(digits).map(Self)
    }

    /// Whether it is that of a body.
    pub fn fits(&self, secret: &[u8], body: &[u8]) -> bool {
        hmac::fits(secret, &[body], &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl dgst -sha256 -hmac`.
    const VECTORS: [(&str, &str, &str); 3] = [
        (
            "a1b2c3d4e5f60718293a4b5c6d7e8f90",
            r#"{"object":"instagram","entry":[{"id":"17841405726653026","time":1520622968,"changes":[{"field":"mentions","value":{"media_id":"17918195224117851"}}]}]}"#,
            "bbbe89d6a085a6e01d418cb07229b5b80c1cd2e060e159ac54bdfcd9be7f6fab",
        ),
        (
            "a1b2c3d4e5f60718293a4b5c6d7e8f90",
            r#"{"text":"\u0633\u0644\u0627\u0645 \ud83d\udc4b","url":"https:\/\/example.com\/"}"#,
            "3c7d9c4cb112cb07bb9242d7d20db8ebf0bfdda9a19109e5e10232896e7c8261",
        ),
        (
            "sécret",
            "",
            "e8fde3eb785549a064f74fd8aa28ee77f58e3c6e2597e6ad08901e2659f39868",
        ),
    ];

    #[test]
    fn signatures_are_those_of_the_bytes() {
        for (secret, body, digits) in VECTORS {
            let signature = Signature::parse(&format!("sha256={digits}")).unwrap();
            assert!(signature.fits(secret.as_bytes(), body.as_bytes()), "{body}");
            assert!(!signature.fits(b"another secret", body.as_bytes()));
            let spaced = format!("{body} ");
            assert!(!signature.fits(secret.as_bytes(), spaced.as_bytes()));
        }
    }

    #[test]
    fn a_header_of_another_form_is_none() {
        let (_, _, digits) = VECTORS[0];
        for header in [
            String::new(),
            "sha256=".to_owned(),
            digits.to_owned(),
            format!("sha1={digits}"),
            format!("sha256={}", &digits[1..]),
            format!("sha256={digits}00"),
            format!("sha256={}é", &digits[2..]),
            format!("sha256=0x{}", &digits[2..]),
            format!("sha256={digits},sha256={digits}"),
        ] {
            assert_eq!(Signature::parse(&header), None, "{header}");
        }
        let upper = format!(" sha256={} ", digits.to_uppercase());
        assert_eq!(
            Signature::parse(&upper),
            Signature::parse(&format!("sha256={digits}"))
        );
    }
}
