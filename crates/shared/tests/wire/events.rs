//! Events, pages of them, and what is answered to an append.

use daybook_shared::event::{
    Actor, ActorKind, AppendResult, AppendStatus, AppendedBatch, Change, Context, Event, EventError,
    NewEvent, OnBehalfOf, Target,
};
use daybook_shared::id::EventId;
use daybook_shared::page::{EventPage, Hint, Hints, PageInfo};
use daybook_shared::story::{MissingStep, Story};
use serde_json::{Value, json};

use super::{ID, is_json, is_written, time};

fn minimal_event() -> Event {
    Event {
        actor: Actor::new(ActorKind::System, None, "Daybook"),
        category: "posts".into(),
        changes: Vec::new(),
        context: None,
        correlation_id: None,
        description: "Daybook published a post".into(),
        error: None,
        id: EventId(ID),
        idempotency_key: None,
        metadata: None,
        occurred_at: time(),
        platform: None,
        recorded_at: time(),
        sequence: 1,
        state: "published".into(),
        targets: Vec::new(),
        kind: "post.published".into(),
    }
}

fn full_actor() -> Actor {
    Actor {
        agent: Some("Publisher".into()),
        id: Some("agent_1".into()),
        kind: ActorKind::Agent,
        name: "Daybook AI".into(),
        on_behalf_of: Some(OnBehalfOf {
            id: Some("sarah".into()),
            name: "Sarah Chen".into(),
        }),
    }
}

const FULL_ACTOR: &str = r#"{"agent":"Publisher","id":"agent_1","kind":"agent","name":"Daybook AI","on_behalf_of":{"id":"sarah","name":"Sarah Chen"}}"#;
const FULL_CHANGES: &str = r#"[{"after":"admin","before":"member","field":"role"}]"#;
const FULL_CONTEXT: &str = r#"{"ip":"203.0.113.7","request_id":"r1","user_agent":"curl/8"}"#;
const FULL_ERROR: &str = r#"{"code":"token_expired","reason":"it expired"}"#;
const FULL_TARGETS: &str =
    r#"[{"id":"post_1","name":"Autumn drop","type":"post","url":"https://social.example/p/1"}]"#;

fn full_event() -> Event {
    Event {
        actor: full_actor(),
        changes: vec![Change {
            after: Some("admin".into()),
            before: Some("member".into()),
            field: "role".into(),
        }],
        context: Some(Context {
            ip: Some("203.0.113.7".into()),
            request_id: Some("r1".into()),
            user_agent: Some("curl/8".into()),
        }),
        correlation_id: Some("c1".into()),
        error: Some(EventError {
            code: "token_expired".into(),
            reason: Some("it expired".into()),
        }),
        idempotency_key: Some("k1".into()),
        metadata: json!({"a": [1, null]}).as_object().cloned(),
        platform: Some("instagram".into()),
        targets: vec![Target {
            id: "post_1".into(),
            name: Some("Autumn drop".into()),
            kind: "post".into(),
            url: Some("https://social.example/p/1".into()),
        }],
        ..minimal_event()
    }
}

#[test]
fn an_event() {
    let id = EventId(ID);
    is_written(
        &minimal_event(),
        &format!(
            r#"{{"actor":{{"kind":"system","name":"Daybook"}},"category":"posts","description":"Daybook published a post","id":"{id}","occurred_at":"2026-11-21T09:30:00.000001Z","recorded_at":"2026-11-21T09:30:00.000001Z","sequence":1,"state":"published","type":"post.published"}}"#
        ),
    );
    is_written(
        &full_event(),
        &format!(
            r#"{{"actor":{FULL_ACTOR},"category":"posts","changes":{FULL_CHANGES},"context":{FULL_CONTEXT},"correlation_id":"c1","description":"Daybook published a post","error":{FULL_ERROR},"id":"{id}","idempotency_key":"k1","metadata":{{"a":[1,null]}},"occurred_at":"2026-11-21T09:30:00.000001Z","platform":"instagram","recorded_at":"2026-11-21T09:30:00.000001Z","sequence":1,"state":"published","targets":{FULL_TARGETS},"type":"post.published"}}"#
        ),
    );
}

#[test]
fn an_event_that_is_sent() {
    is_written(&NewEvent::new("post.published"), r#"{"type":"post.published"}"#);
    let full = full_event();
    let sent = NewEvent {
        actor: Some(full.actor),
        changes: full.changes,
        context: full.context,
        correlation_id: full.correlation_id,
        description: Some(full.description),
        error: full.error,
        idempotency_key: full.idempotency_key,
        metadata: full.metadata,
        occurred_at: Some(full.occurred_at),
        platform: full.platform,
        state: Some(full.state),
        targets: full.targets,
        kind: full.kind,
    };
    is_written(
        &sent,
        &format!(
            r#"{{"actor":{FULL_ACTOR},"changes":{FULL_CHANGES},"context":{FULL_CONTEXT},"correlation_id":"c1","description":"Daybook published a post","error":{FULL_ERROR},"idempotency_key":"k1","metadata":{{"a":[1,null]}},"occurred_at":"2026-11-21T09:30:00.000001Z","platform":"instagram","state":"published","targets":{FULL_TARGETS},"type":"post.published"}}"#
        ),
    );
}

#[test]
fn kinds_of_actors() {
    let kinds: Vec<Value> = ActorKind::ALL
        .iter()
        .map(|kind| serde_json::to_value(kind).unwrap())
        .collect();
    let golden = ["member", "agent", "platform", "api_key", "system", "anonymous"];
    assert_eq!(kinds, golden);
    assert_eq!(
        ActorKind::ALL
            .iter()
            .map(|kind| kind.as_str())
            .collect::<Vec<_>>(),
        golden
    );
}

#[test]
fn a_batch_s_results() {
    let result = |status, sequence| AppendResult {
        status,
        id: EventId(ID),
        sequence,
    };
    let batch = AppendedBatch {
        results: vec![
            result(AppendStatus::Created, 8),
            result(AppendStatus::Duplicate, 3),
        ],
    };
    let id = EventId(ID).to_string();
    is_json(
        &batch,
        json!({"results": [
            {"status": "created", "id": id, "sequence": 8},
            {"status": "duplicate", "id": id, "sequence": 3},
        ]}),
    );
}

#[test]
fn a_page() {
    let last = PageInfo {
        limit: 100,
        has_more: false,
        next_cursor: None,
        prev_cursor: None,
        searched_back_to: None,
    };
    let middle = PageInfo {
        has_more: true,
        next_cursor: Some("n".into()),
        prev_cursor: Some("p".into()),
        searched_back_to: Some(time()),
        ..last.clone()
    };
    let page = EventPage {
        data: vec![minimal_event()],
        hints: Hints::new(),
        page: middle,
    };
    is_json(&last, json!({"limit": 100, "has_more": false}));
    is_json(
        &page,
        json!({
            "data": [serde_json::to_value(minimal_event()).unwrap()],
            "page": {"limit": 100, "has_more": true, "next_cursor": "n", "prev_cursor": "p",
                     "searched_back_to": "2026-11-21T09:30:00.000001Z"},
        }),
    );
    let hint = Hint {
        kind: "missing_outcome".into(),
        since: time(),
    };
    let with_hints = EventPage {
        data: Vec::new(),
        hints: Hints::from([(EventId(ID), hint)]),
        page: last,
    };
    is_json(
        &with_hints,
        json!({
            "data": [],
            "hints": {EventId(ID).to_string(): {"kind": "missing_outcome", "since": "2026-11-21T09:30:00.000001Z"}},
            "page": {"limit": 100, "has_more": false},
        }),
    );
}

#[test]
fn a_story() {
    let told = Story {
        data: vec![minimal_event()],
        missing: Some(MissingStep {
            kind: "missing_outcome".into(),
            expected: vec!["tiktok.video_published".into(), "tiktok.error".into()],
            after_sequence: 7,
            since: time(),
        }),
        truncated: true,
    };
    is_json(
        &told,
        json!({
            "data": [serde_json::to_value(minimal_event()).unwrap()],
            "missing": {"kind": "missing_outcome", "expected": ["tiktok.video_published", "tiktok.error"],
                        "after_sequence": 7, "since": "2026-11-21T09:30:00.000001Z"},
            "truncated": true,
        }),
    );
    let whole = Story {
        data: Vec::new(),
        missing: None,
        truncated: false,
    };
    is_json(&whole, json!({"data": [], "truncated": false}));
}
