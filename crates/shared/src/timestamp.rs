//! Points in time: microseconds since 1970 UTC, on the wire RFC 3339 with six digits and `Z`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Microseconds since 1970-01-01T00:00:00Z, the same in memory and in both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The text is not an RFC 3339 time of the years 0000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTimestamp;

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time")
    }
}

impl Timestamp {
    /// Cuts a moment to microseconds.
    pub fn from_datetime(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_micros())
    }

    /// The moment; a value outside what the calendar can hold becomes the nearest end of it.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// This moment moved by whole seconds.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_datetime().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Reads RFC 3339 with any offset; digits beyond microseconds are cut. Years have four digits, so that
    /// what is read can be written again in the same form.
    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return Err(InvalidTimestamp);
        }
        let moment = DateTime::parse_from_rfc3339(text)
            .map_err(|_| InvalidTimestamp)?
            .to_utc();
        let year = chrono::Datelike::year(&moment);
        if (0..=9999).contains(&year) {
            Ok(Self::from_datetime(moment))
        } else {
            Err(InvalidTimestamp)
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .description(Some("RFC 3339, in answers always UTC with six digits and `Z`"))
            .examples([serde_json::json!("2026-11-21T09:30:00.000000Z")])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_offset_and_writes_utc_with_six_digits() {
        let time: Timestamp = "2026-03-29T03:30:00.1234567+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-03-29T01:30:00.123456Z");
    }

    #[test]
    fn refuses_what_it_could_not_write_again() {
        for text in [
            "",
            "2026-11-21",
            "+10000-01-01T00:00:00Z",
            "0000-01-01T00:00:00+01:00",
            "2026-13-01T00:00:00Z",
            "yesterday",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp), "{text}");
        }
    }
}
