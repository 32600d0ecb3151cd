//! An answer that is kept: status, a few headers and the body, as text.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE};
use serde::{Deserialize, Serialize};

/// Headers that a client needs again; the others say something of one answer only.
const KEPT: [HeaderName; 4] = [CONTENT_TYPE, ETAG, LOCATION, RETRY_AFTER];

/// What a handler says of its answer, as an extension of it, where it is not to be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It holds a secret, which nobody can have a second time.
    ShownOnce,
    /// It holds something that is good for a moment: who asks again gets another one.
    Never,
}

impl Keeping {
    /// Says so of an answer.
    pub fn mark(self, mut answer: HttpResponse) -> HttpResponse {
        answer.extensions_mut().insert(self);
        answer
    }
}

/// An answer.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeptAnswer {
    /// As it was.
    Whole(Whole),
    /// It was given, and is nowhere else.
    ShownOnce,
}

/// A whole answer.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Whole {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl KeptAnswer {
    /// An answer that says that something was done; none of a refusal, after which the request can be sent again, and none that
    /// sets a cookie, which belongs to the connection that it was made for.
    pub(super) fn of(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        keeping: Option<Keeping>,
    ) -> Option<Self> {
        if !status.is_success() || headers.contains_key(SET_COOKIE) || keeping == Some(Keeping::Never) {
            return None;
        }
        if keeping == Some(Keeping::ShownOnce) {
            return Some(Self::ShownOnce);
        }
        let kept = KEPT.iter().filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        Some(Self::Whole(Whole {
            status: status.as_u16(),
            headers: kept.collect(),
            body: std::str::from_utf8(body).ok()?.to_owned(),
        }))
    }

    /// The same answer once more; nothing, where it was shown once.
    pub(super) fn again(self) -> Option<HttpResponse> {
        let Self::Whole(whole) = self else { return None };
        let mut answer = HttpResponse::build(StatusCode::from_u16(whole.status).unwrap_or(StatusCode::OK));
        for header in whole.headers {
            answer.insert_header(header);
        }
        Some(answer.body(whole.body))
    }
}
