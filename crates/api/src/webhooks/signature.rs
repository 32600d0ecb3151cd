//! Signatures of Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::secret::Secret;

/// The value of `webhook-signature`: one signature for each secret. `seconds` are those of `webhook-timestamp`.
pub fn sign<'s>(secrets: impl IntoIterator<Item = &'s Secret>, id: &str, seconds: i64, body: &str) -> String {
    let signed: Vec<String> = secrets
        .into_iter()
        .map(|secret| format!("v1,{}", BASE64_STANDARD.encode(mac(secret, id, seconds, body))))
        .collect();
    signed.join(" ")
}

fn mac(secret: &Secret, id: &str, seconds: i64, body: &str) -> [u8; 32] {
    let mut mac = match Hmac::<Sha256>::new_from_slice(secret.bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    };
    for part in [id, ".", &seconds.to_string(), ".", body] {
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the tests of the standard's own libraries.
    #[test]
    fn the_standard_s_example_is_signed_as_it_says() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = sign(
            [&secret],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn each_secret_signs() {
        let (one, other) = (Secret::random(), Secret::random());
        let both = sign([&one, &other], "id", 1, "{}");
        let each = [sign([&one], "id", 1, "{}"), sign([&other], "id", 1, "{}")];
        assert_eq!(both, each.join(" "));
        assert_ne!(each[0], each[1]);
        assert_eq!(Secret::parse(&one.text()), Some(one));
    }
}
