//! The text of API keys: `dbk_`, 32 random characters, and 6 that catch typing errors without the database.

use super::secret;
use crate::error::ApiResult;

/// What every key begins with; secret scanners look for it.
pub const PREFIX: &str = "dbk_";
/// Characters of a key that may be shown, to tell keys apart.
const SHOWN: usize = 12;
/// 62³² are 190 bits.
const RANDOM: usize = 32;
const CHECKSUM: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new key.
pub fn generate() -> ApiResult<String> {
    let mut key = PREFIX.to_owned();
    while key.len() < PREFIX.len() + RANDOM {
        for byte in secret::random_bytes::<RANDOM>()? {
            // 248 is 4 × 62: larger bytes would make some characters likelier than others.
            if byte < 248 && key.len() < PREFIX.len() + RANDOM {
                key.push(char::from(ALPHABET[usize::from(byte % 62)]));
            }
        }
    }
    let checksum = checksum(&key);
    key.push_str(&checksum);
    Ok(key)
}

/// Whether the text can be a key: its characters, its length and its checksum are right.
pub fn is_well_formed(text: &str) -> bool {
    if text.len() != PREFIX.len() + RANDOM + CHECKSUM || !text.is_ascii() {
        return false;
    }
    let (body, end) = text.split_at(PREFIX.len() + RANDOM);
    body.starts_with(PREFIX)
        && body[PREFIX.len()..]
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric())
        && checksum(body) == end
}

/// The part of a key that people see in lists.
pub fn shown_part(key: &str) -> &str {
    key.get(..SHOWN).unwrap_or(key)
}

/// What the database keeps of a key.
pub fn hash(key: &str) -> [u8; 32] {
    secret::sha256(key.as_bytes())
}

fn checksum(body: &str) -> String {
    let mut rest = crc32(body.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits.map(char::from).iter().collect()
}

/// CRC-32 as in zip files (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let with_bit = |crc: u32, _| (crc >> 1) ^ (0xEDB8_8320 & 0u32.wrapping_sub(crc & 1));
    let with_byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), with_bit);
    !bytes.iter().fold(!0, with_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_crc_32() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn keys_are_recognised_and_single_typing_errors_caught() {
        let key = generate().unwrap();
        assert!(is_well_formed(&key), "{key}");
        assert_ne!(generate().unwrap(), key);
        for position in 0..key.len() {
            let mut typo = key.clone().into_bytes();
            typo[position] = if typo[position] == b'x' { b'y' } else { b'x' };
            assert!(
                !is_well_formed(&String::from_utf8(typo).unwrap()),
                "position {position}"
            );
        }
        let short = &key[..key.len() - 1];
        for text in [
            "",
            "dbk_",
            short,
            &format!("{key}0"),
            &format!("{}é", &key[..key.len() - 2]),
        ] {
            assert!(!is_well_formed(text), "{text}");
        }
    }
}
