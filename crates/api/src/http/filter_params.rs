//! The filter in a query, and its documentation: what everything takes that lists or counts events.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::RelativeRange;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Required};

use crate::error::{ApiError, ApiResult};

/// A query that is a filter and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterParams(pub EventFilter);

impl FilterParams {
    /// Reads a query. Every wrong parameter is named; none is ignored.
    pub fn parse(query: &str) -> ApiResult<Self> {
        let pairs = form_urlencoded::parse(query.as_bytes());
        EventFilter::from_pairs(pairs).map(Self).map_err(refusal)
    }
}

impl IntoParams for FilterParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        filter_params()
    }
}

/// One refusal for all wrong parameters.
pub fn refusal(errors: Vec<FieldError>) -> ApiError {
    let is_unknown = errors
        .iter()
        .any(|error| error.code == FieldCode::Unknown.as_str());
    ApiError::with_fields(
        if is_unknown {
            ErrorCode::UnknownParameter
        } else {
            ErrorCode::InvalidParameter
        },
        errors,
    )
}

/// The parameters of the filter, as every list of events takes them.
pub(super) fn filter_params() -> Vec<Parameter> {
    let mut params = Vec::new();
    for dimension in Dimension::ALL {
        let label = dimension.label().to_lowercase();
        params.push(repeated(
            dimension.key(),
            &format!("Only this {label}. Repeated: any of them."),
        ));
        params.push(repeated(
            dimension.not_key(),
            &format!("Not this {label}. Repeated: none of them."),
        ));
    }
    params.push(param("q", "Words that must all occur in description, type, platform or actor name, ignoring case, also inside words.", text(Some(200))));
    params.push(param(
        "from",
        "The first moment: RFC 3339, or a date together with `tz`.",
        text(None),
    ));
    params.push(param(
        "to",
        "The first moment that does not belong to it any more: RFC 3339, or a date together with `tz`.",
        text(None),
    ));
    let ranges: Vec<&str> = RelativeRange::ALL.iter().map(|range| range.as_str()).collect();
    params.push(param(
        "range",
        "A span that ends now, instead of `from` and `to`.",
        one_of(&ranges),
    ));
    params.push(param(
        "tz",
        "The IANA zone in which days begin, such as `Europe/Dublin`.",
        text(None),
    ));
    params
}

fn repeated(name: &str, description: &str) -> Parameter {
    let values = ArrayBuilder::new()
        .items(ObjectBuilder::new().schema_type(Type::String))
        .max_items(Some(50))
        .build();
    let mut parameter = param(name, description, Schema::Array(values));
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(true);
    parameter
}

pub(super) fn param(name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

pub(super) fn text(max: Option<usize>) -> Schema {
    Schema::Object(
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(max)
            .build(),
    )
}

pub(super) fn one_of(values: &[&str]) -> Schema {
    Schema::Object(
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(values.iter().copied()))
            .default(
                values
                    .first()
                    .filter(|first| matches!(**first, "occurred" | "desc"))
                    .map(|first| (*first).into()),
            )
            .build(),
    )
}
