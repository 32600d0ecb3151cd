//! Headers that every answer carries: what browsers may do with it, and that the API's is not to be kept.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;

/// What an answer of the API may load: nothing. Pages bring their own policy.
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds what is missing, and leaves what a handler has set.
pub async fn secure<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await.map_err(with_defaults)?;
    add_defaults(response.headers_mut());
    Ok(response)
}

/// The same for an answer that was given before a handler was reached.
fn with_defaults(error: Error) -> Error {
    let mut answer = error.error_response();
    add_defaults(answer.headers_mut());
    InternalError::from_response(error, answer).into()
}

fn add_defaults(headers: &mut HeaderMap) {
    let defaults: [(HeaderName, &'static str); 6] = [
        (CONTENT_SECURITY_POLICY, API_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in defaults {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
