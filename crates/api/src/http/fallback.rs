//! What no handler took: another method of a known path, a page of the browser client, or nothing.

use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse, web};
use daybook_shared::problem::ErrorCode;

use super::known_paths::KnownPaths;
use super::web_client::WebClient;
use crate::error::{ApiError, ApiResult};

/// Answers what no handler took.
pub async fn fallback(
    request: HttpRequest,
    known: web::Data<KnownPaths>,
    client: web::Data<WebClient>,
) -> ApiResult<HttpResponse> {
    let path = request.path();
    if let Some(methods) = known.methods(path) {
        let mut response = HttpResponse::from_error(ApiError::new(
            ErrorCode::MethodNotAllowed,
            format!("this path takes {}", methods.join(", ")),
        ));
        if let Ok(value) = methods.join(", ").parse() {
            response.headers_mut().insert(ALLOW, value);
        }
        return Ok(response);
    }
    let is_page =
        matches!(*request.method(), Method::GET | Method::HEAD) && path != "/v1" && !path.starts_with("/v1/");
    if is_page {
        client.serve(&request)
    } else {
        Err(nothing_here())
    }
}

/// The refusal of a path that leads nowhere.
pub fn nothing_here() -> ApiError {
    ApiError::new(
        ErrorCode::NotFound,
        "there is nothing at this path; `/docs` lists what there is",
    )
}
