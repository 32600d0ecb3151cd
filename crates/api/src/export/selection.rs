//! What is exported: everything that a filter leaves open is decided at the moment of asking.

use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use uuid::Uuid;

use crate::db::Database;
use crate::error::{ApiError, ApiResult};
use crate::period;
use crate::store::events::head;
use crate::store::events::query::ListQuery;
use crate::store::visibility::Visibility;

/// Which events somebody wants, and in which order.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose log.
    pub workspace: Uuid,
    /// What the reader may see of it.
    pub visibility: Visibility,
    /// Which events.
    pub filter: EventFilter,
    /// By which key they are ordered.
    pub sort: Sort,
    /// In which direction.
    pub order: Order,
}

/// Fixes the set: the period in instants, and the head of the log. What is appended later is not
/// in it, whatever the order.
pub async fn select(database: &Database, wanted: Wanted, now: Timestamp) -> ApiResult<ListQuery> {
    let Wanted {
        workspace,
        visibility,
        filter,
        sort,
        order,
    } = wanted;
    let range = period::resolve(&filter.period, now)
        .map_err(|error| ApiError::with_fields(ErrorCode::InvalidParameter, vec![error]))?;
    Ok(ListQuery {
        workspace,
        visibility,
        range,
        filter,
        sort,
        order,
        after: None,
        up_to: Some(head::of(database, workspace).await?),
        limit: u64::MAX,
    })
}
