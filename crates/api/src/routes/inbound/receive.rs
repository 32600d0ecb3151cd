//! `POST /v1/inbound/{source_id}`

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::id::InboundSourceId;
use daybook_shared::limits::MAX_NOTIFICATION_BYTES;
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::Policy;

use super::find;
use super::proof::Proof;
use crate::error::{ApiError, ApiResult};
use crate::http::json::read_body;
use crate::http::quota;
use crate::inbound;
use crate::state::AppState;

/// Receives a notification.
///
/// Facebook, Instagram and TikTok call this with what happened on their side. The signature is held against the bytes of the body before
/// anything is read: `X-Hub-Signature-256` of Meta, `TikTok-Signature` of TikTok, which must be younger than 5 minutes, or the
/// `signed_request` of Meta's deauthorise callback. 200 says that everything is committed to the log; what is sent again is there once.
#[utoipa::path(
    tag = "inbound",
    operation_id = "receive_notification",
    params(
        ("source_id" = InboundSourceId, Path, description = "The source"),
        ("X-Hub-Signature-256" = Option<String>, Header, description = "Meta: `sha256=` and the HMAC-SHA256 of the body under the app secret, in hexadecimal digits", example = "sha256=bbbe89d6a085a6e01d418cb07229b5b80c1cd2e060e159ac54bdfcd9be7f6fab"),
        ("TikTok-Signature" = Option<String>, Header, description = "TikTok: `t=`, seconds since 1970, `,s=`, and the HMAC-SHA256 of these seconds, a dot and the body under the client secret, in hexadecimal digits", example = "t=1633174587,s=f38dcb807e948209c90e2614a72210b9266d3a9e222e6caf54aedde5d4cd060a"),
    ),
    request_body(description = "What the platform sends, at most 256 KiB; nothing of it is refused because it is not known", content(
        (serde_json::Value = "application/json", example = json!({
        "object": "instagram",
        "entry": [{"id": "17841405726653026", "time": 1_763_717_400, "changes": [{"field": "comments", "value": {
            "id": "17865799348089039", "from": {"id": "232323232", "username": "jane.doe"}, "text": "Where can I get this?",
            "media": {"id": "17918195224117851", "media_product_type": "FEED"},
        }}]}],
        })),
        (inline(Deauthorised) = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "Everything of it is in the log"),
    ),
    security(())
)]
#[post("/v1/inbound/{source_id}")]
pub async fn receive_notification(
    state: web::Data<AppState>,
    path: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let source = find(&state, &path).await?;
    let now = state.clock.now();
    let proof = Proof::of(&request, source.platform, now)?;
    refuse_announced(&request)?;
    let body = read_body(payload, MAX_NOTIFICATION_BYTES).await?;
    let secret = inbound::secret_of(&state.keys, &source)?;
    let notices = proof.notices(&body, &secret, source.platform, now)?;
    // Who signs is known by now: a notification is an append, and counts as one.
    let place = (source.workspace, inbound::plan_of(&state, &source).await?);
    quota::count(&request, source.id.0, Some(place), Policy::Append).await?;
    inbound::keep(&state, &source, notices).await?;
    Ok(HttpResponse::Ok().finish())
}

/// What Meta sends where somebody removed the app.
#[derive(utoipa::ToSchema)]
struct Deauthorised {
    /// A signature and a payload, both in Base64 for URLs, joined by a dot.
    #[expect(dead_code, reason = "the document's alone")]
    #[schema(example = "bdKKpX6nqpvV3Wlo….eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsInVzZXJfaWQiOiIyMTgifQ")]
    signed_request: String,
}

/// Refuses a body that is announced as too large without reading any of it.
fn refuse_announced(request: &HttpRequest) -> ApiResult<()> {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_NOTIFICATION_BYTES) {
        let detail = format!("the body may have {MAX_NOTIFICATION_BYTES} bytes at most");
        return Err(ApiError::new(ErrorCode::PayloadTooLarge, detail));
    }
    Ok(())
}
