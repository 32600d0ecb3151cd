//! The headers of a message.

use daybook_shared::id::DeliveryId;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue};
use serde_json::{Map, Value};

use super::secret::Secret;
use super::signature::sign;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Those of a body that is sent at a second of Unix time, signed with each of the secrets.
pub(super) fn signed(
    id: DeliveryId,
    seconds: i64,
    body: &str,
    secrets: &[Secret],
) -> Result<HeaderMap, InvalidHeaderValue> {
    let id = id.to_string();
    let signature = sign(secrets, &id, seconds, body);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ID, HeaderValue::from_str(&id)?);
    headers.insert(TIMESTAMP, HeaderValue::from(seconds));
    headers.insert(SIGNATURE, HeaderValue::from_str(&signature)?);
    Ok(headers)
}

/// The same for the log of deliveries.
pub(super) fn told(headers: &HeaderMap) -> Map<String, Value> {
    let texts = headers.iter().map(|(name, value)| {
        let value = value.to_str().unwrap_or_default();
        (name.as_str().to_owned(), Value::from(value))
    });
    texts.collect()
}
