//! Typed ids: a prefix and a UUIDv7 in Crockford base32 (26 characters), as the TypeID specification writes them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of base32 that hold 128 bits; the first carries only three of them.
const ENCODED_LEN: usize = 26;

/// The text is not an id of this kind: wrong prefix, length or alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of this kind")
    }
}

impl std::error::Error for InvalidId {}

fn encode(prefix: &str, id: Uuid) -> String {
    let bits = id.as_u128();
    let mut text = String::with_capacity(prefix.len() + 1 + ENCODED_LEN);
    text.push_str(prefix);
    text.push('_');
    for position in (0..ENCODED_LEN).rev() {
        let digit = (bits >> (5 * position)) & 31;
        text.push(char::from(ALPHABET[digit as usize]));
    }
    text
}

fn decode(prefix: &str, text: &str) -> Result<Uuid, InvalidId> {
    let digits = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(InvalidId)?;
    if digits.len() != ENCODED_LEN || digits.as_bytes()[0] > b'7' {
        return Err(InvalidId);
    }
    let mut bits: u128 = 0;
    for byte in digits.bytes() {
        let digit = ALPHABET
            .iter()
            .position(|&known| known == byte)
            .ok_or(InvalidId)?;
        bits = (bits << 5) | digit as u128;
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(Self::PREFIX, self.0))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode(Self::PREFIX, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9a-hjkmnp-tv-z]{25}$")))
                    .examples([serde_json::json!(concat!($prefix, "_01k9zq5v7hf2ns0d8kx3cw4m6t"))])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

typed_ids! {
    /// An event.
    EventId = "evt";
    /// A workspace: one log, one set of members.
    WorkspaceId = "wsp";
    /// A person who can sign in.
    UserId = "usr";
    /// An API key (its public handle, not the secret).
    ApiKeyId = "key";
    /// An export.
    ExportId = "exp";
    /// A source of notifications: where a platform sends them.
    InboundSourceId = "src";
    /// A mail that waits to be sent.
    MailId = "eml";
    /// A preset: a saved filter.
    PresetId = "pst";
    /// A signed-in session: one browser, one family of refresh tokens.
    SessionId = "ses";
    /// A webhook endpoint: where events are sent to.
    WebhookId = "whk";
    /// A delivery of an event to an endpoint; also the `webhook-id` of its message.
    DeliveryId = "dlv";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_sorts_like_the_uuid() {
        let low = EventId(Uuid::from_u128(0));
        let high = EventId(Uuid::from_u128(u128::MAX));
        assert_eq!(low.to_string(), "evt_00000000000000000000000000");
        assert_eq!(high.to_string(), "evt_7zzzzzzzzzzzzzzzzzzzzzzzzz");
        assert_eq!("evt_7zzzzzzzzzzzzzzzzzzzzzzzzz".parse(), Ok(high));
    }

    #[test]
    fn wrong_prefix_length_alphabet_and_overflow_are_refused() {
        for text in [
            "",
            "evt_",
            "usr_00000000000000000000000000",
            "evt_0000000000000000000000000",
            "evt_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "evt_0000000000000000000000000u",
            "evt_0000000000000000000000000é",
        ] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidId), "{text}");
        }
    }
}
