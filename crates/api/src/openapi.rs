//! The OpenAPI document: collected from the handlers, completed by what is the same for all of them.

use std::collections::BTreeMap;

use actix_web::App;
use daybook_shared::event::ActorKind;
use daybook_shared::export::ExportColumn;
use daybook_shared::problem::{ErrorCode, Problem};
use serde_json::json;
use utoipa::openapi::path::{Operation, Parameter, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContactBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Response, ResponseBuilder, ServerBuilder, Tag,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;

use crate::http::problem::PROBLEM_JSON;
use crate::http::ticket_access::TICKET;
use crate::routes;

const DESCRIPTION: &str = "The activity and audit log of a workspace. Sign in, or send an API key, as `Authorization: Bearer …`. \
Times are RFC 3339 in UTC with six digits. Ids are a prefix and 26 characters. Lists are paged by opaque cursors. \
Errors are `application/problem+json` (RFC 9457): compare `code`, show `detail`, quote `request_id`. \
New fields, event types, states and codes may appear at any time; nothing that is here goes away.";

/// The document.
pub fn document() -> OpenApi {
    let (_, collected) = App::new()
        .into_utoipa_app()
        .openapi(base())
        .configure(routes::configure)
        .split_for_parts();
    complete(collected)
}

/// The document as it is checked in and served.
pub fn document_text() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

fn base() -> OpenApi {
    let tag = |name: &str, description: &str| {
        let mut tag = Tag::new(name);
        tag.description = Some(description.to_owned());
        tag
    };
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Daybook")
                .version("1")
                .description(Some(DESCRIPTION))
                .contact(Some(ContactBuilder::new().name(Some("Daybook")).build()))
                .license(Some(
                    LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build(),
                ))
                .build(),
        )
        .servers(Some([ServerBuilder::new()
            .url("/")
            .description(Some("The server that this document came from"))
            .build()]))
        .tags(Some([
            tag("sign-in", "Sessions of people"),
            tag("me", "Who the credential is"),
            tag("workspaces", "Workspaces, and the people in them"),
            tag("events", "The log"),
            tag("event-types", "What kinds of events there are"),
            tag("presets", "Saved filters, and how each person arranges them"),
            tag("exports", "Files of the events that a filter leaves"),
            tag("api-keys", "What programs sign in with"),
            tag("webhooks", "Where events are sent to"),
            tag("inbound-sources", "Where platforms send notifications to"),
            tag(
                "inbound",
                "What platforms call, by their signatures instead of a credential",
            ),
            tag("operation", "How the server is"),
        ]))
        .build()
}

fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_with(Components::new);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A session's access token, or an API key (`dbk_…`)"))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
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
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.values_mut().for_each(forbid_null);
    for (schema, property) in EMPTIED_BY_NULL {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(schema)
            && let Some(property) = object.properties.get_mut(property)
        {
            allow_null(property);
        }
    }
    let names = |names: Vec<&str>| Some(names.into_iter().map(Into::into).collect());
    for (schema, values) in [
        (
            ActorKind::name(),
            names(ActorKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        ),
        (
            <ExportColumn as ToSchema>::name(),
            names(ExportColumn::ALL.iter().map(|column| column.name()).collect()),
        ),
    ] {
        if let Some(RefOr::T(Schema::Object(schema))) = components.schemas.get_mut(&*schema) {
            schema.enum_values = values;
        }
    }
    for (name, response) in problem_responses() {
        components.responses.insert(name.to_owned(), RefOr::T(response));
    }
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            forbid_null_in(operation);
            add_problems(operation);
        }
    }
    document
}

/// An absent optional field is left out: it is never `null` in an answer, and a `null` in a request is refused.
fn forbid_null(schema: &mut RefOr<Schema>) {
    let is_null = |part: &RefOr<Schema>| matches!(part, RefOr::T(Schema::Object(part)) if part.schema_type == SchemaType::Type(Type::Null));
    match schema {
        RefOr::T(Schema::Object(object)) => {
            forbid_null_type(&mut object.schema_type);
            object.properties.values_mut().for_each(forbid_null);
        }
        RefOr::T(Schema::Array(array)) => forbid_null_type(&mut array.schema_type),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(forbid_null),
        RefOr::T(Schema::OneOf(choice)) if choice.items.iter().any(is_null) => {
            choice.items.retain(|part| !is_null(part));
            if let [only] = choice.items.as_slice() {
                *schema = only.clone();
            }
        }
        RefOr::Ref(_) | RefOr::T(_) => {}
    }
}

fn forbid_null_type(kind: &mut SchemaType) {
    if let SchemaType::Array(types) = kind {
        types.retain(|kind| *kind != Type::Null);
        if let [only] = types.as_slice() {
            *kind = SchemaType::Type(only.clone());
        }
    }
}

/// The same of parameters and headers: what is optional is left out.
fn forbid_null_in(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            parameter.schema.iter_mut().for_each(forbid_null);
        }
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            for header in response.headers.values_mut() {
                if let RefOr::T(header) = header {
                    header.schema.iter_mut().for_each(forbid_null);
                }
            }
        }
    }
}

/// What a request empties with `null`, by schema and property.
const EMPTIED_BY_NULL: [(&str, &str); 2] = [("PresetArrangement", "default"), ("UserUpdate", "time_zone")];

fn allow_null(property: &mut RefOr<Schema>) {
    let null = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null));
    let choice = OneOfBuilder::new().item(property.clone()).item(null);
    *property = RefOr::T(Schema::OneOf(choice.build()));
}

/// The shared answers of refused requests: name, and the codes it stands for.
fn problem_responses() -> BTreeMap<&'static str, Response> {
    let one = |name: &'static str, description: &str, code: ErrorCode| {
        let example = json!({
            "type": format!("/docs/errors#{}", code.as_str()), "title": code.title(), "status": code.status(),
            "detail": "what is wrong with this request, and what would be right", "code": code.as_str(),
            "request_id": "01a0c0de-0000-7000-8000-000000000000",
        });
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name(Problem::name())))
            .example(Some(example))
            .build();
        (
            name,
            ResponseBuilder::new()
                .description(description)
                .content(PROBLEM_JSON, content)
                .build(),
        )
    };
    BTreeMap::from([
        one(
            "BadRequest",
            "Malformed: not JSON, an unknown field or parameter, a broken cursor",
            ErrorCode::UnknownParameter,
        ),
        one(
            "Unauthenticated",
            "No valid credential",
            ErrorCode::Unauthenticated,
        ),
        one(
            "Forbidden",
            "The credential lacks the right, or the plan does not cover it",
            ErrorCode::Forbidden,
        ),
        one("NotFound", "No such thing, or not yours", ErrorCode::NotFound),
        one(
            "Conflict",
            "It exists already, or there are as many as there may be; of an event, its idempotency key was used for another",
            ErrorCode::Conflict,
        ),
        one(
            "WrongState",
            "It is not in a state for this: there is no file yet, or it is over; `Retry-After`, where there is one, says when to look again",
            ErrorCode::WrongState,
        ),
        one(
            "Gone",
            "The file was removed after its time, or is not there any more",
            ErrorCode::ExportExpired,
        ),
        one(
            "NoSuchRange",
            "The file ends before the range; `Content-Range` says where",
            ErrorCode::RangeNotSatisfiable,
        ),
        one("TooLarge", "The body is too large", ErrorCode::PayloadTooLarge),
        one(
            "UnsupportedMediaType",
            "The body's media type cannot be read",
            ErrorCode::UnsupportedMediaType,
        ),
        one(
            "Invalid",
            "Something is wrong; `errors` names each field or parameter",
            ErrorCode::ValidationFailed,
        ),
        one(
            "TooManyRequests",
            "Too many attempts; `Retry-After` says when to come back",
            ErrorCode::TooManyRequests,
        ),
        one("Internal", "A defect of the server", ErrorCode::Internal),
        one(
            "StorageFull",
            "The disk is full; nothing was stored",
            ErrorCode::StorageFull,
        ),
        one(
            "Unavailable",
            "The database, or the place where files lie, cannot be reached, or is busy with what goes before; `Retry-After` says when to come back",
            ErrorCode::Unavailable,
        ),
    ])
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let operations = [
        &mut item.get,
        &mut item.post,
        &mut item.patch,
        &mut item.put,
        &mut item.delete,
    ];
    operations.into_iter().filter_map(Option::as_mut)
}

/// Adds the answers that every operation of its kind can give.
fn add_problems(operation: &mut Operation) {
    let tags = operation.tags.clone().unwrap_or_default();
    let is_of = |tag: &str| tags.iter().any(|known| known == tag);
    let has_body = operation.request_body.is_some();
    let in_workspace = operation.parameters.iter().flatten().any(is_workspace_id);
    let mut names = vec![("500", "Internal"), ("503", "Unavailable")];
    if is_of("operation") {
        let asks_database = operation.operation_id.as_deref() == Some("get_readiness");
        names.retain(|(_, name)| *name == "Unavailable" && asks_database);
    }
    names.push(("400", "BadRequest"));
    if !is_of("operation") {
        names.push(("401", "Unauthenticated"));
    }
    if in_workspace {
        names.extend([("403", "Forbidden"), ("404", "NotFound")]);
    }
    if has_body {
        names.extend([("413", "TooLarge"), ("415", "UnsupportedMediaType")]);
    }
    let filters = [
        "list_events",
        "follow_events",
        "list_exports",
        "download_export",
        "list_api_keys",
        "list_inbound_sources",
        "list_webhooks",
        "list_webhook_samples",
        "list_webhook_deliveries",
    ];
    if has_body
        || operation
            .operation_id
            .as_deref()
            .is_some_and(|id| filters.contains(&id))
    {
        names.push(("422", "Invalid"));
    }
    if has_body
        && (is_of("events")
            || is_of("presets")
            || is_of("exports")
            || is_of("api-keys")
            || is_of("inbound-sources")
            || is_of("webhooks"))
    {
        names.extend([("409", "Conflict"), ("507", "StorageFull")]);
    }
    match operation.operation_id.as_deref() {
        Some("cancel_export" | "retry_export") => {
            names.extend([("409", "WrongState"), ("507", "StorageFull")]);
        }
        Some(
            "revoke_api_key"
            | "delete_inbound_source"
            | "receive_notification"
            | "delete_webhook"
            | "rotate_webhook_secret"
            | "test_webhook",
        ) => names.push(("507", "StorageFull")),
        Some("create_download_ticket") => names.extend([("409", "WrongState"), ("410", "Gone")]),
        Some("download_export") => names.extend([
            ("409", "WrongState"),
            ("410", "Gone"),
            ("416", "NoSuchRange"),
            ("507", "StorageFull"),
        ]),
        _ => {}
    }
    if is_of("sign-in") || (is_of("me") && has_body) {
        names.push(("403", "Forbidden"));
    }
    if let Some("login" | "change_password" | "follow_events") = operation.operation_id.as_deref() {
        names.push(("429", "TooManyRequests"));
    }
    for (status, name) in names {
        let shared = RefOr::Ref(Ref::from_response_name(name));
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert(shared);
    }
}

fn is_workspace_id(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == "workspace_id")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_null_but_what_empties_and_every_operation_names_its_problems() {
        let text = super::document_text();
        assert_eq!(text.matches("\"null\"").count(), super::EMPTIED_BY_NULL.len());
        assert!(!text.contains("\"unknown\""));
        let document = super::document();
        for (path, item) in document.paths.paths {
            let mut item = item;
            for operation in super::operations(&mut item) {
                assert!(operation.responses.responses.contains_key("400"), "{path}");
            }
        }
    }
}
