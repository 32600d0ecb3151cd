//! What a receiver answered.

use daybook_shared::limits::MAX_KEPT_ANSWER_BYTES;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::{Map, Value};

use daybook_shared::timestamp::Timestamp;

const GONE: u16 = 410;
/// Headers of an answer that are kept, and of each so much.
const MOST_HEADERS: usize = 20;
const MOST_HEADER_CHARS: usize = 200;
/// Of a name so much; what is longer is no header that anybody looks for.
const MOST_HEADER_NAME_CHARS: usize = 100;
/// Of what a failure says of itself.
const MOST_FAILURE_CHARS: usize = 500;
/// Not kept: they are for whoever called, to call again.
const NOT_KEPT: [&str; 2] = ["set-cookie", "set-cookie2"];

/// No answer came; why, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl Failure {
    /// What is kept of it.
    pub fn kept(&self) -> String {
        text(self.0.as_bytes()).chars().take(MOST_FAILURE_CHARS).collect()
    }
}

/// An answer, as far as it was read.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its beginning.
    pub body: Vec<u8>,
}

impl Reply {
    /// Whether the receiver has it.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the receiver wants nothing any more.
    pub fn is_gone(&self) -> bool {
        self.status == GONE
    }

    /// Whether the receiver has no time now, whatever it is sent.
    pub fn is_busy(&self) -> bool {
        [429, 503].contains(&self.status)
    }

    /// Why it is no success.
    pub fn error(&self) -> Option<String> {
        match self.status {
            200..300 => None,
            300..400 => Some(format!("answered {}: redirects are not followed", self.status)),
            status => Some(format!("answered {status}")),
        }
    }

    /// Not before this moment it wants to be called again (RFC 9110, section 10.2.3).
    pub fn retry_after(&self, now: Timestamp) -> Option<Timestamp> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u32>() {
            return Some(now.plus_seconds(i64::from(seconds)));
        }
        let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
        Some(Timestamp::from_datetime(date.to_utc()))
    }

    /// The headers that are kept.
    pub fn kept_headers(&self) -> Map<String, Value> {
        let kept = self.headers.iter();
        let kept = kept.filter(|(name, _)| {
            !NOT_KEPT.contains(&name.as_str()) && name.as_str().len() <= MOST_HEADER_NAME_CHARS
        });
        let texts = kept.map(|(name, value)| {
            let value = text(value.as_bytes())
                .chars()
                .take(MOST_HEADER_CHARS)
                .collect::<String>();
            (name.as_str().to_owned(), Value::from(value))
        });
        texts.take(MOST_HEADERS).collect()
    }

    /// The beginning of the body that is kept, as text.
    pub fn kept_body(&self) -> String {
        let end = self.body.len().min(MAX_KEPT_ANSWER_BYTES);
        text(&self.body[..end])
    }
}

/// What others wrote, as a text that both engines store.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Reply {
            status,
            headers: map,
            body: body.to_vec(),
        }
    }

    #[test]
    fn when_to_come_back_is_read_as_seconds_or_a_date() {
        let now: Timestamp = "2026-11-21T09:30:00Z".parse().unwrap();
        let at = |value: &str| reply(503, &[("retry-after", value)], b"").retry_after(now);
        assert_eq!(at("120"), Some(now.plus_seconds(120)));
        assert_eq!(at("Sat, 21 Nov 2026 10:30:00 GMT"), Some(now.plus_seconds(3_600)));
        assert_eq!(at("soon"), None);
        assert_eq!(at("-5"), None);
        assert_eq!(reply(503, &[], b"").retry_after(now), None);
    }

    #[test]
    fn what_is_kept_is_text_and_bounded() {
        let cookie = reply(200, &[("set-cookie", "id=1"), ("server", "x")], b"a\0\xff");
        assert_eq!(cookie.kept_headers().keys().collect::<Vec<_>>(), ["server"]);
        assert_eq!(cookie.kept_body(), "a\u{fffd}\u{fffd}");
        let failure = Failure("x".repeat(9_999));
        assert_eq!(failure.kept().len(), MOST_FAILURE_CHARS);
        let mut named = reply(200, &[], b"");
        let name = reqwest::header::HeaderName::from_bytes("n".repeat(9_999).as_bytes()).unwrap();
        named.headers.append(name, "1".parse().unwrap());
        assert!(named.kept_headers().is_empty());
        let long = reply(200, &[("x", &"y".repeat(999))], &[b'z'; 9_999]);
        assert_eq!(long.kept_body().len(), MAX_KEPT_ANSWER_BYTES);
        assert_eq!(
            long.kept_headers()["x"].as_str().unwrap().len(),
            MOST_HEADER_CHARS
        );
    }

    #[test]
    fn only_2xx_is_a_success() {
        for (status, error) in [
            (200, None),
            (204, None),
            (301, Some("answered 301: redirects are not followed")),
            (410, Some("answered 410")),
            (500, Some("answered 500")),
        ] {
            let reply = reply(status, &[], b"");
            assert_eq!(reply.error().as_deref(), error);
            assert_eq!(reply.is_success(), error.is_none());
        }
    }
}
