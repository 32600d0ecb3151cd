//! API keys: what programs sign in with.

mod body;
pub mod create;
pub mod get;
pub mod list;
pub mod revoke;

use daybook_shared::id::ApiKeyId;

use crate::error::{ApiError, ApiResult};

/// The key that a path names; what is no id is nobody's key.
fn id_of(text: &str) -> ApiResult<ApiKeyId> {
    text.parse().map_err(|_| none())
}

fn none() -> ApiError {
    ApiError::not_found("API key")
}
