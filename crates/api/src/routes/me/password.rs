//! `POST /v1/me/password`

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::auth::PasswordChange;
use daybook_shared::limits::{MAX_BODY_BYTES, MAX_PASSWORD_CHARS};
use serde_json::Value;

use crate::auth::client::Client;
use crate::auth::password_change;
use crate::error::ApiResult;
use crate::fields;
use crate::http::caller::Caller;
use crate::http::json;
use crate::state::AppState;

/// Changes one's password.
///
/// This session goes on; all others of the person end, and their access tokens stop working within seconds. A wrong current
/// password is a 422 that names it, and counts as a failed sign-in: after ten within 15 minutes comes `too_many_requests`. The
/// change is an event of every workspace that the person belongs to. It takes a session: an API key has no password.
#[utoipa::path(
    tag = "me",
    operation_id = "change_password",
    request_body = PasswordChange,
    responses((status = 204, description = "The new password counts from now on")),
    security(("bearer" = []))
)]
#[post("/v1/me/password")]
pub async fn change_password(
    state: web::Data<AppState>,
    caller: Caller,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let (user, session) = caller.session()?;
    let change = read(json::read_request(&request, payload, MAX_BODY_BYTES).await?)?;
    password_change::change_password(&state, user, session, &change, &Client::of(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn read(body: Value) -> ApiResult<PasswordChange> {
    fields::read(body, |fields| {
        let current_password = fields.required_text("current_password", MAX_PASSWORD_CHARS);
        let new_password = fields.required_text("new_password", MAX_PASSWORD_CHARS);
        Some(PasswordChange {
            current_password: current_password?,
            new_password: new_password?,
        })
    })
}
