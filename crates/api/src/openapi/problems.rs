//! Which of the shared answers an operation can give, by its kind and by what it does.

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterIn};
use utoipa::openapi::{Ref, RefOr};

use super::rights::Rights;

/// Adds the answers that the operation can give; those it has of its own stay.
pub(super) fn add(operation: &mut Operation, method: &HttpMethod, rights: &Rights, takes_key: bool) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let mut names = of_kind(operation, method, rights, takes_key);
    names.extend(of_operation(&id));
    for (status, name) in names {
        let shared = RefOr::Ref(Ref::from_response_name(name));
        let responses = &mut operation.responses.responses;
        responses.entry(status.to_owned()).or_insert(shared);
    }
}

type Named = Vec<(&'static str, &'static str)>;

/// What a single operation can answer; it goes before the others of its status.
fn of_operation(id: &str) -> Named {
    match id {
        "list_events"
        | "follow_events"
        | "list_exports"
        | "list_api_keys"
        | "list_inbound_sources"
        | "list_webhooks"
        | "list_webhook_samples"
        | "list_webhook_deliveries"
        | "get_event_facets"
        | "get_event_histogram" => vec![("422", "Invalid")],
        "download_export" => vec![
            ("409", "WrongState"),
            ("410", "Gone"),
            ("416", "NoSuchRange"),
            ("422", "Invalid"),
            ("507", "StorageFull"),
        ],
        "verify_inbound_source" => vec![("403", "Forbidden"), ("422", "Invalid")],
        "create_download_ticket" => vec![("410", "Gone")],
        _ => Vec::new(),
    }
}

/// What operations of the kind can answer.
fn of_kind(operation: &Operation, method: &HttpMethod, rights: &Rights, takes_key: bool) -> Named {
    let tags = operation.tags.clone().unwrap_or_default();
    let is_of = |tag: &str| tags.iter().any(|known| known == tag);
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let mut names = vec![("400", bad_request(operation))];
    if is_of("operation") {
        if id == "get_readiness" {
            names.push(("503", "Unavailable"));
        }
        return names;
    }
    names.extend([("500", "Internal"), ("503", "Unavailable")]);
    names.extend(match id {
        "login" => Some(("401", "InvalidCredentials")),
        "receive_notification" => Some(("401", "InvalidSignature")),
        "logout" | "verify_inbound_source" => None,
        _ => Some(("401", "Unauthenticated")),
    });
    if operation.parameters.iter().flatten().any(is_in_path) {
        names.push(("404", "NotFound"));
    }
    if rights.can_be_lacking() {
        names.push(("403", "Forbidden"));
    }
    if is_of("sign-in") {
        names.push(("403", "CrossOrigin"));
    }
    if operation.request_body.is_some() {
        names.extend([
            ("413", "TooLarge"),
            ("415", "UnsupportedMediaType"),
            ("422", "Invalid"),
        ]);
    }
    if takes_key {
        // What `Idempotency-Key` adds, whatever the operation.
        let conflict = match id {
            "cancel_export"
            | "retry_export"
            | "create_download_ticket"
            | "redeliver_webhook"
            | "test_webhook" => "WrongState",
            "rotate_webhook_secret" => "ShownOnce",
            _ if operation.request_body.is_some() && rights.needs.is_some() => "Conflict",
            _ => "Busy",
        };
        names.extend([("409", conflict), ("413", "TooLarge"), ("422", "Invalid")]);
    }
    if let HttpMethod::Put | HttpMethod::Patch = method
        && rights.needs.is_some()
    {
        names.push(("409", "Conflict"));
    }
    if *method != HttpMethod::Get {
        names.push(("507", "StorageFull"));
    }
    if rights.policy.is_some() {
        names.push(("429", "TooManyRequests"));
    }
    names
}

/// What can be malformed.
fn bad_request(operation: &Operation) -> &'static str {
    if operation.request_body.is_some() {
        "BadBody"
    } else if operation.parameters.iter().flatten().any(is_cursor) {
        "BadPage"
    } else {
        "BadRequest"
    }
}

fn is_cursor(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == "cursor")
}

fn is_in_path(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Path)
}
