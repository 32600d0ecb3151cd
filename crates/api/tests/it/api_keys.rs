//! API keys: what they open, for how long, and what the plan has to say.

use daybook_shared::access::Scope;
use serde_json::json;

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
