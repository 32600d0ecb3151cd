//! Absent means left out: optional fields and parameters are never `null`, but for the few that `null` empties.

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Components, RefOr};

/// What a request empties with `null`, by schema and property.
pub(super) const EMPTIED_BY_NULL: [(&str, &str); 3] = [
    ("PresetArrangement", "default"),
    ("UserUpdate", "time_zone"),
    ("WebhookUpdate", "description"),
];

/// Takes `null` out of all schemas but those that [`EMPTIED_BY_NULL`] names.
pub(super) fn forbid_in_schemas(components: &mut Components) {
    components.schemas.values_mut().for_each(forbid);
    for (schema, property) in EMPTIED_BY_NULL {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(schema)
            && let Some(property) = object.properties.get_mut(property)
        {
            allow(property);
        }
    }
}

/// The same of parameters and headers.
pub(super) fn forbid_in_operation(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            parameter.schema.iter_mut().for_each(forbid);
        }
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            for header in response.headers.values_mut() {
                if let RefOr::T(header) = header {
                    header.schema.iter_mut().for_each(forbid);
                }
            }
        }
    }
}

/// An absent optional field is left out: it is never `null` in an answer, and a `null` in a request is refused.
fn forbid(schema: &mut RefOr<Schema>) {
    let is_null = |part: &RefOr<Schema>| matches!(part, RefOr::T(Schema::Object(part)) if part.schema_type == SchemaType::Type(Type::Null));
    match schema {
        RefOr::T(Schema::Object(object)) => {
            forbid_type(&mut object.schema_type);
            object.properties.values_mut().for_each(forbid);
        }
        RefOr::T(Schema::Array(array)) => forbid_type(&mut array.schema_type),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(forbid),
        RefOr::T(Schema::OneOf(choice)) if choice.items.iter().any(is_null) => {
            choice.items.retain(|part| !is_null(part));
            if let [only] = choice.items.as_slice() {
                *schema = only.clone();
            }
        }
        RefOr::Ref(_) | RefOr::T(_) => {}
    }
}

fn forbid_type(kind: &mut SchemaType) {
    if let SchemaType::Array(types) = kind {
        types.retain(|kind| *kind != Type::Null);
        if let [only] = types.as_slice() {
            *kind = SchemaType::Type(only.clone());
        }
    }
}

fn allow(property: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = property
        && let SchemaType::Type(only) = &object.schema_type
    {
        object.schema_type = SchemaType::from_iter([only.clone(), Type::Null]);
        return;
    }
    let null = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null));
    // The description is of the member, not of one of its choices.
    let description = match property {
        RefOr::Ref(reference) => Some(std::mem::take(&mut reference.description)),
        RefOr::T(_) => None,
    };
    let choice = OneOfBuilder::new().item(property.clone()).item(null);
    let choice = choice.description(description);
    *property = RefOr::T(Schema::OneOf(choice.build()));
}
