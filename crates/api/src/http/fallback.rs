//! What no handler took: another method of a known path, a page of the browser client, or nothing.

use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse, web};
use daybook_shared::problem::ErrorCode;
use utoipa::openapi::OpenApi;

use super::web_client::WebClient;
use crate::error::{ApiError, ApiResult};

/// The paths of the API, as templates, and their methods.
pub struct KnownPaths(Vec<(String, Vec<&'static str>)>);

impl KnownPaths {
    /// Reads them from the document.
    pub fn of(document: &OpenApi) -> Self {
        let methods = |item: &utoipa::openapi::path::PathItem| {
            let operations = [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PATCH", &item.patch),
                ("PUT", &item.put),
                ("DELETE", &item.delete),
            ];
            operations
                .into_iter()
                .filter(|(_, operation)| operation.is_some())
                .map(|(method, _)| method)
                .collect()
        };
        Self(
            document
                .paths
                .paths
                .iter()
                .map(|(path, item)| (path.clone(), methods(item)))
                .collect(),
        )
    }

    fn methods_of(&self, path: &str) -> Option<&[&'static str]> {
        self.0
            .iter()
            .find(|(template, _)| fits(template, path))
            .map(|(_, methods)| methods.as_slice())
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found))
                if wanted == found || (wanted.starts_with('{') && !found.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Answers what no handler took.
pub async fn fallback(
    request: HttpRequest,
    known: web::Data<KnownPaths>,
    client: web::Data<WebClient>,
) -> ApiResult<HttpResponse> {
    let path = request.path();
    if let Some(methods) = known.methods_of(path) {
        let mut response = HttpResponse::from_error(ApiError::new(
            ErrorCode::MethodNotAllowed,
            format!("this path takes {}", methods.join(", ")),
        ));
        if let Ok(value) = methods.join(", ").parse() {
            response.headers_mut().insert(ALLOW, value);
        }
        return Ok(response);
    }
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !path.starts_with("/v1/");
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

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_template_fits_paths_of_its_shape() {
        assert!(fits("/v1/workspaces/{id}/events", "/v1/workspaces/wsp_1/events"));
        assert!(!fits("/v1/workspaces/{id}/events", "/v1/workspaces//events"));
        assert!(!fits("/v1/me", "/v1/me/"));
    }
}
