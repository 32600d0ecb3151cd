//! JSON bodies: bounded in size and depth, wrong ones refused by name.

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use actix_web::web::Payload;
use actix_web::{FromRequest, HttpRequest, dev, mime};
use daybook_shared::limits::{MAX_BODY_BYTES, MAX_JSON_DEPTH};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use serde::de::DeserializeOwned;

use crate::error::{ApiError, ApiResult};

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A JSON body of a small request, read into `T`.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for ApiJson<T> {
    type Error = ApiError;
    type Future = std::pin::Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        let payload = Payload::from_request(&request, payload);
        Box::pin(async move {
            let payload = payload
                .await
                .map_err(|error| ApiError::internal(error.to_string()))?;
            Ok(Self(read_request(&request, payload, MAX_BODY_BYTES).await?))
        })
    }
}

/// Reads the JSON body of a request, at most `max` bytes: for handlers that ask first who sends it.
pub async fn read_request<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    max: usize,
) -> ApiResult<T> {
    if media_type(request.headers()) != Some(MediaType::Json) {
        return Err(unsupported("`application/json`"));
    }
    read(&read_body(payload, max).await?)
}

/// The media types of bodies that Daybook reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`.
    Json,
    /// JSON Lines: `application/x-ndjson`, `application/jsonl`.
    JsonLines,
}

/// The media type of a body, where it is one that Daybook reads; none where the body is compressed.
pub fn media_type(headers: &HeaderMap) -> Option<MediaType> {
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity")
    {
        return None;
    }
    let value: mime::Mime = headers.get(CONTENT_TYPE)?.to_str().ok()?.parse().ok()?;
    match value.essence_str() {
        "application/json" => Some(MediaType::Json),
        "application/x-ndjson" | "application/jsonl" | "application/ndjson" => Some(MediaType::JsonLines),
        _ => None,
    }
}

/// The refusal of another media type.
pub fn unsupported(readable: &str) -> ApiError {
    ApiError::new(
        ErrorCode::UnsupportedMediaType,
        format!("send {readable}, not compressed, and name it in `Content-Type`"),
    )
}

/// Reads a body of at most `max` bytes that arrives in time.
pub async fn read_body(payload: Payload, max: usize) -> ApiResult<actix_web::web::Bytes> {
    let slow = || ApiError::new(ErrorCode::BadRequest, "the body did not arrive in time");
    let body = tokio::time::timeout(BODY_TIMEOUT, payload.to_bytes_limited(max));
    match body.await.map_err(|_| slow())? {
        Err(_) => Err(ApiError::new(
            ErrorCode::PayloadTooLarge,
            format!("the body may have {max} bytes at most"),
        )),
        Ok(Err(error)) => Err(ApiError::new(
            ErrorCode::BadRequest,
            format!("the body could not be read: {error}"),
        )),
        Ok(Ok(bytes)) => Ok(bytes),
    }
}

/// Reads JSON that is not nested too deep.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    if depth(bytes) > MAX_JSON_DEPTH {
        return Err(ApiError::new(
            ErrorCode::InvalidJson,
            format!("the body is nested deeper than {MAX_JSON_DEPTH} levels"),
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| refusal(&error))
}

fn refusal(error: &serde_json::Error) -> ApiError {
    let message = error.to_string();
    if !error.is_data() {
        return ApiError::new(ErrorCode::InvalidJson, format!("the body is not JSON: {message}"));
    }
    // serde names the field in its message, between backticks.
    let field = message.split('`').nth(1).unwrap_or_default();
    let (code, kind) = if message.starts_with("unknown field") {
        (ErrorCode::UnknownField, FieldCode::Unknown)
    } else if message.starts_with("missing field") {
        (ErrorCode::ValidationFailed, FieldCode::Required)
    } else {
        return ApiError::new(ErrorCode::ValidationFailed, message);
    };
    ApiError::with_fields(
        code,
        vec![FieldError::new(format!("/{field}"), kind, message.clone())],
    )
}

/// How deep arrays and objects are nested, without reading more of the text than brackets and quotes.
fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut open, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for &byte in bytes {
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_texts() {
        assert_eq!(depth(br#"{"a":[{"b":"[[[\"{{"}],"c":[]}"#), 3);
        assert_eq!(depth(b"1"), 0);
        let deep = [vec![b'['; 33], vec![b']'; 33]].concat();
        assert_eq!(
            read::<serde_json::Value>(&deep).unwrap_err().code,
            ErrorCode::InvalidJson
        );
        let fits = [vec![b'['; 32], vec![b']'; 32]].concat();
        assert!(read::<serde_json::Value>(&fits).is_ok());
    }
}
