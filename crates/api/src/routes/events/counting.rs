//! What facets and histogram have in common.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::error::ApiResult;
use crate::http::access::{Access, ReadEvents};
use crate::http::filter_params::{FilterParams, refusal};
use crate::period;
use crate::state::AppState;
use crate::store::events::counts::CountQuery;

/// What a request asks to be counted.
pub fn query(access: &Access<ReadEvents>, state: &AppState, request: &HttpRequest) -> ApiResult<CountQuery> {
    let FilterParams(filter) = FilterParams::parse(request.query_string())?;
    let range = period::resolve(&filter.period, state.clock.now()).map_err(|error| refusal(vec![error]))?;
    Ok(CountQuery {
        workspace: access.workspace.id,
        visibility: access.visibility.clone(),
        filter,
        range,
    })
}

/// Counts as an answer: new events change them.
pub fn answer(counts: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .json(counts)
}
