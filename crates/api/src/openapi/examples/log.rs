//! The log: a post that could not be published.

use serde_json::{Value, json};

/// The example of a schema, or of an operation.
pub(super) fn of(name: &str) -> Option<Value> {
    Some(match name {
        "NewEvent" => new_event(),
        "append_events" => {
            json!([new_event(), {"type": "post.published", "platform": "tiktok", "idempotency_key": "post_8122-published"}])
        }
        "Event" => event(),
        "AppendedBatch" => json!({"results": [
            {"status": "created", "id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "sequence": 48_211},
            {"status": "duplicate", "id": "evt_01k9zq4t2mf8ra5v0c3jx7n1pw", "sequence": 48_190},
        ]}),
        "EventPage" => json!({"data": [event()], "page": {
            "limit": 1, "has_more": true, "next_cursor": "kR2tH0q1vZpXw9…", "prev_cursor": "mB7cT4u8yNfLd3…",
        }}),
        "Facets" => {
            json!({"total": 1_204, "capped": false, "data": [{"dimension": "state", "capped": false, "values": [
                {"value": "published", "count": 1_180}, {"value": "failed", "count": 24},
            ]}]})
        }
        "Histogram" => json!({"time_zone": "Europe/Dublin", "step": "1d", "total": 13, "data": [{
            "from": "2026-11-20T00:00:00.000000Z", "to": "2026-11-21T00:00:00.000000Z", "count": 13,
            "states": {"published": 12, "failed": 1},
        }]}),
        "Story" => json!({"data": [upload()], "truncated": false, "missing": {
            "kind": "missing_outcome", "expected": ["tiktok.video_published", "tiktok.error"], "after_sequence": 48_212,
            "since": "2026-11-20T10:01:40.000000Z",
        }}),
        "LiveTicket" => json!({"ticket": "Qm9va2VkIGZvciBvbmU…", "expires_in": 60}),
        "EventTypeList" => json!({"data": [{
            "type": "post.failed", "label": "Post failed", "category": "posts", "category_label": "Posts", "icon": "doc-x",
            "state": "failed", "restricted": false, "built_in": true,
        }]}),
        _ => return None,
    })
}

const MOMENT: &str = "2026-11-20T09:30:12.004318Z";

fn new_event() -> Value {
    json!({
        "type": "post.failed", "platform": "instagram", "occurred_at": "2026-11-20T09:30:11Z",
        "actor": {"kind": "agent", "agent": "Publisher", "name": "Publisher", "on_behalf_of": {"id": "sarah", "name": "Sarah Chen"}},
        "targets": [{"type": "post", "id": "post_8121", "name": "Autumn drop", "url": "https://social.example/p/8121"}],
        "error": {"code": "token_expired", "reason": "Error validating access token: the session has expired."},
        "correlation_id": "post_8121", "idempotency_key": "post_8121-attempt-1", "metadata": {"attempt": 1},
    })
}

/// A video of which nothing was heard.
fn upload() -> Value {
    json!({
        "type": "tiktok.video_uploaded", "category": "tiktok", "state": "uploaded", "platform": "tiktok",
        "id": "evt_01k9zq6a3kd9vw1m5t8ybx2e4r", "sequence": 48_212, "actor": {"kind": "agent", "agent": "Publisher", "name": "Publisher"},
        "description": "Publisher uploaded “Autumn drop” to TikTok", "correlation_id": "post_8122",
        "targets": [{"type": "video", "id": "v_77120", "name": "Autumn drop"}],
        "occurred_at": "2026-11-20T09:31:40.000000Z", "recorded_at": "2026-11-20T09:31:40.212907Z",
    })
}

/// The event that all of them speak of.
pub(super) fn event() -> Value {
    let mut event = new_event();
    event["id"] = json!("evt_01k9zq5v7hf2ns0d8kx3cw4m6t");
    event["sequence"] = json!(48_211);
    event["category"] = json!("posts");
    event["state"] = json!("failed");
    event["description"] = json!("Publisher could not publish “Autumn drop” to Instagram for Sarah Chen");
    event["occurred_at"] = json!("2026-11-20T09:30:11.000000Z");
    event["recorded_at"] = json!(MOMENT);
    event
}
