//! `GET …/events/facets`.

use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::counts::Facets;
use daybook_shared::id::WorkspaceId;

use super::counting;
use crate::error::ApiResult;
use crate::http::access::{Access, ReadEvents};
use crate::http::filter_params::FilterParams;
use crate::state::AppState;
use crate::store::events::counts;

/// Counts events by value.
///
/// For each dimension that a filter has, its values among the events that the rest of the filter leaves: what choosing one
/// of them would show. Counts are exact where the filter names no words, actors or targets; else, for the values of actors
/// and targets, and while more than 20,000 new events wait to be counted, it is the newest 2,000 events that are counted,
/// and `capped` says whether there are more.
#[utoipa::path(
    operation_id = "get_event_facets",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), FilterParams),
    responses((status = 200, description = "The counts", body = Facets)),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events/facets")]
pub async fn get_event_facets(
    access: Access<ReadEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let query = counting::query(&access, &state, &request)?;
    let facets = counts::facets(&state.database, &query).await?;
    Ok(counting::answer(&facets))
}
