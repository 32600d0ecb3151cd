//! Entity tags: an answer that a client has already is not sent again (RFC 9110, section 8.8.3 and 13.1.2).

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, TryIntoHeaderPair};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use sha2::{Digest, Sha256};

/// An answer with its tag, and its body unless the client has it.
pub struct Tagged {
    builder: HttpResponseBuilder,
    body: Option<String>,
}

/// A tag made from everything that a client would call a change.
pub fn tag(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_ref());
    }
    hash.finalize()[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A JSON answer, or 304 where `If-None-Match` names its tag. The tag is weak, for compression changes the bytes.
pub fn not_modified_or(request: &HttpRequest, tag: &str, body: impl FnOnce() -> String) -> Tagged {
    let is_known = names(request.headers(), tag);
    let mut builder = HttpResponse::build(if is_known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    builder.insert_header((ETAG, format!("W/\"{tag}\"")));
    Tagged {
        builder,
        body: (!is_known).then(body),
    }
}

impl Tagged {
    /// Adds a header.
    pub fn insert_header(&mut self, header: impl TryIntoHeaderPair) {
        self.builder.insert_header(header);
    }

    /// The answer.
    pub fn finish_with_body(mut self) -> HttpResponse {
        match self.body {
            Some(body) => self
                .builder
                .insert_header((CONTENT_TYPE, "application/json"))
                .body(body),
            None => self.builder.finish(),
        }
    }
}

fn names(headers: &HeaderMap, tag: &str) -> bool {
    let tags = headers
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|value| value == "*" || value.trim_start_matches("W/").trim_matches('"') == tag)
}
