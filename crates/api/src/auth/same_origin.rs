//! Requests that carry the refresh cookie are taken only from the server's own pages, or from programs that are no browser.

use actix_web::HttpRequest;
use actix_web::http::header;
use daybook_shared::problem::ErrorCode;

use crate::error::{ApiError, ApiResult};

/// Refuses a request that a page of another origin caused.
pub fn check(request: &HttpRequest, public_url: &str) -> ApiResult<()> {
    let headers = request.headers();
    let is_own_site = |site: &header::HeaderValue| matches!(site.as_bytes(), b"same-origin" | b"none");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_own_origin = |origin: &header::HeaderValue| {
        let named = origin.to_str().ok().and_then(authority);
        named.is_some_and(|named| Some(named) == host || Some(named) == authority(public_url))
    };
    let is_allowed = headers.get_all("sec-fetch-site").all(is_own_site)
        && headers.get_all(header::ORIGIN).all(is_own_origin);
    if is_allowed {
        Ok(())
    } else {
        Err(ApiError::new(
            ErrorCode::CrossOrigin,
            "sessions are renewed and ended only from Daybook's own pages",
        ))
    }
}

/// Host and port of a URL or origin.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split('/').next().filter(|authority| !authority.is_empty())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_allowed(headers: &[(&'static str, &str)]) -> bool {
        let request = TestRequest::default().insert_header(("host", "127.0.0.1:8080"));
        let request = headers
            .iter()
            .fold(request, |request, header| request.append_header(*header));
        check(&request.to_http_request(), "https://log.example").is_ok()
    }

    #[test]
    fn only_own_pages_and_programs_pass() {
        assert!(is_allowed(&[]));
        assert!(is_allowed(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://127.0.0.1:8080")
        ]));
        assert!(is_allowed(&[("sec-fetch-site", "none")]));
        assert!(is_allowed(&[("origin", "https://log.example")]));
        assert!(!is_allowed(&[("sec-fetch-site", "same-site")]));
        assert!(!is_allowed(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://127.0.0.1:8080")
        ]));
        assert!(!is_allowed(&[
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "cross-site")
        ]));
        for origin in [
            "null",
            "",
            "http://127.0.0.1:8081",
            "http://127.0.0.1:8080.evil.example",
            "https://log.example.evil",
        ] {
            assert!(!is_allowed(&[("origin", origin)]), "{origin}");
        }
    }
}
