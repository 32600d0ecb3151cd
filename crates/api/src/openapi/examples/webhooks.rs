//! An endpoint, and what was sent to it.

use serde_json::{Value, json};

use super::access::sarah;
use super::log::event;

/// The example of a schema, or of the list that an operation answers.
pub(super) fn of(name: &str) -> Option<Value> {
    Some(match name {
        "NewWebhook" => json!({
            "url": "https://hooks.example.com/daybook", "filter": {"state": ["failed"]}, "description": "On call",
        }),
        "CreatedWebhook" => {
            let mut created = webhook();
            created["deliveries"] = json!({"pending": 0, "delivered": 0, "failed": 0});
            created["secret"] = json!(SECRET);
            created
        }
        "Webhook" => webhook(),
        "WebhookList" => json!({"data": [webhook()], "page": {"limit": 30, "has_more": false}}),
        "WebhookUpdate" => json!({"filter": {"state": ["failed", "overdue"]}, "state": "enabled"}),
        "RotatedSecret" => {
            json!({"secret": SECRET, "previous_secret_expires_at": "2026-11-22T09:30:12.004318Z"})
        }
        "Redelivery" => json!({"from": "2026-11-20T09:30:00Z"}),
        "Redelivering" => json!({"from_sequence": 48_102, "to_sequence": 48_211}),
        "Delivery" => json!({
            "id": "dlv_01k9zq5v7hf2ns0d8kx3cw4m6v", "type": "ping", "state": "pending", "attempt_count": 0,
            "created_at": "2026-11-20T09:30:12.004318Z", "next_attempt_at": "2026-11-20T09:30:12.004318Z",
        }),
        "DeliveryList" => json!({"data": [delivery()], "page": {"limit": 30, "has_more": false}}),
        "DeliveryDetail" => delivery_detail(),
        "list_webhook_samples" => json!([message()]),
        _ => return None,
    })
}

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazxz8fWLSPw=";
const DELIVERY: &str = "dlv_01k9zq5v7hf2ns0d8kx3cw4m6t";

fn webhook() -> Value {
    json!({
        "id": "whk_01k9zq5v7hf2ns0d8kx3cw4m6t", "url": "https://hooks.example.com/daybook", "description": "On call",
        "filter": {"state": ["failed"]}, "format": "standard", "state": "enabled", "sequence": 48_211,
        "deliveries": {"pending": 1, "delivered": 41, "failed": 0}, "created_by": sarah(),
        "created_at": "2026-11-02T08:00:00.000000Z", "updated_at": "2026-11-02T08:00:00.000000Z",
    })
}

fn delivery() -> Value {
    let event = event();
    json!({
        "id": DELIVERY, "type": event["type"], "event_id": event["id"], "sequence": event["sequence"],
        "state": "pending", "attempt_count": 1, "created_at": "2026-11-20T09:30:12.104318Z",
        "next_attempt_at": "2026-11-20T09:30:17.250000Z", "last_status": 503, "last_error": "answered 503",
    })
}

fn delivery_detail() -> Value {
    let mut detail = delivery();
    detail["request_body"] = json!(message().to_string());
    detail["attempts"] = json!([{
        "number": 1, "at": "2026-11-20T09:30:12.110000Z", "duration_ms": 38, "url": "https://hooks.example.com/daybook",
        "request_headers": {
            "content-type": "application/json", "webhook-id": DELIVERY, "webhook-timestamp": "1795167012",
            "webhook-signature": "v1,CnXA/AqT2Oxzj8dK1MG0UfEEd64gEY0BquZzw4Ab9tg=",
        },
        "status": 503, "response_headers": {"content-type": "text/plain"}, "response_body": "deploying", "error": "answered 503",
    }]);
    detail
}

/// A message about an event.
pub(in crate::openapi) fn message() -> Value {
    let event = event();
    json!({"type": event["type"], "timestamp": event["occurred_at"], "data": event})
}
