//! `Idempotency-Key`: what was done once is answered again, and nothing else is.

use std::time::Duration;

use daybook_api::store::idempotent_requests::{self, Found};
use daybook_shared::access::Scope;
use daybook_shared::id::WorkspaceId;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::{Answer, TestApp, send};

async fn post(app: &TestApp, path: &str, token: &str, key: &str, body: &Value) -> Answer {
    let request = app.request(Method::POST, path).bearer_auth(token);
    send(request.header("Idempotency-Key", key).json(body)).await
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotency-replayed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_sent_again_is_answered_again() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = app.token(&seed.owner).await;
    let path = route::api_keys(seed.northwind);
    let body = json!({"name": "Sync", "scopes": ["events:write"]});
    let first = post(&app, &path, &owner, "\"8e03978e-40d5\"", &body).await;
    assert_eq!(
        (first.code(), is_replayed(&first)),
        (201, false),
        "{}",
        first.body
    );
    // Bare and between quotes it is the same key; another session is the same person.
    let other_session = app.token(&seed.owner).await;
    let again = post(&app, &path, &other_session, "8e03978e-40d5", &body).await;
    assert_eq!((again.code(), is_replayed(&again)), (201, true));
    assert_eq!(again.body, first.body);
    for header in ["location", "content-type"] {
        assert_eq!(again.header(header), first.header(header));
    }
    let keys = app.get(&path, &owner).await;
    assert_eq!(keys.body["data"].as_array().unwrap().len(), 1);

    // For another operation, and for somebody else, it is another key.
    let event = json!({"type": "post.created"});
    assert_eq!(
        post(
            &app,
            &route::events(seed.northwind),
            &owner,
            "8e03978e-40d5",
            &event
        )
        .await
        .code(),
        201
    );
    let admin = app.token(&seed.admin).await;
    let others = post(&app, &path, &admin, "8e03978e-40d5", &body).await;
    assert_eq!((others.code(), is_replayed(&others)), (201, false));
    assert_ne!(others.body["id"], first.body["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_under_the_same_key_is_refused() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let key = app.key(seed.northwind, &[Scope::EventsWrite]).await;
    let path = route::events(seed.northwind);
    assert_eq!(
        post(&app, &path, &key, "one", &json!({"type": "post.created"}))
            .await
            .code(),
        201
    );
    let other = post(&app, &path, &key, "one", &json!({"type": "post.deleted"})).await;
    assert_eq!((other.code(), other.problem()), (422, "idempotency_key_reused"));
    assert_eq!(other.body["errors"][0]["pointer"], "Idempotency-Key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_its_key_free() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let key = app.key(seed.northwind, &[Scope::EventsWrite]).await;
    let path = route::events(seed.northwind);
    let wrong = post(&app, &path, &key, "one", &json!({"type": "nobody.knows"})).await;
    assert_eq!(wrong.code(), 422);
    let mended = post(&app, &path, &key, "one", &json!({"type": "post.created"})).await;
    assert_eq!((mended.code(), is_replayed(&mended)), (201, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_none_is_refused_and_one_day_is_enough() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.key(seed.northwind, &[Scope::EventsWrite]).await;
    let path = route::events(seed.northwind);
    let event = json!({"type": "post.created"});
    for wrong in ["", "\"\"", "a\"b", &"x".repeat(256)] {
        let refused = post(&app, &path, &token, wrong, &event).await;
        assert_eq!(
            (refused.code(), refused.problem()),
            (400, "bad_request"),
            "{wrong}"
        );
    }
    let longest = "x".repeat(255);
    let first = post(&app, &path, &token, &longest, &event).await;
    let again = post(&app, &path, &token, &longest, &event).await;
    assert_eq!((first.code(), is_replayed(&again)), (201, true));
    assert_eq!(again.body["id"], first.body["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_be_there_is_answered_again() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (token, id) = app.key_until(seed.northwind, &[Scope::EventsWrite], None).await;
    let path = route::events(seed.northwind);
    let event = json!({"type": "post.created"});
    assert_eq!(post(&app, &path, &token, "one", &event).await.code(), 201);
    let stranger = app.token(&seed.stranger).await;
    assert_eq!(post(&app, &path, &stranger, "one", &event).await.code(), 404);
    assert_eq!(post(&app, &path, "dbk_none", "one", &event).await.code(), 401);
    app.revoke(seed.northwind, id).await;
    assert_eq!(post(&app, &path, &token, "one", &event).await.code(), 401);
}

/// Of many at once one is done; the others are told to wait, or answered the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_many_times_at_once_is_done_once() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app
        .key(seed.northwind, &[Scope::EventsRead, Scope::EventsWrite])
        .await;
    let path = route::events(seed.northwind);
    let event = json!({"type": "post.created"});
    let attempts = (0..12).map(|_| async {
        loop {
            let answer = post(&app, &path, &token, "one", &event).await;
            if answer.problem() != "idempotency_key_busy" {
                break answer;
            }
            assert_eq!((answer.code(), answer.header("retry-after")), (409, "1"));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let answers = futures_util::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| !is_replayed(answer)).count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.body["id"] == answers[0].body["id"])
    );
    let list = app.get(&path, &token).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dies_over_a_request_leaves_it_to_the_next() {
    let app = TestApp::start().await;
    let request = idempotent_requests::Request {
        subject: [1; 32],
        body: [2; 32],
        workspace: WorkspaceId(Uuid::nil()),
    };
    let database = &app.state.database;
    let begin = async || {
        let now = app.clock.now();
        let found = idempotent_requests::begin(database, request, now, now.plus_seconds(60));
        found.await.unwrap()
    };
    assert_eq!(begin().await, Found::New);
    app.clock.advance_seconds(59);
    assert_eq!(begin().await, Found::Busy);
    app.clock.advance_seconds(1);
    assert_eq!(begin().await, Found::New);
    assert_eq!(begin().await, Found::Busy);
    let answered = idempotent_requests::answer(database, request, "sealed".to_owned());
    answered.await.unwrap();
    assert_eq!(begin().await, Found::Answered("sealed".to_owned()));

    let forget = async |seconds| {
        let before = app.clock.now().plus_seconds(seconds);
        idempotent_requests::delete_until(database, before).await.unwrap();
        begin().await
    };
    assert_ne!(forget(-60).await, Found::New);
    assert_eq!(forget(1).await, Found::New);
}
