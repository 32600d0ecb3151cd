//! What requests say of API keys, read field by field.

use daybook_shared::access::Scope;
use daybook_shared::api_key::NewApiKey;
use daybook_shared::filter::one_of;
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use serde_json::Value;

use crate::error::ApiResult;
use crate::fields::{self, Fields};

/// Characters of a time, however it is written.
const TIME_CHARS: usize = 64;

/// Reads a key to be made.
pub(super) fn new_api_key(body: Value, now: Timestamp) -> ApiResult<NewApiKey> {
    fields::read(body, |fields| {
        fields.require("name", "which program uses it, 1 to 200 characters");
        fields.require("scopes", "what it may be used for, such as `[\"events:read\"]`");
        let name = fields.name("name");
        let scopes = scopes(fields);
        let expires_at = expiry(fields, now);
        Some(NewApiKey {
            name: name?,
            scopes,
            expires_at,
        })
    })
}

fn scopes(fields: &mut Fields<'_>) -> Vec<Scope> {
    if !fields.has("scopes") {
        return Vec::new();
    }
    let values = fields.array("scopes", Scope::ALL.len());
    let mut scopes = Vec::with_capacity(values.len());
    for (pointer, value) in &values {
        let scope = value.as_str().and_then(Scope::find);
        let (code, detail) = match scope {
            Some(scope) if scopes.contains(&scope) => (
                FieldCode::Contradiction,
                "this scope stands further up already".to_owned(),
            ),
            Some(scope) => {
                scopes.push(scope);
                continue;
            }
            None => (FieldCode::UnknownValue, unknown(value)),
        };
        fields.errors().push(FieldError::new(pointer, code, detail));
    }
    if values.is_empty() {
        let detail = "a key needs at least one scope";
        fields.error("scopes", FieldCode::Required, detail);
    }
    scopes
}

fn unknown(value: &Value) -> String {
    let names = Scope::ALL.iter().map(|scope| scope.as_str());
    let told = one_of(value.as_str().unwrap_or_default(), names);
    told.err().unwrap_or_default()
}

fn expiry(fields: &mut Fields<'_>, now: Timestamp) -> Option<Timestamp> {
    let text = fields.text("expires_at", TIME_CHARS)?;
    match text.parse::<Timestamp>() {
        Ok(moment) if moment > now => Some(moment),
        Ok(_) => {
            let detail =
                format!("a key ends later than now, which is {now}; without `expires_at` it does not end");
            fields.error("expires_at", FieldCode::OutOfRange, detail);
            None
        }
        Err(_) => {
            let detail = "use a time of RFC 3339, such as `2027-01-01T00:00:00Z`";
            fields.error("expires_at", FieldCode::Malformed, detail);
            None
        }
    }
}
