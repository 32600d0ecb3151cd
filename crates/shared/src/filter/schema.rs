//! The keys of the filter in the OpenAPI document, where they are members of an object or parameters of a query.

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Schema, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::{Dimension, EventFilter};
use crate::event::ActorKind;
use crate::period::RelativeRange;
use crate::platform::PLATFORMS;
use crate::state::STATES;
use crate::{event_type, limits};

/// A key of the filter.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it asks for.
    pub description: String,
    /// One value of it.
    pub value: RefOr<Schema>,
    /// Whether it may have several values.
    pub is_repeated: bool,
}

/// What names types, or a family of them.
const TYPES: &str = "TypeFilter";
/// Any other value.
const VALUE: &str = "FilterValue";

/// Texts without a NUL character, which neither database keeps.
pub const WITHOUT_NUL: &str = r"^[^\u0000]*$";

/// The schemas of values, by their names.
pub fn values() -> [(&'static str, Object); 2] {
    let types = text(1, limits::MAX_NAME_CHARS)
        .description(Some("A type of events, or, as `post.*`, all of a family."))
        .pattern(Some(event_type::PATTERN_OF_FILTER))
        .examples([serde_json::json!("post.failed")]);
    let value = text(1, limits::MAX_NAME_CHARS)
        .description(Some("A value that events can have."))
        .pattern(Some(WITHOUT_NUL))
        .examples([serde_json::json!("post_8121")]);
    [(TYPES, types.build()), (VALUE, value.build())]
}

/// All keys, in the order of the document.
pub fn keys() -> Vec<Key> {
    let of_dimensions = Dimension::ALL.iter().flat_map(|dimension| {
        [dimension.key(), dimension.not_key()].map(|name| of_dimension(*dimension, name))
    });
    of_dimensions.chain(others()).collect()
}

/// The schema of a dimension's values, and these; none where a workspace has its own.
pub fn known_values(dimension: Dimension) -> Option<(&'static str, Vec<&'static str>)> {
    match dimension {
        Dimension::Platform => Some((
            "Platform",
            PLATFORMS.iter().map(|platform| platform.name).collect(),
        )),
        Dimension::State => Some(("EventState", STATES.iter().map(|state| state.name).collect())),
        Dimension::ActorKind => Some((
            "ActorKind",
            ActorKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        )),
        Dimension::Type | Dimension::Category | Dimension::Actor | Dimension::Target => None,
    }
}

fn of_dimension(dimension: Dimension, name: &'static str) -> Key {
    let what = match dimension {
        Dimension::Type => "this type, or, as `post.*`, any of the family",
        Dimension::Category => "types of this category",
        Dimension::Platform => "this platform",
        Dimension::State => "this state",
        Dimension::Actor => "the actor with this id",
        Dimension::ActorKind => "actors of this kind",
        Dimension::Target => "a target with this id",
    };
    let description = match name == dimension.key() {
        true => format!("Only {what}. Several: any of them."),
        false => format!("Not {what}. Several: none of them."),
    };
    let value = match dimension {
        Dimension::Type => TYPES,
        _ => VALUE,
    };
    Key {
        name,
        description,
        value: Ref::from_schema_name(value).into(),
        is_repeated: true,
    }
}

fn others() -> impl Iterator<Item = Key> {
    let moment = |example: &str| text(0, limits::MAX_NAME_CHARS).examples([serde_json::json!(example)]);
    let ranges = RelativeRange::ALL.iter().map(|range| range.as_str());
    let span = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(ranges));
    [
        (
            "q",
            format!(
                "Words that must all occur in description, type, platform or actor name, ignoring case, also inside words; at most {}.",
                limits::MAX_QUERY_WORDS
            ),
            text(0, limits::MAX_QUERY_CHARS).examples([serde_json::json!("autumn drop")]),
        ),
        (
            "from",
            "The first moment: RFC 3339, or a date, which begins in the zone `tz`.".to_owned(),
            moment("2026-11-20T00:00:00Z"),
        ),
        (
            "to",
            "The first moment that does not belong to it any more: RFC 3339, or a date, which begins in the zone `tz`.".to_owned(),
            moment("2026-11-21"),
        ),
        (
            "range",
            "A span that ends now, instead of `from` and `to`.".to_owned(),
            span,
        ),
        (
            "tz",
            "The IANA zone in which days begin.".to_owned(),
            text(0, limits::MAX_NAME_CHARS).examples([serde_json::json!("Europe/Dublin")]),
        ),
    ]
    .into_iter()
    .map(|(name, description, value)| Key {
        name,
        description,
        value: value.into(),
        is_repeated: false,
    })
}

fn text(min: usize, max: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length((min > 0).then_some(min))
        .max_length(Some(max))
}

impl Key {
    /// The key as a member of an object: one value, or several.
    fn member(self) -> RefOr<Schema> {
        if !self.is_repeated {
            return described(self.value, self.description);
        }
        let several = ArrayBuilder::new()
            .items(self.value.clone())
            .max_items(Some(limits::MAX_FILTER_VALUES));
        let choice = OneOfBuilder::new().item(self.value).item(several);
        choice.description(Some(self.description)).into()
    }

    /// The key as a parameter of a query, which is repeated where it has several values.
    pub fn parameter(self) -> RefOr<Schema> {
        if !self.is_repeated {
            return self.value;
        }
        // A filter that is answered may hold values that come later, so that only what is sent lists those that there are.
        let known = Dimension::of_key(self.name).and_then(|(dimension, _)| known_values(dimension));
        let value = known.map_or(self.value, |(schema, _)| Ref::from_schema_name(schema).into());
        let several = ArrayBuilder::new().items(value);
        several.max_items(Some(limits::MAX_FILTER_VALUES)).into()
    }
}

fn described(schema: RefOr<Schema>, description: String) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            object.description = Some(description);
            object.into()
        }
        other => other,
    }
}

impl ToSchema for EventFilter {}

impl PartialSchema for EventFilter {
    fn schema() -> RefOr<Schema> {
        let filter = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "Which events are meant, with the keys of the query form. Several values of a key mean or, different keys mean and, \
                 `<key>_not` excludes. Empty: all events. Answers have an array where a request may have a single value.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .examples([serde_json::json!({"type": ["post.failed"], "platform_not": ["x"], "range": "7d"})]);
        keys()
            .into_iter()
            .fold(filter, |filter, key| {
                let name = key.name;
                filter.property(name, key.member())
            })
            .into()
    }
}
