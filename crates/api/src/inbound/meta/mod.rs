//! Meta: Facebook's pages and Instagram's professional accounts.

mod entries;
mod facebook;
mod instagram;
mod signature;
mod signed_request;

use std::sync::Arc;

use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::limits::MAX_NOTIFICATION_EVENTS;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value, json};

pub use signature::{SIGNATURE_HEADER, Signature};
pub use signed_request::{SIGNED_REQUEST, SignedRequest};

use self::entries::Change;
use super::notice::Notice;
use super::payload::{moment, object};

/// The parameter of the handshake that holds what was entered at Meta as verify token.
pub const VERIFY_TOKEN: &str = "hub.verify_token";

/// What a payload that came to a source of a platform says. One payload may tell of many things; beyond so many the rest is
/// counted in a notice of its own.
pub fn notices(payload: Value, source: InboundPlatform, now: Timestamp) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut more = 0;
    // Meta's reference shows payloads inside an array, its servers send them without.
    let payloads = match payload {
        Value::Array(payloads) => payloads,
        other => vec![other],
    };
    for payload in payloads {
        more += add_notices(payload, source, now, &mut notices);
    }
    if more > 0 {
        let last = notices.last().map(|notice| notice.identity.clone());
        let rest = Notice::new("webhook.received", source, "batch")
            .says(&format!(
                "sent {more} more changes than are kept of one notification"
            ))
            .with("left_out", more)
            .known_by(json!(["batch", more, last]));
        notices.push(rest);
    }
    notices
}

/// Adds what a payload says as far as there is room; answers how much more it says.
fn add_notices(payload: Value, source: InboundPlatform, now: Timestamp, notices: &mut Vec<Notice>) -> usize {
    let room = |notices: &Vec<Notice>| MAX_NOTIFICATION_EVENTS.saturating_sub(notices.len());
    let payload = match payload {
        Value::Object(payload) => payload,
        _ if room(notices) == 0 => return 1,
        other => {
            notices.push(unknown(source, other));
            return 0;
        }
    };
    let platform = match payload.get("object").and_then(Value::as_str) {
        Some("instagram") => InboundPlatform::Instagram,
        Some("page") => InboundPlatform::Facebook,
        _ => source,
    };
    match entries::of(payload) {
        Ok(entries) => {
            let mut more = 0;
            for entry in entries {
                let (changes, others) = entry.into_changes(room(notices));
                notices.extend(changes.into_iter().map(|change| notice(change, platform, now)));
                more += others;
            }
            more
        }
        Err(_) if room(notices) == 0 => 1,
        Err(payload) => {
            notices.push(unknown(platform, Value::Object(payload)));
            0
        }
    }
}

fn notice(change: Change, platform: InboundPlatform, now: Timestamp) -> Notice {
    let sent_at = moment(change.time.as_ref(), now);
    let (entry, envelope) = (change.entry.clone(), change.envelope.clone());
    let notice = match platform {
        InboundPlatform::Instagram => instagram::notice(change),
        _ => facebook::notice(change, platform, now),
    };
    let happened_at = notice.event.occurred_at.or(sent_at);
    notice
        .at(happened_at)
        .with_rest("entry", Arc::unwrap_or_clone(entry))
        .with_rest("envelope", Arc::unwrap_or_clone(envelope))
}

/// A payload that is not built as Meta's are.
fn unknown(platform: InboundPlatform, payload: Value) -> Notice {
    let identity = json!(["unknown", payload]);
    Notice::new("webhook.received", platform, "unknown")
        .says("sent a notification of an unknown form")
        .with("payload", payload)
        .known_by(identity)
}

/// A change that has no event of its own: all that was said is kept.
fn received(change: Change, platform: InboundPlatform) -> Notice {
    let identity = change.whole();
    let field = change.field.clone();
    let account = change.account.clone();
    let notice = Notice::new("webhook.received", platform, &field)
        .says(&format!("sent a notification about {}", field_words(&field)));
    let notice = match change.value {
        Value::Null => notice,
        value => notice.with("payload", value),
    };
    notice.about("account", account.as_deref()).known_by(identity)
}

/// A field's name as a sentence may hold it.
fn field_words(field: &str) -> String {
    super::words::name(&field.replace('_', " ")).unwrap_or_else(|| "something".to_owned())
}

/// The members of a change's value, and the change without them.
fn taken(change: &mut Change) -> Map<String, Value> {
    object(std::mem::take(&mut change.value))
}
