//! The filter in a query, and its documentation: what everything takes that lists or counts events.

use daybook_shared::filter::EventFilter;
use daybook_shared::filter::schema::{self, Key};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
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
    schema::keys().into_iter().map(of_key).collect()
}

fn of_key(key: Key) -> Parameter {
    let (name, is_repeated) = (key.name, key.is_repeated);
    let description = key.description.clone();
    let mut parameter = param(name, &description, key.parameter());
    if is_repeated {
        parameter.style = Some(ParameterStyle::Form);
        parameter.explode = Some(true);
    }
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

pub(super) fn text(max: usize, example: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(max))
        .examples([serde_json::json!(example)])
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
