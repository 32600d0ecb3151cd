//! What goes over the wire, to the letter: a field that is renamed, added or left out shows here, and breaks clients.

#![expect(clippy::unwrap_used, reason = "in a test a panic is a finding")]

use std::fmt::Debug;

use daybook_shared::access::{Role, Scope};
use daybook_shared::auth::{LoginRequest, Session};
use daybook_shared::event::{
    Actor, ActorKind, AppendResult, AppendStatus, AppendedBatch, Change, Context, Event, EventError,
    NewEvent, OnBehalfOf, Target,
};
use daybook_shared::event_type::{EventType, EventTypeList};
use daybook_shared::id::{ApiKeyId, EventId, UserId, WorkspaceId};
use daybook_shared::me::{Credential, CredentialKind, Me, User, WorkspaceSummary};
use daybook_shared::member::{Member, MemberList};
use daybook_shared::page::{EventPage, PageInfo};
use daybook_shared::plan::Plan;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError, Problem};
use daybook_shared::story::{MissingStep, Story};
use daybook_shared::timestamp::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x0199_c0de_0000_7000_8000_0000_0000_0001);

fn time() -> Timestamp {
    "2026-11-21T09:30:00.000001Z".parse().unwrap()
}

/// The value is written as these bytes, and read from them.
fn is_written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, golden: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), golden);
    assert_eq!(&serde_json::from_str::<T>(golden).unwrap(), value);
}

/// The value is written as this JSON, in whatever order, and read from it.
fn is_json<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, golden: Value) {
    assert_eq!(serde_json::to_value(value).unwrap(), golden);
    assert_eq!(&serde_json::from_value::<T>(golden).unwrap(), value);
}

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
}

#[test]
fn a_problem() {
    let code = ErrorCode::ValidationFailed;
    let problem = Problem {
        kind: "/docs/errors#validation_failed".into(),
        title: code.title().into(),
        status: code.status(),
        detail: "`/type`: a text is needed".into(),
        code: code.as_str().into(),
        request_id: "r1".into(),
        errors: vec![FieldError::new("/type", FieldCode::WrongType, "a text is needed")],
    };
    let golden = json!({
        "type": "/docs/errors#validation_failed", "title": "Some fields are wrong", "status": 422,
        "detail": "`/type`: a text is needed", "code": "validation_failed", "request_id": "r1",
        "errors": [{"pointer": "/type", "code": "wrong_type", "detail": "a text is needed"}],
    });
    is_json(&problem, golden.clone());
    let bare = Problem {
        errors: Vec::new(),
        ..problem
    };
    let mut golden = golden;
    golden.as_object_mut().unwrap().remove("errors");
    is_json(&bare, golden);
}

fn user() -> User {
    User {
        id: UserId(ID),
        email: "sarah@northwind.example".into(),
        name: "Sarah Chen".into(),
        time_zone: Some("Europe/Dublin".into()),
    }
}

fn golden_user() -> Value {
    json!({"id": UserId(ID).to_string(), "email": "sarah@northwind.example", "name": "Sarah Chen", "time_zone": "Europe/Dublin"})
}

#[test]
fn who_somebody_is() {
    let workspace = WorkspaceSummary {
        id: WorkspaceId(ID),
        name: "Northwind Social".into(),
        role: Some(Role::Owner),
        plan: Plan::Enterprise,
        time_zone: "Europe/Dublin".into(),
    };
    let person = Me {
        user: Some(user()),
        credential: Credential {
            kind: CredentialKind::Session,
            scopes: Vec::new(),
        },
        workspaces: vec![workspace.clone()],
    };
    let mut golden = json!({"id": WorkspaceId(ID).to_string(), "name": "Northwind Social", "role": "owner",
        "plan": "enterprise", "time_zone": "Europe/Dublin"});
    is_json(
        &person,
        json!({"user": golden_user(), "credential": {"kind": "session", "scopes": []}, "workspaces": [golden]}),
    );
    let program = Me {
        user: None,
        credential: Credential {
            kind: CredentialKind::ApiKey,
            scopes: vec![Scope::EventsRead, Scope::EventsWrite],
        },
        workspaces: vec![WorkspaceSummary {
            role: None,
            ..workspace
        }],
    };
    golden.as_object_mut().unwrap().remove("role");
    is_json(
        &program,
        json!({"credential": {"kind": "api_key", "scopes": ["events:read", "events:write"]}, "workspaces": [golden]}),
    );
}

#[test]
fn a_session() {
    let session = Session {
        access_token: "a.b.c".into(),
        token_type: "Bearer".into(),
        expires_in: 600,
        user: user(),
    };
    let golden =
        json!({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 600, "user": golden_user()});
    assert_eq!(serde_json::to_value(session).unwrap(), golden);
    let login: LoginRequest = serde_json::from_value(json!({"email": "e", "password": "p"})).unwrap();
    assert_eq!((login.email.as_str(), login.password.as_str()), ("e", "p"));
    let more = json!({"email": "e", "password": "p", "remember": true});
    assert!(serde_json::from_value::<LoginRequest>(more).is_err());
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

#[test]
fn event_types_and_members() {
    let of_type = EventType {
        name: "post.failed".into(),
        label: "Post failed".into(),
        category: "posts".into(),
        category_label: "Posts".into(),
        icon: "doc-x".into(),
        state: "failed".into(),
        restricted: false,
        built_in: true,
        help: Some("Look at the reason".into()),
    };
    let mut golden = json!({"type": "post.failed", "label": "Post failed", "category": "posts", "category_label": "Posts",
        "icon": "doc-x", "state": "failed", "restricted": false, "built_in": true, "help": "Look at the reason"});
    is_json(
        &EventTypeList {
            data: vec![of_type.clone()],
        },
        json!({"data": [golden]}),
    );
    golden.as_object_mut().unwrap().remove("help");
    is_json(
        &EventType {
            help: None,
            ..of_type
        },
        golden,
    );
    let member = Member {
        user_id: UserId(ID),
        name: "Sarah Chen".into(),
        role: Role::Auditor,
        former: true,
    };
    let golden =
        json!({"user_id": UserId(ID).to_string(), "name": "Sarah Chen", "role": "auditor", "former": true});
    is_json(&MemberList { data: vec![member] }, json!({"data": [golden]}));
}

#[test]
fn ids_are_a_prefix_and_26_characters() {
    let ids = [
        (EventId(ID).to_string(), "evt_"),
        (WorkspaceId(ID).to_string(), "wsp_"),
        (UserId(ID).to_string(), "usr_"),
        (ApiKeyId(ID).to_string(), "key_"),
    ];
    for (id, prefix) in ids {
        assert_eq!(id, format!("{prefix}01k70dw000e008000000000001"), "{prefix}");
    }
}
