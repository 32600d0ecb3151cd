//! API keys: what they open, for how long, and what the plan has to say.

use daybook_api::people;
use daybook_shared::access::Scope;
use daybook_shared::api_key::NewApiKey;
use daybook_shared::event::NewEvent;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn me_tells_a_key_its_scopes_and_its_one_workspace() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let key = app
        .key(
            seed.northwind,
            &[Scope::EventsWrite, Scope::EventsRead, Scope::EventsRead],
        )
        .await;
    let me = app.get("/v1/me", &key).await;
    let expected = json!({
        "credential": {"kind": "api_key", "scopes": ["events:read", "events:write"]},
        "workspaces": [
            {"id": seed.northwind, "name": "Northwind Social", "plan": "enterprise", "time_zone": "Europe/Dublin"}
        ]
    });
    assert_eq!((me.code(), &me.body), (200, &expected));
    assert_eq!(
        app.get("/v1/workspaces", &key).await.body,
        json!({"data": expected["workspaces"]})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_by_program_needs_the_plan_and_says_which() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let events = format!("/v1/workspaces/{}/events", seed.contoso);
    for scope in [Scope::EventsRead, Scope::Admin] {
        let answer = app.get(&events, &app.key(seed.contoso, &[scope]).await).await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (403, "plan_required"),
            "{scope:?}"
        );
        let detail = "reading with an API key needs the plan `enterprise`; this workspace has `team`";
        assert_eq!(answer.body["detail"], detail);
    }
    let writer = app.key(seed.contoso, &[Scope::EventsWrite]).await;
    assert_eq!(
        app.post(&events, &writer, &json!({"type": "post.published"}))
            .await
            .code(),
        201
    );
    assert_eq!(
        app.get(&events, &app.token(&seed.stranger).await).await.code(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_dies_when_it_expires_and_when_it_is_revoked() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let until = app.clock.now().plus_seconds(60);
    let (expiring, _) = app
        .key_until(seed.northwind, &[Scope::EventsRead], Some(until))
        .await;
    let (revoked, id) = app.key_until(seed.northwind, &[Scope::EventsRead], None).await;
    app.clock.advance_seconds(59);
    assert_eq!(app.get("/v1/me", &expiring).await.code(), 200);
    app.clock.advance_seconds(1);
    assert_eq!(app.get("/v1/me", &expiring).await.code(), 401);
    assert_eq!(app.get("/v1/me", &revoked).await.code(), 200);
    app.revoke(seed.northwind, id).await;
    assert_eq!(app.get("/v1/me", &revoked).await.code(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_a_hash_and_the_first_characters_only() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let key = app.key(seed.northwind, &[Scope::EventsRead]).await;
    let hash = daybook_api::auth::api_key::hash(&key);
    let now = app.clock.now();
    let reader = app.state.database.reader();
    let row = daybook_api::store::api_keys::find_by_secret(reader, &hash, now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.prefix, key[..12]);
    assert!(
        !format!("{row:?}").contains(&key[12..]),
        "the row would give the key away"
    );
    let mut typo = key.clone();
    typo.replace_range(20..21, if &key[20..21] == "x" { "y" } else { "x" });
    assert_eq!(app.get("/v1/me", &typo).await.code(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_key_does_is_done_by_the_key() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (key, id) = app.key_until(seed.northwind, &[Scope::EventsWrite], None).await;
    let events = format!("/v1/workspaces/{}/events", seed.northwind);
    let answer = app.post(&events, &key, &json!({"type": "post.published"})).await;
    assert_eq!(
        answer.body["actor"],
        json!({"id": id, "kind": "api_key", "name": "Importer"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_is_written_once_a_minute() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let key = app.key(seed.northwind, &[Scope::EventsRead]).await;
    let first = app.clock.now().0;
    assert_eq!(app.get("/v1/me", &key).await.code(), 200);
    assert_eq!(last_used(&app, &key, first).await, first);
    app.clock.advance_seconds(59);
    assert_eq!(app.get("/v1/me", &key).await.code(), 200);
    app.clock.advance_seconds(1);
    let second = app.clock.now().0;
    assert_eq!(
        last_used(&app, &key, first).await,
        first,
        "59 seconds later nothing was written"
    );
    assert_eq!(app.get("/v1/me", &key).await.code(), 200);
    assert_eq!(last_used(&app, &key, second).await, second);
}

/// The column, as soon as it has the value that is hoped for: it is written beside the request.
async fn last_used(app: &TestApp, key: &str, hoped: i64) -> i64 {
    let hash = daybook_api::auth::api_key::hash(key);
    for _ in 0..200 {
        let reader = app.state.database.reader();
        let found = daybook_api::store::api_keys::find_by_secret(reader, &hash, app.clock.now()).await;
        match found.unwrap().unwrap().last_used_at {
            Some(at) if at == hoped => return at,
            _ => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
    0
}

/// What the log says of keys, the oldest first.
async fn told(app: &TestApp, workspace: WorkspaceId, token: &str) -> Vec<Value> {
    let path = format!(
        "{}?type=api_key.*&sort=sequence&order=asc",
        route::events(workspace)
    );
    let list = app.get(&path, token).await;
    list.body["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_shown_once_used_and_revoked() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (workspace, owner) = (seed.northwind, app.token(&seed.owner).await);
    let body = json!({"name": "Nightly sync", "scopes": ["events:write", "events:read"], "expires_at": "2027-01-01T00:00:00Z"});
    let made = app.post(&route::api_keys(workspace), &owner, &body).await;
    assert_eq!(made.code(), 201, "{}", made.body);
    let key = made.body["key"].as_str().unwrap();
    let id = made.body["id"].as_str().unwrap();
    let path = route::api_key(workspace, id);
    assert_eq!(made.header("location"), path);
    let shown = json!({
        "id": id, "name": "Nightly sync", "prefix": key[..12], "scopes": ["events:read", "events:write"],
        "created_by": {"kind": "member", "id": UserId(seed.owner.id), "name": "Olive"},
        "created_at": "2026-11-21T09:30:00.000000Z", "expires_at": "2027-01-01T00:00:00.000000Z",
    });
    assert_eq!(app.get(&path, &owner).await.body, shown);
    let list = app.get(&route::api_keys(workspace), &owner).await;
    assert_eq!(list.body["data"][0], shown);
    assert!(!list.body.to_string().contains(key), "the secret is shown once");

    assert_eq!(app.get(&route::events(workspace), key).await.code(), 200);
    last_used(&app, key, app.clock.now().0).await;
    let used = app.get(&path, &owner).await;
    assert_eq!(used.body["last_used_at"], "2026-11-21T09:30:00.000000Z");

    for _ in 0..2 {
        assert_eq!(
            app.json(Method::DELETE, &path, &owner, &Value::Null).await.code(),
            204
        );
    }
    assert_eq!(app.get(&route::events(workspace), key).await.code(), 401);
    let revoked = app.get(&path, &owner).await;
    assert_eq!(
        json!([revoked.body["revoked_at"], revoked.body["revoked_by"]["name"]]),
        json!(["2026-11-21T09:30:00.000000Z", "Olive"])
    );
    let told = told(&app, workspace, &owner).await;
    let told: Vec<Value> = told
        .iter()
        .map(|event| json!([event["type"], event["actor"]["name"], event["targets"][0]["id"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["api_key.created", "Olive", id]),
            json!(["api_key.revoked", "Olive", id])
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_key_is_named() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = app.token(&seed.owner).await;
    let refused = async |body: Value| {
        let answer = app.post(&route::api_keys(seed.northwind), &owner, &body).await;
        let errors = answer.body["errors"].as_array().unwrap().iter();
        let errors: Vec<String> = errors
            .map(|error| {
                format!(
                    "{} {}",
                    error["pointer"].as_str().unwrap(),
                    error["code"].as_str().unwrap()
                )
            })
            .collect();
        (answer.code(), errors)
    };
    assert_eq!(
        refused(json!({})).await,
        (
            422,
            vec!["/name required".to_owned(), "/scopes required".to_owned()]
        )
    );
    assert_eq!(
        refused(json!({"name": "", "scopes": ["everything", "admin", "admin"], "expires_at": "tomorrow"}))
            .await,
        (
            422,
            [
                "/name malformed",
                "/scopes/0 unknown_value",
                "/scopes/2 contradiction",
                "/expires_at malformed"
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
    assert_eq!(
        refused(json!({"name": "Old", "scopes": [], "expires_at": "2026-11-21T09:30:00Z"})).await,
        (
            422,
            vec![
                "/scopes required".to_owned(),
                "/expires_at out_of_range".to_owned()
            ]
        )
    );
    assert_eq!(
        refused(json!({"name": "More", "scopes": ["admin"], "key": "dbk_mine"})).await,
        (400, vec!["/key unknown".to_owned()])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_reads_needs_the_plan_when_it_is_made() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = app.token(&seed.stranger).await;
    let ask = async |scope: &str| {
        let body = json!({"name": "Sync", "scopes": [scope]});
        app.post(&route::api_keys(seed.contoso), &owner, &body).await
    };
    for scope in ["events:read", "exports:write"] {
        let answer = ask(scope).await;
        assert_eq!((answer.code(), answer.problem()), (403, "plan_required"));
    }
    for scope in ["events:write", "admin"] {
        assert_eq!(ask(scope).await.code(), 201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_paged_the_newest_first() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = app.token(&seed.owner).await;
    for _ in 0..3 {
        app.key(seed.northwind, &[Scope::EventsWrite]).await;
        app.clock.advance_seconds(1);
    }
    let path = route::api_keys(seed.northwind);
    let first = app.get(&format!("{path}?limit=2"), &owner).await;
    assert_eq!(first.body["data"][0]["created_at"], "2026-11-21T09:30:02.000000Z");
    assert_eq!(
        json!([
            first.body["data"][0]["created_by"],
            first.body["page"]["has_more"]
        ]),
        json!([null, true])
    );
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let rest = app.get(&format!("{path}?limit=2&cursor={cursor}"), &owner).await;
    assert_eq!(
        json!([
            rest.body["data"].as_array().unwrap().len(),
            rest.body["page"]["has_more"]
        ]),
        json!([1, false])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_the_log_cannot_be_told_of_does_not_take_place() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (workspace, clock) = (seed.northwind, app.clock.clone());
    let change = async |event: &'static str| {
        let clock = clock.clone();
        let new = NewApiKey {
            name: "Untold".to_owned(),
            scopes: vec![Scope::EventsWrite],
            expires_at: None,
        };
        let changed = app.state.appender.change(workspace, move |transaction| {
            Box::pin(async move {
                people::insert_api_key(transaction, &clock, workspace, new, None).await?;
                Ok(((), Some(NewEvent::new(event))))
            })
        });
        changed.await
    };
    let owner = app.token(&seed.owner).await;
    let keys = async || {
        app.get(&route::api_keys(workspace), &owner).await.body["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert!(change("nobody.registered.this").await.is_err());
    assert_eq!(keys().await, 0);
    change("api_key.created").await.unwrap();
    assert_eq!(keys().await, 1);
}
