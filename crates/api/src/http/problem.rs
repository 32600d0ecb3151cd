//! Every 4xx and 5xx leaves as `application/problem+json`, those of the framework included; every answer carries
//! its request id. Causes are logged here, once.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use daybook_shared::problem::{ErrorCode, Problem};
use tracing_actix_web::RequestId;

use crate::error::ApiError;

/// The media type of RFC 9457.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Turns failed answers into problems and names the request on all of them.
pub async fn name_problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.to_string())
        .unwrap_or_default();
    // No clone of the request is kept: the router needs it alone.
    let response = next
        .call(request)
        .await
        .map_err(|error| outside_handlers(error, &request_id))?
        .map_into_left_body();
    let mut response = if needs_problem(&response) {
        with_problem(response, &request_id)
    } else {
        response
    };
    name_request(response.headers_mut(), &request_id);
    Ok(response)
}

fn name_request(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// An error of the layers around the handlers, which comes without an answer of its own.
fn outside_handlers(error: Error, request_id: &str) -> Error {
    let framework = || framework_error(error.as_response_error().status_code(), Some(&error));
    let mut answer = match error.as_error::<ApiError>() {
        Some(error) => answer_logged(error, request_id, None),
        None => answer_logged(&framework(), request_id, None),
    };
    name_request(answer.headers_mut(), request_id);
    InternalError::from_response(error, answer).into()
}

fn needs_problem<B>(response: &ServiceResponse<B>) -> bool {
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    is_failure
        && response
            .headers()
            .get(CONTENT_TYPE)
            .is_none_or(|kind| kind != PROBLEM_JSON)
}

fn with_problem<B: MessageBody + 'static>(
    response: ServiceResponse<EitherBody<B, BoxBody>>,
    request_id: &str,
) -> ServiceResponse<EitherBody<B, BoxBody>> {
    let status = response.status();
    let error = response.response().error();
    let owned;
    let error: &ApiError = match error.and_then(|error| error.as_error::<ApiError>()) {
        Some(error) => error,
        None => {
            owned = framework_error(status, error);
            &owned
        }
    };
    let answer = answer_logged(error, request_id, response.headers().get(ALLOW).cloned());
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, answer).map_into_right_body()
}

fn answer_logged(error: &ApiError, request_id: &str, allow: Option<HeaderValue>) -> HttpResponse {
    if let Some(source) = error.source_text() {
        tracing::error!(request.id = %request_id, error.code = error.code.as_str(), source, "request failed");
    }
    answer(error, request_id, allow)
}

fn answer(error: &ApiError, request_id: &str, allow: Option<HeaderValue>) -> HttpResponse {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut builder = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        builder.insert_header((WWW_AUTHENTICATE, "Bearer"));
    }
    if let Some(seconds) = error.retry_after_seconds {
        builder.insert_header((RETRY_AFTER, seconds));
    }
    if let Some(header) = &error.header {
        let (name, value) = &**header;
        builder.insert_header((name.clone(), value.as_str()));
    }
    if let Some(allow) = allow {
        builder.insert_header((ALLOW, allow));
    }
    let problem = Problem {
        kind: format!("/docs/errors#{}", error.code.as_str()),
        title: error.code.title().to_owned(),
        status: error.code.status(),
        detail: error.detail.clone(),
        code: error.code.as_str().to_owned(),
        request_id: request_id.to_owned(),
        errors: error.errors.clone(),
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    builder.insert_header((CONTENT_TYPE, PROBLEM_JSON)).body(body)
}

/// The problem for an answer that the framework refused by itself.
fn framework_error(status: StatusCode, error: Option<&Error>) -> ApiError {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => (
            ErrorCode::NotFound,
            "there is nothing at this path; `/docs` lists what there is",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            ErrorCode::MethodNotAllowed,
            "this path has other methods; `Allow` names them",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (ErrorCode::PayloadTooLarge, "the body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            (ErrorCode::UnsupportedMediaType, "the media type cannot be read")
        }
        status if status.is_client_error() => (ErrorCode::BadRequest, "the request cannot be read"),
        _ => return ApiError::internal(error.map_or_else(|| status.to_string(), ToString::to_string)),
    };
    ApiError::new(code, detail)
}
