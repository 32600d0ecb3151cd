//! Signing in and out.

pub mod login;
pub mod logout;
pub mod refresh;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::auth::cookie::RefreshCookie;
use crate::auth::session::Tokens;

/// The answer that hands a session over.
fn hand_over(cookie: RefreshCookie, tokens: &Tokens) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::SET_COOKIE, cookie.set(&tokens.refresh)))
        .json(&tokens.body)
}
