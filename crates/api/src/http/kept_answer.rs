//! An answer that is kept: status, a few headers and the body, as text.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE};
use serde::{Deserialize, Serialize};

/// Headers that a client needs again; the others say something of one answer only.
const KEPT: [HeaderName; 4] = [CONTENT_TYPE, ETAG, LOCATION, RETRY_AFTER];

/// An answer.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptAnswer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl KeptAnswer {
    /// An answer that says that something was done; none of a refusal, after which the request can be sent again, and none that
    /// sets a cookie, which belongs to the connection that it was made for.
    pub(super) fn of(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        if !status.is_success() || headers.contains_key(SET_COOKIE) {
            return None;
        }
        let kept = KEPT.iter().filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        Some(Self {
            status: status.as_u16(),
            headers: kept.collect(),
            body: std::str::from_utf8(body).ok()?.to_owned(),
        })
    }

    /// The same answer once more.
    pub(super) fn again(self) -> HttpResponse {
        let mut answer = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        for header in self.headers {
            answer.insert_header(header);
        }
        answer.body(self.body)
    }
}
