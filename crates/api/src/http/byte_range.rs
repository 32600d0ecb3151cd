//! Ranges of a file (RFC 9110, section 14): a download that broke off goes on where it stopped.

use actix_web::HttpRequest;
use actix_web::http::header::{self, ByteRangeSpec, Header, IfRange};
use daybook_shared::problem::ErrorCode;

use crate::error::{ApiError, ApiResult};

/// The part of a file that a request asks for: its first byte, and the one behind its last.
pub type ByteRange = std::ops::Range<u64>;

/// The one range that a request asks for of a file of `size` bytes with this strong tag; `None` means all of it, as for a request that
/// is about another version of the file, or asks for several ranges; 416 where the file has no such range.
pub fn of(request: &HttpRequest, size: u64, tag: &header::EntityTag) -> ApiResult<Option<ByteRange>> {
    let Some(ranges) = request
        .headers()
        .get(header::RANGE)
        .map(|_| header::Range::parse(request))
    else {
        return Ok(None);
    };
    let is_of_this_version = match request.headers().contains_key(header::IF_RANGE) {
        false => true,
        true => {
            matches!(IfRange::parse(request), Ok(IfRange::EntityTag(known)) if known.strong_eq(tag))
        }
    };
    // What cannot be read is passed over, as the RFC wants it.
    let Ok(header::Range::Bytes(specs)) = ranges else {
        return Ok(None);
    };
    let ([spec], true) = (specs.as_slice(), is_of_this_version) else {
        return Ok(None);
    };
    match satisfiable(spec, size) {
        Some(range) => Ok(Some(range)),
        None => {
            let detail = format!("the file has {size} bytes, and none in the range that was asked for");
            let refused = ApiError::new(ErrorCode::RangeNotSatisfiable, detail);
            Err(refused.with_header(header::CONTENT_RANGE, format!("bytes */{size}")))
        }
    }
}

fn satisfiable(spec: &ByteRangeSpec, size: u64) -> Option<ByteRange> {
    let (first, last) = spec.to_satisfiable_range(size)?;
    Some(first..last + 1)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::EntityTag;
    use actix_web::test::TestRequest;

    use super::*;

    fn range(value: &str, if_range: Option<&str>) -> ApiResult<Option<ByteRange>> {
        let mut request = TestRequest::get().insert_header((header::RANGE, value));
        if let Some(tag) = if_range {
            request = request.insert_header((header::IF_RANGE, tag));
        }
        of(
            &request.to_http_request(),
            100,
            &EntityTag::new_strong("abc".to_owned()),
        )
    }

    #[test]
    fn one_range_of_this_version_is_answered() {
        for (value, expected) in [
            ("bytes=0-", Some(0..100)),
            ("bytes=10-19", Some(10..20)),
            ("bytes=99-", Some(99..100)),
            ("bytes=90-1000", Some(90..100)),
            ("bytes=-5", Some(95..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=0-1,5-6", None),
            ("bytes=", None),
            ("lines=1-2", None),
            ("nonsense", None),
        ] {
            assert_eq!(range(value, None).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn another_version_is_sent_whole() {
        assert_eq!(range("bytes=5-", Some("\"abc\"")).unwrap(), Some(5..100));
        for other in ["\"abd\"", "W/\"abc\"", "Mon, 23 Nov 2026 10:00:00 GMT", "x"] {
            assert_eq!(range("bytes=5-", Some(other)).unwrap(), None, "{other}");
        }
    }

    #[test]
    fn what_lies_behind_the_end_is_refused() {
        for value in ["bytes=100-", "bytes=200-300", "bytes=-0"] {
            assert_eq!(
                range(value, None).unwrap_err().code,
                ErrorCode::RangeNotSatisfiable,
                "{value}"
            );
        }
    }
}
