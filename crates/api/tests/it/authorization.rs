//! Who may do what: every operation of the OpenAPI document with every kind of caller.

use std::collections::BTreeMap;

use daybook_api::append::daybook;
use daybook_api::inbound;
use daybook_api::openapi;
use daybook_api::store::events::query::Range;
use daybook_api::store::exports::{self, Asked};
use daybook_api::store::inbound_sources;
use daybook_api::store::presets::{self, Viewer};
use daybook_api::store::webhooks::endpoints;
use daybook_api::webhooks::changes::{self, By};
use daybook_api::webhooks::redeliver;
use daybook_shared::access::{Permission, Role, Scope};
use daybook_shared::event::Context;
use daybook_shared::export::{ExportFormat, NewExport};
use daybook_shared::filter::EventFilter;
use daybook_shared::id::{DeliveryId, EventId, ExportId, InboundSourceId, PresetId, WebhookId, WorkspaceId};
use daybook_shared::inbound_source::{InboundPlatform, NewInboundSource};
use daybook_shared::page::{Order, Sort};
use daybook_shared::preset::NewPreset;
use daybook_shared::webhook::{NewWebhook, WebhookFormat};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::{Answer, TestApp, send};
use crate::support::seed::{PASSWORD, Seed};

/// The columns of the table. The last is a key that reads events of a workspace whose plan has no programs.
const CALLERS: [&str; 16] = [
    "nobody",
    "broken",
    "owner",
    "admin",
    "auditor",
    "member",
    "stranger",
    "removed",
    "key:read",
    "key:write",
    "key:exports",
    "key:admin",
    "key:revoked",
    "key:expired",
    "key:foreign",
    "key:team",
];

/// What each gets; presets that are made are the caller's own, those that are read and changed are shared. Bars only help the eye: no credential | people | keys | keys that do not count, or not here.
#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    //                    no bro | own adm aud mem str rem | rea wri exp adm | rev exp for tea
    ("login",            "200 200 | 200 200 200 200 200 200 | 200 200 200 200 | 200 200 200 200"),
    ("refresh_session",  "401 401 | 401 401 401 401 401 401 | 401 401 401 401 | 401 401 401 401"),
    ("logout",           "204 204 | 204 204 204 204 204 204 | 204 204 204 204 | 204 204 204 204"),
    ("get_me",           "401 401 | 200 200 200 200 200 200 | 200 200 200 200 | 401 401 200 200"),
    ("update_me",        "401 401 | 200 200 200 200 200 200 | 403 403 403 403 | 401 401 403 403"),
    ("change_password",  "401 401 | 422 422 422 422 422 422 | 403 403 403 403 | 401 401 403 403"),
    ("list_workspaces",  "401 401 | 200 200 200 200 200 200 | 200 200 200 200 | 401 401 200 200"),
    ("get_workspace",    "401 401 | 200 200 200 200 404 404 | 200 200 200 200 | 401 401 404 200"),
    ("list_members",     "401 401 | 200 200 200 200 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("list_event_types", "401 401 | 200 200 200 200 404 404 | 200 200 200 200 | 401 401 404 200"),
    ("list_events",      "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("append_event",     "401 401 | 201 201 403 403 404 404 | 403 201 403 201 | 401 401 404 403"),
    ("append_events",    "401 401 | 201 201 403 403 404 404 | 403 201 403 201 | 401 401 404 403"),
    ("get_event_facets", "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("get_event_histogram", "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("create_live_ticket", "401 401 | 201 201 201 201 404 404 | 201 403 403 201 | 401 401 404 403"),
    ("follow_events",    "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("get_event",        "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("get_event_story",  "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("list_presets",     "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("create_preset",    "401 401 | 201 201 201 201 404 404 | 403 403 403 403 | 401 401 404 403"),
    ("arrange_presets",  "401 401 | 200 200 200 200 404 404 | 403 403 403 403 | 401 401 404 403"),
    ("get_preset",       "401 401 | 200 200 200 200 404 404 | 200 403 403 200 | 401 401 404 403"),
    ("update_preset",    "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("delete_preset",    "401 401 | 204 204 403 403 404 404 | 403 403 403 204 | 401 401 404 403"),
    ("list_exports",     "401 401 | 200 200 200 403 404 404 | 403 403 200 200 | 401 401 404 403"),
    ("create_export",    "401 401 | 202 202 202 403 404 404 | 403 403 202 202 | 401 401 404 403"),
    ("get_export",       "401 401 | 200 200 200 403 404 404 | 403 403 200 200 | 401 401 404 403"),
    ("cancel_export",    "401 401 | 200 200 200 403 404 404 | 403 403 200 200 | 401 401 404 403"),
    ("retry_export",     "401 401 | 409 409 409 403 404 404 | 403 403 409 409 | 401 401 404 403"),
    // Who may is told that it is not made yet.
    ("create_download_ticket", "401 401 | 409 409 409 403 404 404 | 403 403 409 409 | 401 401 404 403"),
    ("download_export",  "401 401 | 409 409 409 403 404 404 | 403 403 409 409 | 401 401 404 403"),
    ("list_api_keys",    "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("create_api_key",   "401 401 | 201 201 403 403 404 404 | 403 403 403 201 | 401 401 404 403"),
    ("get_api_key",      "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("revoke_api_key",   "401 401 | 204 204 403 403 404 404 | 403 403 403 204 | 401 401 404 403"),
    ("list_inbound_sources", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("create_inbound_source", "401 401 | 201 201 403 403 404 404 | 403 403 403 201 | 401 401 404 403"),
    ("get_inbound_source", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("delete_inbound_source", "401 401 | 204 204 403 403 404 404 | 403 403 403 204 | 401 401 404 403"),
    ("list_webhooks",    "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("create_webhook",   "401 401 | 201 201 403 403 404 404 | 403 403 403 201 | 401 401 404 403"),
    ("list_webhook_samples", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("get_webhook",      "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("update_webhook",   "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("delete_webhook",   "401 401 | 204 204 403 403 404 404 | 403 403 403 204 | 401 401 404 403"),
    ("rotate_webhook_secret", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("test_webhook",     "401 401 | 202 202 403 403 404 404 | 403 403 403 202 | 401 401 404 403"),
    ("redeliver_webhook", "401 401 | 202 202 403 403 404 404 | 403 403 403 202 | 401 401 404 403"),
    ("list_webhook_deliveries", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    ("get_webhook_delivery", "401 401 | 200 200 403 403 404 404 | 403 403 403 200 | 401 401 404 403"),
    // Whatever credential comes with it: the verify token decides, and the signature, which is missing here.
    ("verify_inbound_source", "200 200 | 200 200 200 200 200 200 | 200 200 200 200 | 200 200 200 200"),
    ("receive_notification", "401 401 | 401 401 401 401 401 401 | 401 401 401 401 | 401 401 401 401"),
    ("get_health",       "200 200 | 200 200 200 200 200 200 | 200 200 200 200 | 200 200 200 200"),
    ("get_readiness",    "200 200 | 200 200 200 200 200 200 | 200 200 200 200 | 200 200 200 200"),
];

/// The callers who have a permission, or lack it, by the role or the scope that they have.
fn is_granted(caller: &str, permission: Permission) -> Option<bool> {
    let scope = |scope: Scope| Some(scope.grants(permission));
    match caller {
        "key:read" => scope(Scope::EventsRead),
        "key:write" => scope(Scope::EventsWrite),
        "key:exports" => scope(Scope::ExportsWrite),
        "key:admin" => scope(Scope::Admin),
        name => Some(Role::find(name)?.grants(permission)),
    }
}

#[test]
fn the_document_says_who_may_do_it() {
    for (operation, row) in TABLE {
        let said = openapi::rights::of(operation).unwrap_or_else(|| panic!("{operation} says nothing"));
        // The presets that are changed here are shared ones, and keys have none that are their own.
        let needs = match *operation {
            "update_preset" | "delete_preset" => Some(Permission::ManageSharedPresets),
            _ => said.needs,
        };
        let statuses: Vec<&str> = row.split_whitespace().filter(|word| *word != "|").collect();
        for (caller, status) in CALLERS.iter().zip(statuses) {
            let is_key = caller.starts_with("key:");
            let is_refused = status == "403";
            if let Some(granted) = needs.and_then(|needs| is_granted(caller, needs)) {
                let belongs_to_people = said.is_for_people || *operation == "create_preset";
                let expected = granted && !(is_key && belongs_to_people);
                assert_eq!(!is_refused, expected, "{operation} as {caller}");
            } else if is_key && said.is_for_people && needs.is_none() {
                assert!(is_refused || status == "401", "{operation} as {caller}");
            }
        }
    }
}

/// The body of an operation that takes one.
fn body_of(operation: &str) -> Option<Value> {
    match operation {
        "login" => Some(json!({"email": "olive@example.com", "password": PASSWORD})),
        "append_event" => Some(json!({"type": "post.published"})),
        "append_events" => Some(json!([{"type": "post.published"}])),
        "update_me" => Some(json!({"theme": "dark"})),
        // Refused before a password is asked for: who may is told what is wrong with it.
        "change_password" => Some(json!({"current_password": PASSWORD, "new_password": PASSWORD})),
        "create_preset" => Some(json!({"name": "Mine", "filter": {}})),
        "update_preset" => Some(json!({"filter": {"state": "failed"}})),
        "create_export" => Some(json!({"format": "csv", "filter": {}})),
        "create_api_key" => Some(json!({"name": "Sync", "scopes": ["events:write"]})),
        "arrange_presets" => Some(json!({"order": [], "pinned": []})),
        "create_inbound_source" => {
            Some(json!({"platform": "tiktok", "name": "Videos", "app_secret": "7f3c9d1e2b4a6580"}))
        }
        "create_webhook" => Some(json!({"url": "https://1.1.1.1/", "filter": {}})),
        "update_webhook" => Some(json!({"description": "On call"})),
        "redeliver_webhook" => Some(json!({"from_sequence": 1})),
        "receive_notification" => Some(json!({"object": "page", "entry": []})),
        _ => None,
    }
}

/// An operation of the document.
struct Operation {
    method: Method,
    path: String,
}

/// The operations by their id.
fn operations() -> BTreeMap<String, Operation> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
                continue;
            };
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            let earlier = found.insert(
                id.to_owned(),
                Operation {
                    method,
                    path: path.clone(),
                },
            );
            assert!(earlier.is_none(), "two operations are called {id}");
        }
    }
    found
}

/// A caller: their credential, and the workspace and event that they ask for.
struct Caller {
    token: Option<String>,
    workspace: WorkspaceId,
    event: EventId,
}

async fn callers(app: &TestApp, seed: &Seed) -> Vec<Caller> {
    let event = append(app, seed.northwind).await;
    let of_contoso = append(app, seed.contoso).await;
    let mut tokens = vec![None, Some("broken".to_owned())];
    for person in [
        &seed.owner,
        &seed.admin,
        &seed.auditor,
        &seed.member,
        &seed.stranger,
        &seed.removed,
    ] {
        tokens.push(Some(app.token(person).await));
    }
    for scope in [
        Scope::EventsRead,
        Scope::EventsWrite,
        Scope::ExportsWrite,
        Scope::Admin,
    ] {
        tokens.push(Some(app.key(seed.northwind, &[scope]).await));
    }
    let (revoked, id) = app.key_until(seed.northwind, Scope::ALL, None).await;
    app.revoke(seed.northwind, id).await;
    let (expired, _) = app
        .key_until(seed.northwind, Scope::ALL, Some(app.clock.now()))
        .await;
    tokens.extend([
        Some(revoked),
        Some(expired),
        Some(app.key(seed.contoso, Scope::ALL).await),
    ]);
    let mut callers: Vec<Caller> = tokens
        .into_iter()
        .map(|token| Caller {
            token,
            workspace: seed.northwind,
            event,
        })
        .collect();
    let token = Some(app.key(seed.contoso, &[Scope::EventsRead]).await);
    callers.push(Caller {
        token,
        workspace: seed.contoso,
        event: of_contoso,
    });
    callers
}

async fn append(app: &TestApp, workspace: WorkspaceId) -> EventId {
    let event = daybook_shared::event::NewEvent::new("post.scheduled");
    app.state.appender.record(workspace, event).await.unwrap().id
}

/// A preset that the workspace shares, and nobody else has deleted yet.
async fn share_preset(app: &TestApp, workspace: WorkspaceId) -> String {
    let id = PresetId(app.clock.new_uuid());
    let viewer = Viewer {
        workspace,
        id: Uuid::from_u128(1),
        is_person: false,
        manages_shared: true,
        time_zone: "UTC".to_owned(),
    };
    let new = NewPreset {
        name: id.to_string(),
        filter: EventFilter::default(),
        shared: true,
    };
    let database = &app.state.database;
    let made = presets::create(database, viewer, id, app.clock.now(), new).await;
    made.unwrap().id.to_string()
}

/// An export that waits.
async fn ask_for_export(app: &TestApp, workspace: WorkspaceId) -> String {
    let id = ExportId(app.clock.new_uuid());
    let request = NewExport {
        format: ExportFormat::Csv,
        filter: EventFilter::default(),
        columns: None,
        time_zone: None,
        byte_order_mark: false,
        sort: Sort::default(),
        order: Order::default(),
    };
    let asked = Asked {
        by: daybook(),
        mail_to: None,
        origin: String::new(),
        at: app.clock.now(),
    };
    let set = (Range::default(), 0);
    let database = &app.state.database;
    exports::create(database, (workspace, id), request, set, asked)
        .await
        .unwrap();
    id.to_string()
}

/// A source of notifications: the one that is there, for there may not be one for each call.
async fn a_source(app: &TestApp, workspace: WorkspaceId) -> InboundSourceId {
    let some = inbound_sources::list(app.state.database.reader(), workspace, None, Order::Desc, 1);
    if let Some(source) = some.await.unwrap().pop() {
        return source.id;
    }
    let new = NewInboundSource {
        platform: InboundPlatform::Facebook,
        name: "Pages".to_owned(),
        app_secret: "a1b2c3d4e5f60718".to_owned(),
    };
    let made = inbound::create(&app.state, workspace, new, daybook(), Context::default()).await;
    made.unwrap().id
}

fn by_daybook() -> By {
    By {
        actor: daybook(),
        context: Context::default(),
    }
}

/// The only endpoint, since a workspace may have so many, and a ping that waits for it.
async fn add_webhook(app: &TestApp, workspace: WorkspaceId) -> (WebhookId, DeliveryId) {
    let reader = app.state.database.reader();
    for earlier in endpoints::list(reader, workspace, None, Order::Desc, 100)
        .await
        .unwrap()
    {
        changes::delete(&app.state, workspace, earlier.id, by_daybook())
            .await
            .unwrap();
    }
    let new = NewWebhook {
        url: "https://1.1.1.1/".to_owned(),
        filter: EventFilter::default(),
        description: None,
        format: WebhookFormat::Standard,
    };
    let made = changes::create(&app.state, workspace, new, by_daybook()).await;
    let (endpoint, _) = made.unwrap();
    let ping = redeliver::ping(&app.state, workspace, endpoint.id).await.unwrap();
    (endpoint.id, ping.id)
}

async fn call(app: &TestApp, id: &str, operation: &Operation, caller: &Caller) -> Answer {
    let path = operation
        .path
        .replace("{workspace_id}", &caller.workspace.to_string());
    let path = path.replace("{event_id}", &caller.event.to_string());
    let path = match path.contains("{preset_id}") {
        true => path.replace("{preset_id}", &share_preset(app, caller.workspace).await),
        false => path,
    };
    let path = match path.contains("{export_id}") {
        true => path.replace("{export_id}", &ask_for_export(app, caller.workspace).await),
        false => path,
    };
    let path = match path.contains("{api_key_id}") {
        true => {
            let (_, key) = app.key_until(caller.workspace, &[Scope::EventsWrite], None).await;
            path.replace("{api_key_id}", &key.to_string())
        }
        false => path,
    };
    let path = match path.contains("{webhook_id}") {
        true => {
            let (webhook, delivery) = add_webhook(app, caller.workspace).await;
            path.replace("{webhook_id}", &webhook.to_string())
                .replace("{delivery_id}", &delivery.to_string())
        }
        false => path,
    };
    let path = match path.contains("{source_id}") {
        true => {
            let source = a_source(app, caller.workspace).await;
            let query = match id {
                "verify_inbound_source" => format!(
                    "?hub.mode=subscribe&hub.challenge=1&hub.verify_token={}",
                    inbound::verify_token(&app.state.keys, source)
                ),
                _ => String::new(),
            };
            path.replace("{source_id}", &source.to_string()) + &query
        }
        false => path,
    };
    assert!(
        !path.contains('{'),
        "{id}: the test does not know what to put into {path}"
    );
    let mut request = app.request(operation.method.clone(), &path);
    if let Some(token) = &caller.token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body_of(id) {
        request = request.json(&body);
    }
    send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_every_caller_as_the_table_says() {
    let operations = operations();
    let rows: BTreeMap<&str, &str> = TABLE.iter().copied().collect();
    assert_eq!(rows.len(), TABLE.len(), "an operation has two rows");
    let documented: Vec<&str> = operations.keys().map(String::as_str).collect();
    assert_eq!(
        documented,
        rows.keys().copied().collect::<Vec<_>>(),
        "operations of the document, rows of the table"
    );

    let app = TestApp::start().await;
    let seed = app.seed().await;
    let mut wrong = Vec::new();
    for (id, operation) in &operations {
        let expected: Vec<u16> = rows[id.as_str()]
            .split([' ', '|'])
            .filter_map(|word| word.parse().ok())
            .collect();
        assert_eq!(expected.len(), CALLERS.len(), "the row of {id}");
        // Anew for each operation: signing out ends sessions.
        let callers = callers(&app, &seed).await;
        for ((name, caller), expected) in CALLERS.iter().zip(&callers).zip(expected) {
            let answer = call(&app, id, operation, caller).await;
            if answer.code() != expected {
                wrong.push(format!(
                    "{id} as {name}: {}, not {expected}: {}",
                    answer.code(),
                    answer.body
                ));
            }
            if answer.code() >= 400 {
                assert_eq!(
                    answer.header("content-type"),
                    "application/problem+json",
                    "{id} as {name}"
                );
            }
            if answer.code() == 401 {
                assert_eq!(answer.header("www-authenticate"), "Bearer", "{id} as {name}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreign_answers_as_what_does_not_exist() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.stranger).await;
    let detail = |answer: Answer| {
        (
            answer.code(),
            answer.body["code"].clone(),
            answer.body["detail"].clone(),
        )
    };
    let foreign = detail(
        app.get(&format!("/v1/workspaces/{}", seed.northwind), &token)
            .await,
    );
    let nowhere = WorkspaceId(Uuid::from_u128(7));
    for id in [
        nowhere.to_string(),
        "wsp_1".to_owned(),
        "usr_00000000000000000000000007".to_owned(),
        "%00".to_owned(),
    ] {
        let missing = app.get(&format!("/v1/workspaces/{id}"), &token).await;
        assert_eq!(detail(missing), foreign, "{id}");
    }
    assert_eq!(foreign.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_the_permission_and_what_grants_it() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let events = format!("/v1/workspaces/{}/events", seed.northwind);
    let answer = app
        .post(
            &events,
            &app.token(&seed.member).await,
            &json!({"type": "post.published"}),
        )
        .await;
    assert_eq!((answer.code(), answer.problem()), (403, "forbidden"));
    let detail = "this needs `events.append`: the role `owner` or `admin`, or an API key with `events:write` or `admin`";
    assert_eq!(answer.body["detail"], detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_member_loses_access_at_once() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let path = format!("/v1/workspaces/{}", seed.northwind);
    assert_eq!(app.get(&path, &token).await.code(), 200);
    app.remove(seed.northwind, &seed.member).await;
    assert_eq!(app.get(&path, &token).await.code(), 404);
    let me = app.get("/v1/me", &token).await;
    assert_eq!(me.body["workspaces"], json!([]));
    let members = app
        .get(&format!("{path}/members"), &app.token(&seed.owner).await)
        .await;
    assert_eq!(members.each("name"), ["Adam", "Audrey", "Olive", "Mia", "Rory"]);
    assert_eq!(members.each("former"), [false, false, false, true, true]);
}
