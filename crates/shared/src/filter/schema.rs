//! The filter in the OpenAPI document.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::{Dimension, EventFilter};
use crate::limits;
use crate::period::RelativeRange;

impl ToSchema for EventFilter {}

impl PartialSchema for EventFilter {
    fn schema() -> RefOr<Schema> {
        let mut filter = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "Which events are meant, with the keys of the query form. Several values of a key mean or, different keys mean and, \
                 `<key>_not` excludes. Empty: all events. Answers have an array where a request may have a single value.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        for dimension in Dimension::ALL {
            for key in [dimension.key(), dimension.not_key()] {
                filter = filter.property(key, one_or_several());
            }
        }
        let ranges = RelativeRange::ALL.iter().map(|range| range.as_str());
        filter
            .property("q", text().max_length(Some(limits::MAX_QUERY_CHARS)))
            .property("from", text())
            .property("to", text())
            .property("range", text().enum_values(Some(ranges)))
            .property("tz", text())
            .examples([serde_json::json!({"type": ["post.failed"], "platform_not": ["x"], "range": "7d"})])
            .into()
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn one_or_several() -> Schema {
    let several = ArrayBuilder::new()
        .items(text())
        .max_items(Some(limits::MAX_FILTER_VALUES));
    OneOfBuilder::new().item(text()).item(several).build().into()
}
