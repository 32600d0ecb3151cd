//! The body of a message.

use daybook_shared::id::{DeliveryId, WebhookId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{PING, WebhookFormat};
use serde_json::json;

use super::slack;
use crate::store::events::at::Stored;
use crate::store::webhooks::Endpoint;

/// An event, as an endpoint gets it.
pub fn of_event(endpoint: &Endpoint, event: &Stored) -> String {
    match endpoint.format {
        WebhookFormat::Standard => standard(event),
        WebhookFormat::Slack => slack::of_event(event, &link(endpoint, event)),
    }
}

/// A ping that was asked for at a moment.
pub fn of_ping(endpoint: &Endpoint, id: DeliveryId, at: Timestamp) -> String {
    match endpoint.format {
        WebhookFormat::Standard => ping(endpoint.id, id, at),
        WebhookFormat::Slack => slack::of_ping(&endpoint.name()),
    }
}

/// `type`, `timestamp` and `data` of Standard Webhooks: `data` is the stored body, byte for byte.
pub fn standard(event: &Stored) -> String {
    // A type has no sign that JSON would escape, but nothing rests on it.
    let kind = serde_json::Value::from(event.kind.as_str());
    let at = Timestamp(event.occurred_at);
    format!(r#"{{"type":{kind},"timestamp":"{at}","data":{}}}"#, event.body)
}

fn ping(endpoint: WebhookId, id: DeliveryId, at: Timestamp) -> String {
    json!({"type": PING, "timestamp": at, "data": {"id": id, "webhook_id": endpoint}}).to_string()
}

/// Where people see an event.
fn link(endpoint: &Endpoint, event: &Stored) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Id {
        id: daybook_shared::id::EventId,
    }
    let Id { id } = serde_json::from_str(&event.body).ok()?;
    let origin = Some(endpoint.origin.as_str()).filter(|origin| !origin.is_empty())?;
    Some(format!("{origin}/w/{}/events/{id}", endpoint.workspace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_bytes_are_what_is_sent() {
        let event = Stored {
            sequence: 1,
            kind: "post.failed".to_owned(),
            occurred_at: 1_000_000,
            body: r#"{"b":1.0,"a":"é"}"#.to_owned(),
        };
        assert_eq!(
            standard(&event),
            r#"{"type":"post.failed","timestamp":"1970-01-01T00:00:01.000000Z","data":{"b":1.0,"a":"é"}}"#
        );
    }
}
