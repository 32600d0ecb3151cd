//! The OpenAPI document: collected from the handlers, completed by what is the same for all of them.

mod bounds;
mod examples;
mod headers;
mod info;
mod nulls;
mod problem_answers;
mod problems;
pub mod rights;
mod values;
mod version_3_0;
mod webhooks;

use actix_web::App;
use daybook_shared::problem::Problem;
use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;

use crate::http::ticket_access::TICKET;
use crate::routes;
use rights::Rights;

/// The document.
pub fn document() -> OpenApi {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .openapi(info::base())
        .configure(routes::configure)
        .split_for_parts();
    complete(collected)
}

/// A version of OpenAPI that the document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Version {
    /// The one it is made in.
    #[value(name = "3.1")]
    V3_1,
    /// For generators that do not know 3.1.
    #[value(name = "3.0")]
    V3_0,
}

/// The document as it is checked in and served.
pub fn document_text(version: Version) -> String {
    let document = document();
    let text = match version {
        Version::V3_1 => document.to_pretty_json(),
        Version::V3_0 => serde_json::to_value(document)
            .and_then(|document| serde_json::to_string_pretty(&version_3_0::render(document))),
    };
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}

fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_with(Components::new);
    add_security(components);
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    nulls::forbid_in_schemas(components);
    values::list(components);
    bounds::add(components);
    components.responses.extend(problem_answers::components());
    headers::add_components(components);
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            complete_operation(operation, &method);
        }
    }
    webhooks::add(&mut document);
    examples::add(&mut document);
    document
}

/// What is sent without a credential: an `Idempotency-Key` is a caller's own.
const WITHOUT_KEY: [&str; 4] = ["login", "logout", "refresh_session", "receive_notification"];

/// What sets the refresh cookie, replaces it or takes it away.
const OF_COOKIE: [&str; 3] = ["login", "logout", "refresh_session"];

fn complete_operation(operation: &mut Operation, method: &HttpMethod) {
    nulls::forbid_in_operation(operation);
    // No requirement at all says more plainly than an empty one that anybody may.
    let open_to_all = [SecurityRequirement::default()];
    if operation.security.as_deref() == Some(&open_to_all) {
        operation.security = Some(Vec::new());
    }
    let id = operation.operation_id.clone().unwrap_or_default();
    let id = id.as_str();
    // An operation that says nothing of its rights is refused by the tests.
    let rights = rights::of(id).unwrap_or(Rights {
        needs: None,
        is_for_people: false,
        policy: None,
    });
    let takes_key = *method == HttpMethod::Post && !WITHOUT_KEY.contains(&id);
    headers::add_to_answers(operation, rights.policy.is_some(), takes_key);
    problems::add(operation, method, &rights, takes_key);
    if takes_key {
        headers::take_key(operation);
    }
    headers::take_tag(operation);
    bounds::add_to_operation(operation);
    if OF_COOKIE.contains(&id) {
        headers::set_cookie(operation);
    }
    rights::tell(operation, &rights);
}

fn add_security(components: &mut Components) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A session's access token, or an API key (`dbk_…`)"))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        "daybook_refresh",
        "What signing in set, for one use; over https its name begins with `__Host-`",
    ));
    components.add_security_scheme("refresh_cookie", SecurityScheme::ApiKey(cookie));
    for (scheme, description) in [
        ("live_ticket", "A ticket of `POST …/events/live/ticket`, once"),
        (
            "download_ticket",
            "A ticket of `POST …/exports/{export_id}/ticket`, for 10 minutes",
        ),
    ] {
        let ticket = ApiKey::Query(ApiKeyValue::with_description(TICKET, description));
        components.add_security_scheme(scheme, SecurityScheme::ApiKey(ticket));
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let operations = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Delete, &mut item.delete),
    ];
    let known = operations.into_iter();
    known.filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_null_but_what_empties() {
        let text = document_text(Version::V3_1);
        assert_eq!(text.matches("\"null\"").count(), nulls::EMPTIED_BY_NULL.len());
        let text: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (name, schema) in text["components"]["schemas"].as_object().unwrap() {
            for (property, about) in schema["properties"].as_object().into_iter().flatten() {
                let told = about["description"].as_str().unwrap_or_default();
                let empties = nulls::EMPTIED_BY_NULL.contains(&(name, property));
                assert_eq!(told.contains("null:"), empties, "{name}.{property}: {told}");
            }
        }
        let kinds = text["components"]["schemas"]["ActorKind"]["enum"]
            .as_array()
            .unwrap();
        assert!(!kinds.is_empty() && kinds.iter().all(|kind| kind != "unknown"));
    }

    #[test]
    fn every_operation_says_what_it_asks_of_its_caller() {
        let document = document();
        for item in document.paths.paths.values() {
            for (_, operation) in operations(&mut item.clone()) {
                let id = operation.operation_id.clone().unwrap();
                assert!(rights::of(&id).is_some(), "{id} is missing in `rights::of`");
                assert!(operation.responses.responses.contains_key("400"), "{id}");
            }
        }
    }
}
