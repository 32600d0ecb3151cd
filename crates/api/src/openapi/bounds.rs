//! How long the texts of an event may be, and how many things it may have: the server's own numbers. What is stored was within
//! them, so that they hold in answers, too.

use daybook_shared::event_type;
use daybook_shared::filter::schema::WITHOUT_NUL;
use daybook_shared::limits::{
    MAX_BATCH_EVENTS, MAX_CHANGES, MAX_METADATA_KEYS, MAX_NAME_CHARS, MAX_TARGETS, MAX_TEXT_CHARS,
    MAX_URL_CHARS,
};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Schema, SchemaFormat};
use utoipa::openapi::{Components, RefOr};

use super::values::property;

/// Texts of one character and more, by schema: their names and how many characters they have at most.
const TEXTS: [(&str, &[&str], usize); 10] = [
    ("Actor", &["agent", "id", "name"], MAX_NAME_CHARS),
    ("OnBehalfOf", &["id", "name"], MAX_NAME_CHARS),
    ("Target", &["id", "name", "type"], MAX_NAME_CHARS),
    ("Target", &["url"], MAX_URL_CHARS),
    ("EventError", &["code"], MAX_NAME_CHARS),
    ("EventError", &["reason"], MAX_TEXT_CHARS),
    ("Change", &["field"], MAX_NAME_CHARS),
    ("Context", &["request_id"], MAX_NAME_CHARS),
    ("Context", &["user_agent"], MAX_TEXT_CHARS),
    (
        "NewEvent",
        &["correlation_id", "idempotency_key", "type"],
        MAX_NAME_CHARS,
    ),
];

/// Adds the bounds.
pub(super) fn add(components: &mut Components) {
    for (schema, names, max) in TEXTS {
        for name in names {
            bound_text(components, schema, name, max);
        }
    }
    bound_text(components, "NewEvent", "description", MAX_TEXT_CHARS);
    for (name, max) in [("changes", MAX_CHANGES), ("targets", MAX_TARGETS)] {
        if let Some(RefOr::T(Schema::Array(list))) = property(components, "NewEvent", name) {
            list.max_items = Some(max);
        }
    }
    for (schema, name) in [("NewApiKey", "scopes"), ("NewExport", "columns")] {
        if let Some(RefOr::T(Schema::Array(list))) = property(components, schema, name) {
            list.unique_items = true;
        }
    }
    if let Some(RefOr::T(Schema::Object(map))) = property(components, "NewEvent", "metadata") {
        map.max_properties = Some(MAX_METADATA_KEYS);
    }
    if let Some(RefOr::T(Schema::Object(text))) = property(components, "NewEvent", "type") {
        text.pattern = Some(event_type::PATTERN.to_owned());
    }
    if let Some(RefOr::T(Schema::Object(text))) = property(components, "Target", "url") {
        text.format = Some(SchemaFormat::Custom("uri".to_owned()));
    }
}

fn bound_text(components: &mut Components, schema: &str, name: &str, max: usize) {
    if let Some(RefOr::T(Schema::Object(text))) = property(components, schema, name) {
        text.min_length = Some(1);
        text.max_length = Some(max);
        text.pattern = Some(WITHOUT_NUL.to_owned());
    }
}

/// Bounds a batch, which is not a schema of its own.
pub(super) fn add_to_operation(operation: &mut Operation) {
    let body = operation.request_body.iter_mut();
    let contents = body.filter_map(|body| match body {
        RefOr::T(body) => Some(body.content.values_mut()),
        RefOr::Ref(_) => None,
    });
    for content in contents.flatten() {
        if let RefOr::T(content) = content
            && let Some(RefOr::T(Schema::Array(batch))) = &mut content.schema
        {
            batch.min_items = Some(1);
            batch.max_items = Some(MAX_BATCH_EVENTS);
        }
    }
}
