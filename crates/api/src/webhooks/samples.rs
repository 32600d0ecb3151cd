//! What an endpoint with a filter would have been sent last: for tools that show people what they will get.

use daybook_shared::filter::EventFilter;
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::WEBHOOK_SAMPLES;

use super::body;
use crate::error::ApiResult;
use crate::http::filter_params::refusal;
use crate::period;
use crate::state::AppState;
use crate::store::events::at::at;
use crate::store::events::list;
use crate::store::events::query::ListQuery;

/// Bodies of the newest events that a filter leaves, as one JSON array.
pub async fn samples(state: &AppState, workspace: WorkspaceId, filter: EventFilter) -> ApiResult<String> {
    let range = period::resolve(&filter.period, state.clock.now()).map_err(|error| refusal(vec![error]))?;
    let query = ListQuery {
        range,
        filter,
        limit: WEBHOOK_SAMPLES,
        ..ListQuery::of_log(workspace.0)
    };
    let page = list::list(&state.database, &query).await?;
    let places: Vec<i64> = page.rows.iter().map(|(position, _)| position.sequence).collect();
    let mut events = at(&state.database, workspace.0, &places).await?;
    events.sort_by_key(|event| places.iter().position(|place| *place == event.sequence));
    events.dedup_by_key(|event| event.sequence);
    let bodies: Vec<String> = events.iter().map(body::standard).collect();
    Ok(format!("[{}]", bodies.join(",")))
}
