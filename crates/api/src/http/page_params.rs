//! What every list takes that is paged by ids, as the document has it.

use daybook_shared::limits::MAX_CURSOR_BYTES;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::filter_params::{param, text};

/// What a cursor looks like.
pub(super) const EXAMPLE_OF_CURSOR: &str = "kR2tH0q1vZpXw9…";

/// A page of `DEFAULT` rows where none are named, and of at most `MAX`.
pub struct PageParams<const DEFAULT: u32, const MAX: u32>;

impl<const DEFAULT: u32, const MAX: u32> IntoParams for PageParams<DEFAULT, MAX> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX))
            .default(Some(DEFAULT.into()));
        let cursor = "`next_cursor` or `prev_cursor` of another page of the same list. Opaque";
        vec![
            param("limit", "Rows of a page", limit),
            param("cursor", cursor, text(MAX_CURSOR_BYTES, EXAMPLE_OF_CURSOR)),
        ]
    }
}
