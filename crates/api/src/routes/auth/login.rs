//! `POST /v1/auth/login`

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::auth::{LoginRequest, Session};

use super::hand_over;
use crate::auth::client::Client;
use crate::auth::cookie::RefreshCookie;
use crate::auth::sign_in::{normalised_email, sign_in};
use crate::auth::throttle::{self, Subject};
use crate::error::ApiResult;
use crate::http::json::ApiJson;
use crate::http::quota;
use crate::state::AppState;

/// Signs in.
///
/// Answers an access token of ten minutes, and sets a cookie with which `POST /v1/auth/refresh` gets the next one.
/// A failure says one thing, `invalid_credentials`, whoever the person is; after ten failures within 15 minutes
/// for one account from one address comes `too_many_requests`, and `Retry-After` says how long to wait. Sign-ins and
/// failed sign-ins are events of every workspace that the person belongs to.
#[utoipa::path(
    tag = "sign-in",
    operation_id = "login",
    request_body = LoginRequest,
    responses((status = 200, description = "The session has begun", body = Session)),
    security(())
)]
#[post("/v1/auth/login")]
pub async fn login(
    state: web::Data<AppState>,
    http_request: HttpRequest,
    request: ApiJson<LoginRequest>,
) -> ApiResult<HttpResponse> {
    let client = Client::of(&http_request);
    let subject = Subject::of(&state.keys, &normalised_email(&request.0.email), &client);
    let tokens = sign_in(&state, &request.0, &client).await;
    // What is left is worth saying, but not worth a sign-in.
    if let Ok(standing) = throttle::standing(&state, subject).await {
        quota::note(&http_request, standing);
    }
    Ok(hand_over(RefreshCookie::of(&state.public_url), &tokens?))
}
