//! Access tokens: JWTs of ten minutes, signed with HS256 and nothing else.

use daybook_shared::id::{SessionId, UserId};
use daybook_shared::limits::ACCESS_TOKEN_SECONDS;
use daybook_shared::timestamp::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::keys::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};

const ISSUER: &str = "daybook";
const AUDIENCE: &str = "daybook-api";
/// RFC 9068, section 2.1: no token of another kind passes for an access token.
const TYPE: &str = "at+jwt";
/// How far the clocks of two servers may differ.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// What a token says. Every field is required, and of exactly this type.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Makes a token for a person's session.
pub fn issue(keys: &Keys, user: UserId, session: SessionId, now: Timestamp) -> ApiResult<String> {
    let iat = seconds(now);
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user,
        sid: session,
        iat,
        exp: iat + ACCESS_TOKEN_SECONDS,
    };
    let header = Header {
        typ: Some(TYPE.to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let key = EncodingKey::from_secret(keys.bytes(Purpose::AccessToken));
    jsonwebtoken::encode(&header, &claims, &key).map_err(ApiError::internal)
}

/// The person and the session of a token, where it is one of ours and has not expired.
pub fn read(keys: &Keys, token: &str, now: Timestamp) -> Option<(UserId, SessionId)> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    // The library asks the machine's clock; the times are checked below, by ours.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(keys.bytes(Purpose::AccessToken));
    let token = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?;
    let claims = token.claims;
    let now = seconds(now);
    let is_access_token = token.header.typ.as_deref() == Some(TYPE) && token.header.crit.is_none();
    let is_alive = now < claims.exp && claims.iat <= now.saturating_add(CLOCK_SKEW_SECONDS);
    let is_short = claims.exp.saturating_sub(claims.iat) <= ACCESS_TOKEN_SECONDS;
    (is_access_token && is_alive && is_short).then_some((claims.sub, claims.sid))
}

fn seconds(moment: Timestamp) -> i64 {
    moment.0.div_euclid(1_000_000)
}

#[cfg(test)]
#[path = "access_token_tests.rs"]
mod tests;
