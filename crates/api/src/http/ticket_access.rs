//! A caller who may come by a ticket in the query, as browsers do that open a stream or fetch a file, or by a credential in the
//! header.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};

use super::access::{Access, MakeExports, Need, ReadEvents, workspace_of};
use super::caller::{Caller, state_of};
use super::filter_params::refusal;
use crate::auth::ticket::Credential;
use crate::auth::{download_ticket, live_ticket};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// The parameter that holds a ticket.
pub const TICKET: &str = "ticket";

/// What tickets open.
pub trait ByTicket: Need {
    /// The credential behind the ticket of a request.
    fn credential(
        state: &AppState,
        request: &HttpRequest,
        ticket: &str,
    ) -> impl Future<Output = ApiResult<Credential>>;
}

/// A live stream: the ticket is spent from here on.
impl ByTicket for ReadEvents {
    async fn credential(state: &AppState, request: &HttpRequest, ticket: &str) -> ApiResult<Credential> {
        live_ticket::spend(state, workspace_of(request), ticket).await
    }
}

/// The file of an export.
impl ByTicket for MakeExports {
    async fn credential(state: &AppState, request: &HttpRequest, ticket: &str) -> ApiResult<Credential> {
        let export = request.match_info().get("export_id");
        let export = export.and_then(|id| id.parse().ok());
        download_ticket::credential(state, workspace_of(request), export, ticket)
    }
}

/// Somebody who has the permission in the path's workspace.
#[derive(Debug)]
pub struct TicketAccess<N: Need>(pub Access<N>);

impl<N: ByTicket> FromRequest for TicketAccess<N> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = match ticket_of(&request) {
                None => Caller::of(&request).await?,
                Some(_) if request.headers().contains_key(header::AUTHORIZATION) => {
                    let detail = "`ticket` and `Authorization` both say who you are; use one of them";
                    return Err(refusal(vec![FieldError::new(
                        TICKET,
                        FieldCode::Contradiction,
                        detail,
                    )]));
                }
                Some(ticket) => of_ticket::<N>(&request, &ticket).await?,
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

async fn of_ticket<N: ByTicket>(request: &HttpRequest, ticket: &str) -> ApiResult<Caller> {
    let state = state_of(request)?;
    let credential = N::credential(state, request, ticket).await?;
    let mut callers = Caller::all_of(&state.database, state.clock.now(), &[credential]).await?;
    callers.pop().ok_or_else(|| {
        let detail =
            "the session or key that the ticket was made with has ended; sign in again, or use another key";
        ApiError::new(ErrorCode::Unauthenticated, detail)
    })
}
