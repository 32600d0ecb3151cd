//! `POST /v1/auth/refresh`

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::auth::Session;
use daybook_shared::problem::ErrorCode;

use super::hand_over;
use crate::auth::cookie::RefreshCookie;
use crate::auth::{same_origin, session};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Renews the access token.
///
/// Reads the refresh cookie that signing in set, and replaces it: each is good for one use. A cookie that was used
/// before ends the session, since somebody else may hold a copy. Taken only from Daybook's own pages, or from
/// programs that are no browser.
#[utoipa::path(
    tag = "sign-in",
    operation_id = "refresh_session",
    responses((status = 200, description = "The session goes on", body = Session)),
    security(("refresh_cookie" = []))
)]
#[post("/v1/auth/refresh")]
pub async fn refresh_session(state: web::Data<AppState>, request: HttpRequest) -> ApiResult<HttpResponse> {
    same_origin::check(&request, &state.public_url)?;
    let cookie = RefreshCookie::of(&state.public_url);
    let missing = || ApiError::new(ErrorCode::Unauthenticated, "there is no refresh cookie; sign in");
    let token = cookie.read(&request).ok_or_else(missing)?;
    let tokens = session::renew(&state, &token).await?;
    Ok(hand_over(cookie, &tokens))
}
