//! What a notification brings to prove where it comes from. Its form is looked at before the body is read.

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;

use crate::error::{ApiError, ApiResult};
use crate::inbound::meta::SignedRequest;
use crate::inbound::{Notice, meta, read, tiktok};

/// The media type of Meta's deauthorise callbacks.
const FORM: &str = "application/x-www-form-urlencoded";

/// A proof that has still to be held against the body.
pub(super) enum Proof {
    /// Meta's header.
    Meta(meta::Signature),
    /// None outside of the body: a form, which holds it.
    Form,
    /// TikTok's header, made about now.
    TikTok(tiktok::Signature),
}

impl Proof {
    /// What a request brings for a platform.
    pub(super) fn of(request: &HttpRequest, platform: InboundPlatform, now: Timestamp) -> ApiResult<Self> {
        let headers = request.headers();
        if platform == InboundPlatform::Tiktok {
            let header = only(headers, tiktok::SIGNATURE_HEADER);
            let signature = header.and_then(tiktok::Signature::parse).ok_or_else(|| {
                refusal(
                    "TikTok signs in one header `TikTok-Signature: t=<seconds>,s=<64 hexadecimal digits>`",
                )
            })?;
            if !signature.is_recent(now) {
                let detail = "it was signed more than 5 minutes from now; sign what is sent again anew, and set the clock";
                return Err(refusal(detail));
            }
            return Ok(Self::TikTok(signature));
        }
        if !headers.contains_key(meta::SIGNATURE_HEADER) && is_form(headers) {
            return Ok(Self::Form);
        }
        let header = only(headers, meta::SIGNATURE_HEADER);
        let signature = header.and_then(meta::Signature::parse).ok_or_else(|| {
            refusal("Meta signs in one header `X-Hub-Signature-256: sha256=<64 hexadecimal digits>`")
        })?;
        Ok(Self::Meta(signature))
    }

    /// What a body says, where the platform has signed it; a wrong signature is told before anything is read.
    pub(super) fn notices(
        &self,
        body: &[u8],
        secret: &[u8],
        platform: InboundPlatform,
        now: Timestamp,
    ) -> ApiResult<Vec<Notice>> {
        match self {
            Self::Meta(signature) => {
                check(signature.fits(secret, body))?;
                Ok(meta::notices(read(body)?, platform, now))
            }
            Self::TikTok(signature) => {
                check(signature.fits(secret, body))?;
                Ok(vec![tiktok::notice(read(body)?, now)])
            }
            Self::Form => {
                let request = SignedRequest::of_form(body).ok_or_else(|| {
                    refusal("Meta's form has one field `signed_request`: a signature, a dot and a payload")
                })?;
                check(request.fits(secret))?;
                let notice = request.notice(platform, now)?;
                notice.map(|notice| vec![notice]).ok_or_else(|| {
                    let detail = "the signed request names no account, or is not signed by HMAC-SHA256";
                    ApiError::new(ErrorCode::BadRequest, detail)
                })
            }
        }
    }
}

fn check(fits: bool) -> ApiResult<()> {
    if fits {
        return Ok(());
    }
    Err(refusal(
        "the signature is not that of this body under the source's secret; nothing was stored",
    ))
}

fn refusal(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::InvalidSignature, detail)
}

/// The one header of a name.
fn only<'r>(headers: &'r HeaderMap, name: &str) -> Option<&'r str> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}
