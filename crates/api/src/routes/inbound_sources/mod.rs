//! Sources of notifications: where platforms send them.

mod body;
pub mod create;
pub mod delete;
pub mod get;
pub mod list;

use daybook_shared::id::InboundSourceId;

use crate::error::{ApiError, ApiResult};

/// The source that a path names; what is no id is nobody's source.
fn id_of(text: &str) -> ApiResult<InboundSourceId> {
    text.parse().map_err(|_| none())
}

fn none() -> ApiError {
    ApiError::not_found("inbound source")
}
