//! `GET /v1/inbound/{source_id}`

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::id::InboundSourceId;
use daybook_shared::limits::MAX_NAME_CHARS;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use subtle::ConstantTimeEq;

use super::find;
use crate::error::{ApiError, ApiResult};
use crate::http::filter_params::refusal;
use crate::inbound::{self, meta};
use crate::state::AppState;

/// Answers Meta's handshake.
///
/// Meta calls this once, when the callback URL and the verify token are entered there, and wants its challenge back.
#[utoipa::path(
    tag = "inbound",
    operation_id = "verify_inbound_source",
    params(
        ("source_id" = InboundSourceId, Path, description = "The source"),
        ("hub.mode" = String, Query, description = "Always `subscribe`", example = "subscribe"),
        ("hub.challenge" = String, Query, description = "What Meta wants back", max_length = 200, example = "1158201444"),
        ("hub.verify_token" = String, Query, description = "The source's `verify_token`", max_length = 200, example = "7f1d0c9a52b84e6f93d1a0c4e8b75f26"),
    ),
    responses(
        (status = 200, description = "The challenge", body = String, content_type = "text/plain", example = "1158201444"),
    ),
    security(())
)]
#[get("/v1/inbound/{source_id}")]
pub async fn verify_inbound_source(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let source = find(&state, &path).await?;
    if !source.platform.asks_for_token() {
        return Err(ApiError::not_found("handshake of this source's platform"));
    }
    let query = request.query_string();
    if parameter(query, "hub.mode")? != "subscribe" {
        let detail = "Meta's handshake has the mode `subscribe`";
        return Err(refusal(vec![FieldError::new(
            "hub.mode",
            FieldCode::UnknownValue,
            detail,
        )]));
    }
    let challenge = parameter(query, "hub.challenge")?;
    let token = parameter(query, meta::VERIFY_TOKEN)?;
    let known = inbound::verify_token(&state.keys, source.id);
    if !bool::from(token.as_bytes().ct_eq(known.as_bytes())) {
        let detail = "`hub.verify_token` is not the verify token of this source; copy it from there";
        return Err(ApiError::new(ErrorCode::Forbidden, detail));
    }
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::plaintext())
        .body(challenge))
}

/// The one value of a parameter.
fn parameter(query: &str, name: &str) -> ApiResult<String> {
    let wrong = |code, detail: &str| Err(refusal(vec![FieldError::new(name, code, detail)]));
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    match (values.next(), values.next()) {
        (None, _) => wrong(FieldCode::Required, "Meta sends this with its handshake"),
        (Some(_), Some(_)) => wrong(FieldCode::Contradiction, "this can be given once only"),
        (Some((_, value)), None) if value.chars().count() > MAX_NAME_CHARS => {
            wrong(FieldCode::TooLong, "a value has at most 200 characters")
        }
        (Some((_, value)), None) => Ok(value.into_owned()),
    }
}
