//! `GET …/events/histogram`.

use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::counts::Histogram;
use daybook_shared::id::WorkspaceId;

use super::counting;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::http::filter_params::{FilterParams, refusal};
use crate::period;
use crate::state::AppState;
use crate::store::events::counts;

/// Counts events over time.
///
/// Not a hundred buckets over the filter's period, or over the whole log, of minutes, hours, days or months as they begin in
/// `tz`, or else in the workspace's time zone. Where the filter names words, actors or targets, and while more than 20,000
/// new events wait to be counted, it is the newest 2,000 events that are counted, and `counted_back_to` says how far that
/// reaches.
#[utoipa::path(
    operation_id = "get_event_histogram",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), FilterParams),
    responses((status = 200, description = "The counts", body = Histogram)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events/histogram")]
pub async fn get_event_histogram(
    access: Access<ReadEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let query = counting::query(&access, &state, &request)?;
    let asked = query.filter.period.tz.as_deref();
    let zone = match asked {
        Some(name) => period::zone(name).map_err(|error| refusal(vec![error]))?,
        None => {
            period::zone(&access.workspace.time_zone).map_err(|error| ApiError::internal(error.detail))?
        }
    };
    let histogram = counts::histogram(&state.database, &query, zone, state.clock.now()).await?;
    Ok(counting::answer(&histogram))
}
