//! A caller who opens a live stream: by a ticket in the query, as browsers do, or by a credential in the header.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};

use super::access::{Access, ReadEvents, workspace_of};
use super::caller::{Caller, state_of};
use super::filter_params::refusal;
use super::live_params::TICKET;
use crate::auth::live_ticket;
use crate::error::{ApiError, ApiResult};

/// Somebody who may read the events of the path's workspace. A ticket is spent from here on.
#[derive(Debug)]
pub struct LiveAccess(pub Access<ReadEvents>);

impl FromRequest for LiveAccess {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let by_header = Caller::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let caller = match ticket_of(&request) {
                None => by_header.await?,
                Some(_) if request.headers().contains_key(header::AUTHORIZATION) => {
                    let detail = "`ticket` and `Authorization` both say who you are; use one of them";
                    return Err(refusal(vec![FieldError::new(
                        TICKET,
                        FieldCode::Contradiction,
                        detail,
                    )]));
                }
                Some(ticket) => of_ticket(&request, &ticket).await?,
            };
            Access::of(&request, caller).await.map(Self)
        })
    }
}

fn ticket_of(request: &HttpRequest) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs
        .find(|(key, _)| key == TICKET)
        .map(|(_, value)| value.into_owned())
}

async fn of_ticket(request: &HttpRequest, ticket: &str) -> ApiResult<Caller> {
    let state = state_of(request)?;
    let credential = live_ticket::spend(state, workspace_of(request), ticket).await?;
    let mut callers = Caller::all_of(&state.database, state.clock.now(), &[credential]).await?;
    callers.pop().ok_or_else(|| {
        let detail =
            "the session or key that the ticket was made with has ended; sign in again, or use another key";
        ApiError::new(ErrorCode::Unauthenticated, detail)
    })
}
