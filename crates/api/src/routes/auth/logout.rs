//! `POST /v1/auth/logout`

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, post, web};

use crate::auth::client::Client;
use crate::auth::cookie::RefreshCookie;
use crate::auth::{record, same_origin, session};
use crate::error::ApiResult;
use crate::http::caller::Caller;
use crate::state::AppState;
use crate::store::users;

/// Signs out.
///
/// Ends the session of the refresh cookie, or else of the access token, and clears the cookie. Access tokens of the
/// session stop working at once. Signing out twice is no error.
#[utoipa::path(
    tag = "sign-in",
    operation_id = "logout",
    responses((status = 204, description = "There is no session any more")),
    security((), ("bearer" = []))
)]
#[post("/v1/auth/logout")]
pub async fn logout(
    state: web::Data<AppState>,
    request: HttpRequest,
    caller: Option<Caller>,
) -> ApiResult<HttpResponse> {
    same_origin::check(&request, &state.public_url)?;
    let cookie = RefreshCookie::of(&state.public_url);
    let by_cookie = match cookie.read(&request) {
        Some(token) => session::find_by_token(&state, &token).await?,
        None => None,
    };
    let by_bearer = match caller {
        Some(Caller::Session { session_id, .. }) => Some(session_id),
        _ => None,
    };
    if let Some(id) = by_cookie.or(by_bearer) {
        let user = users::find_by_session(state.database.reader(), id, state.clock.now()).await?;
        let was_alive = session::end(&state, id).await?;
        if let Some(user) = user.filter(|_| was_alive) {
            record::signed_out(&state, &user, &Client::of(&request)).await?;
        }
    }
    Ok(HttpResponse::NoContent()
        .insert_header((header::SET_COOKIE, cookie.clear()))
        .finish())
}
