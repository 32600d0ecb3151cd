//! People, credentials, members, and the types that they see.

use daybook_shared::access::{Role, Scope};
use daybook_shared::auth::{LoginRequest, Session};
use daybook_shared::event_type::{EventType, EventTypeList};
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::me::{Credential, CredentialKind, Me, User, UserUpdate, WorkspaceSummary};
use daybook_shared::member::{Member, MemberList};
use daybook_shared::plan::Plan;
use daybook_shared::settings::{Density, HourCycle, Theme, Times};
use serde_json::{Value, json};

use super::{ID, is_json, is_written};

fn user() -> User {
    User {
        id: UserId(ID),
        email: "sarah@northwind.example".into(),
        name: "Sarah Chen".into(),
        time_zone: Some("Europe/Dublin".into()),
        hour_cycle: HourCycle::H23,
        theme: Theme::Dark,
        density: Density::Comfortable,
        times: Times::Utc,
        shortcuts: false,
    }
}

fn golden_user() -> Value {
    json!({"id": UserId(ID).to_string(), "email": "sarah@northwind.example", "name": "Sarah Chen", "time_zone": "Europe/Dublin",
        "hour_cycle": "h23", "theme": "dark", "density": "comfortable", "times": "utc", "shortcuts": false})
}

#[test]
fn a_person_of_an_older_server_has_the_defaults() {
    let golden =
        json!({"id": UserId(ID).to_string(), "email": "sarah@northwind.example", "name": "Sarah Chen"});
    let expected = User {
        time_zone: None,
        hour_cycle: HourCycle::Auto,
        theme: Theme::System,
        density: Density::Compact,
        times: Times::Relative,
        shortcuts: true,
        ..user()
    };
    assert_eq!(serde_json::from_value::<User>(golden).unwrap(), expected);
}

#[test]
fn what_changes_of_a_person() {
    is_written(&UserUpdate::default(), "{}");
    let back_to_the_browsers = UserUpdate {
        time_zone: Some(None),
        theme: Some(Theme::Light),
        ..UserUpdate::default()
    };
    is_written(&back_to_the_browsers, r#"{"time_zone":null,"theme":"light"}"#);
    let all = UserUpdate {
        name: Some("Sarah Lee".into()),
        time_zone: Some(Some("UTC".into())),
        hour_cycle: Some(HourCycle::H12),
        theme: Some(Theme::System),
        density: Some(Density::Compact),
        times: Some(Times::Absolute),
        shortcuts: Some(true),
    };
    let golden = r#"{"name":"Sarah Lee","time_zone":"UTC","hour_cycle":"h12","theme":"system","density":"compact","times":"absolute","shortcuts":true}"#;
    is_written(&all, golden);
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
