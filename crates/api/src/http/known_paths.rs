//! The operations of the API as the document has them: which methods a path takes, and which query parameters.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use daybook_shared::limits::MAX_NAMED_ERRORS;
use daybook_shared::problem::{FieldCode, FieldError};
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

use super::filter_params::refusal;

/// The query parameters of each method.
type Methods = BTreeMap<&'static str, Vec<String>>;

/// The paths of the API, as templates, and what they take.
pub struct KnownPaths(Vec<(String, Methods)>);

impl KnownPaths {
    /// Reads them from the document.
    pub fn of(document: &OpenApi) -> Self {
        Self(
            document
                .paths
                .paths
                .iter()
                .map(|(path, item)| (path.clone(), methods_of(item)))
                .collect(),
        )
    }

    fn find(&self, path: &str) -> Option<&Methods> {
        self.0
            .iter()
            .find(|(template, _)| fits(template, path))
            .map(|(_, methods)| methods)
    }

    /// The methods that a path takes, where it is one.
    pub fn methods(&self, path: &str) -> Option<Vec<&'static str>> {
        self.find(path).map(|methods| methods.keys().copied().collect())
    }

    fn parameters(&self, method: &str, path: &str) -> Option<&[String]> {
        self.find(path)?.get(method).map(Vec::as_slice)
    }
}

fn methods_of(item: &PathItem) -> Methods {
    let operations = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("PUT", &item.put),
        ("DELETE", &item.delete),
    ];
    let known = operations
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)));
    known
        .map(|(method, operation)| (method, query_parameters(operation)))
        .collect()
}

fn query_parameters(operation: &Operation) -> Vec<String> {
    let parameters = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                Some(parameter.name.clone())
            }
            _ => None,
        });
    parameters.collect()
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

/// Refuses a query parameter that the operation does not document: a filter that is mistyped must not be ignored.
pub async fn refuse_unknown_parameters<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let known = request.app_data::<web::Data<KnownPaths>>();
    let known = known.and_then(|known| known.parameters(request.method().as_str(), request.path()));
    if let Some(known) = known.filter(|_| !request.query_string().is_empty()) {
        let errors = unknown_parameters(request.query_string(), known);
        if !errors.is_empty() {
            let refused = HttpResponse::from_error(refusal(errors));
            // Not `into_response`: it forgets the error that the problem is made from.
            return Ok(ServiceResponse::new(request.into_parts().0, refused).map_into_right_body());
        }
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn unknown_parameters(query: &str, known: &[String]) -> Vec<FieldError> {
    let keys =
        form_urlencoded::parse(query.as_bytes()).map(|(key, _)| key.chars().take(60).collect::<String>());
    let unknown: BTreeSet<String> = keys
        .filter(|key| !known.contains(key))
        .take(MAX_NAMED_ERRORS)
        .collect();
    let detail = takes(known);
    unknown
        .into_iter()
        .map(|key| FieldError::new(key, FieldCode::Unknown, detail.clone()))
        .collect()
}

fn takes(known: &[String]) -> String {
    if known.is_empty() {
        return "this operation takes no parameters".to_owned();
    }
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("this operation takes {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_fits_paths_of_its_shape() {
        assert!(fits("/v1/workspaces/{id}/events", "/v1/workspaces/wsp_1/events"));
        assert!(!fits("/v1/workspaces/{id}/events", "/v1/workspaces//events"));
        assert!(!fits("/v1/me", "/v1/me/"));
    }

    #[test]
    fn every_unknown_parameter_is_named() {
        let errors = unknown_parameters("limit=1&pgae=2&Limit=3", &["limit".to_owned()]);
        let names: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(names, ["Limit", "pgae"]);
    }
}
