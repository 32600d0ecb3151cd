//! Which values there are. What an `enum` lists is all that there is within `/v1` in an answer; where others may come, an answer
//! has a plain text, so that a strict client does not break (docs/api/versions.md). What is sent may list more one day.

use daybook_shared::access::Scope;
use daybook_shared::export::{ExportColumn, ExportFormat};
use daybook_shared::filter::Dimension;
use daybook_shared::filter::schema::{self, known_values};
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::plan::Plan;
use daybook_shared::webhook::WebhookFormat;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayItems, Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Components, Ref, RefOr};

/// Tells of the values of every schema.
pub(super) fn list(components: &mut Components) {
    for (dimension, description) in [
        (Dimension::Platform, "A social network."),
        (Dimension::State, "An outcome."),
        (Dimension::ActorKind, "What kind of thing caused an event."),
    ] {
        let Some((schema, values)) = known_values(dimension) else {
            continue;
        };
        let values = closed(description, &values);
        components.schemas.insert(schema.to_owned(), values.into());
        if let Some(property) = property(components, "NewEvent", dimension.key())
            && let RefOr::T(Schema::Object(text)) = property
        {
            let mut reference = Ref::from_schema_name(schema);
            reference.description = text.description.take().unwrap_or_default();
            *property = reference.into();
        }
    }
    for (schema, value) in schema::values() {
        components.schemas.insert(schema.to_owned(), value.into());
    }
    let columns: Vec<&str> = ExportColumn::ALL.iter().map(|column| column.name()).collect();
    let columns = closed("A column of a table.", &columns);
    let name = <ExportColumn as ToSchema>::name().into_owned();
    components.schemas.insert(name, columns.into());
    for (schema, name, example) in open() {
        if let Some(property) = property(components, schema, name) {
            set_free(property, &example);
        }
    }
    // Nobody sends a plan.
    components.schemas.remove(&*Plan::name());
}

fn closed(description: &str, values: &[&str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(values.iter().copied()))
        .build()
}

/// The members of answers whose values may become more, each with one that there is.
fn open() -> [(&'static str, &'static str, Value); 7] {
    let column = ExportColumn::ALL.first().map(|column| column.name());
    [
        ("ApiKey", "scopes", Scope::EventsRead.as_str().into()),
        ("Credential", "scopes", Scope::EventsRead.as_str().into()),
        ("Export", "columns", column.into()),
        ("Export", "format", ExportFormat::Csv.as_str().into()),
        (
            "InboundSource",
            "platform",
            InboundPlatform::Instagram.as_str().into(),
        ),
        ("Webhook", "format", WebhookFormat::Standard.as_str().into()),
        ("WorkspaceSummary", "plan", Plan::Enterprise.as_str().into()),
    ]
}

/// Makes of a reference to listed values, or of a list of them, plain texts.
fn set_free(property: &mut RefOr<Schema>, example: &Value) {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .examples([example.clone()]);
    match property {
        RefOr::T(Schema::Array(list)) => {
            list.items = ArrayItems::RefOrSchema(Box::new(text.into()));
            list.description = list.description.take().map(with_more);
        }
        RefOr::Ref(reference) => {
            let description = with_more(std::mem::take(&mut reference.description));
            *property = text.description(Some(description)).into();
        }
        RefOr::T(_) => {}
    }
}

fn with_more(description: String) -> String {
    format!("{description} New values may appear.")
}

/// A member of a schema.
pub(super) fn property<'a>(
    components: &'a mut Components,
    schema: &str,
    name: &str,
) -> Option<&'a mut RefOr<Schema>> {
    let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(schema) else {
        return None;
    };
    object.properties.get_mut(name)
}
