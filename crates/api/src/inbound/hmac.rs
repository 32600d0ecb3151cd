//! HMAC-SHA256, which all these platforms sign with.

use ::hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a signature.
pub(super) const TAG_BYTES: usize = 32;

/// Whether a tag is that of the parts, one after the other, under a secret. It takes as long for a wrong tag as for the right one.
pub(super) fn fits(secret: &[u8], parts: &[&[u8]], tag: &[u8; TAG_BYTES]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return false;
    };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(tag).is_ok()
}

/// A tag that is written in hexadecimal digits.
pub(super) fn tag_of_hex(digits: &str) -> Option<[u8; TAG_BYTES]> {
    let mut tag = [0; TAG_BYTES];
    hex::decode_to_slice(digits, &mut tag).ok()?;
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 1 and 2.
    #[test]
    fn tags_are_those_of_the_standard() {
        let cases: [(&[u8], &[u8], &str); 2] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
        ];
        for (secret, text, digits) in cases {
            let tag = tag_of_hex(digits).unwrap();
            let (start, end) = text.split_at(5);
            assert!(fits(secret, &[start, end], &tag));
            assert!(!fits(secret, &[start], &tag) && !fits(b"other", &[start, end], &tag));
        }
    }
}
