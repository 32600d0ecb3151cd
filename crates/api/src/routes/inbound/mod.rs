//! What platforms call: no credential opens it, but the signature of each notification.

mod proof;
pub mod receive;
pub mod verify;

use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::inbound_sources::{self, Source};

/// The source that a path names.
async fn find(state: &AppState, id: &str) -> ApiResult<Source> {
    let none = || ApiError::not_found("inbound source");
    let id = id.parse().map_err(|_| none())?;
    let (database, now) = (&state.database, state.clock.now());
    let read = inbound_sources::find_anywhere(database.reader(), id);
    let found = state.recent.sources.find(database, now, id, read).await?;
    found.ok_or_else(none)
}
