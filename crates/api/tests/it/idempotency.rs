//! `Idempotency-Key`: what was done once is answered again, and nothing else is.

use std::time::Duration;

use daybook_api::store::idempotent_requests::{self, Found};
use daybook_shared::access::Scope;
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::IDEMPOTENCY_SECONDS;
use daybook_shared::route;
use reqwest::Method;
use sea_orm::ConnectionTrait;
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
    let path = route::exports(seed.northwind);
    let body = json!({"format": "csv", "filter": {"state": "failed"}});
    let first = post(&app, &path, &owner, "\"8e03978e-40d5\"", &body).await;
    assert_eq!(
        (first.code(), is_replayed(&first)),
        (202, false),
        "{}",
        first.body
    );
    // Bare and between quotes it is the same key; another session is the same person.
    let other_session = app.token(&seed.owner).await;
    let again = post(&app, &path, &other_session, "8e03978e-40d5", &body).await;
    assert_eq!((again.code(), is_replayed(&again)), (202, true));
    assert_eq!(again.body, first.body);
    for header in ["location", "content-type"] {
        assert_eq!(again.header(header), first.header(header));
    }
    let exports = app.get(&path, &owner).await;
    assert_eq!(exports.body["data"].as_array().unwrap().len(), 1);

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
    assert_eq!((others.code(), is_replayed(&others)), (202, false));
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
    app.clock.advance_seconds(IDEMPOTENCY_SECONDS + 1);
    let next_day = post(&app, &path, &token, &longest, &event).await;
    assert_eq!((next_day.code(), is_replayed(&next_day)), (201, false));
    assert_ne!(next_day.body["id"], first.body["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_not_kept_for_whoever_asks_again() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (admin, keys) = (app.token(&seed.admin).await, route::api_keys(seed.northwind));
    let new = json!({"name": "Sync", "scopes": ["events:write"]});
    let first = post(&app, &keys, &admin, "one", &new).await;
    assert_eq!(first.code(), 201);
    assert!(first.body["key"].is_string());
    let again = post(&app, &keys, &admin, "one", &new).await;
    assert_eq!((again.code(), again.problem()), (409, "answer_shown_once"));
    assert!(!again.body.to_string().contains("dbk_"));
    let list = app.get(&keys, &admin).await;
    assert_eq!(list.body["data"].as_array().unwrap().len(), 1, "made once");

    let tickets = route::live_ticket(seed.northwind);
    let ticket = post(&app, &tickets, &admin, "two", &json!({})).await;
    let other = post(&app, &tickets, &admin, "two", &json!({})).await;
    assert_eq!(
        (ticket.code(), other.code(), is_replayed(&other)),
        (201, 201, false)
    );
    assert_ne!(ticket.body["ticket"], other.body["ticket"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_no_more_is_not_answered_again_and_what_is_said_again_is_counted() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let (admin, path) = (app.token(&seed.admin).await, route::events(seed.northwind));
    let event = json!({"type": "post.created"});
    assert_eq!(post(&app, &path, &admin, "one", &event).await.code(), 201);
    let left = |answer: &Answer| -> i64 {
        let told = answer.header("ratelimit").to_owned();
        let (name, left) = told.split_once(";r=").unwrap();
        assert_eq!(name, "\"read\"");
        left.split(';').next().unwrap().parse().unwrap()
    };
    let again = post(&app, &path, &admin, "one", &event).await;
    let once_more = post(&app, &path, &admin, "one", &event).await;
    assert!(is_replayed(&again) && is_replayed(&once_more));
    assert_eq!(left(&once_more), left(&again) - 1);
    let demote = app.state.database.write(|transaction| {
        Box::pin(async move {
            let sql = "UPDATE memberships SET role = 'member' WHERE role = 'admin'";
            transaction.execute_unprepared(sql).await
        })
    });
    demote.await.unwrap();
    assert_eq!(post(&app, &path, &admin, "one", &event).await.code(), 403);
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
async fn who_dies_over_a_request_leaves_it_unknown_for_a_day() {
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
    assert_eq!(begin().await, Found::Left, "it may have been done");
    app.clock.advance_seconds(IDEMPOTENCY_SECONDS);
    assert_eq!(begin().await, Found::New);
    assert_eq!(begin().await, Found::Busy);
    let answered = idempotent_requests::answer(database, request, "sealed".to_owned());
    answered.await.unwrap();
    assert_eq!(begin().await, Found::Answered("sealed".to_owned()));

    let forget = async |seconds| {
        let before = app.clock.now().plus_seconds(seconds);
        idempotent_requests::delete_some_until(database, before)
            .await
            .unwrap()
    };
    assert_eq!(forget(-60).await, 0);
    assert_eq!(forget(1).await, 1);
    assert_eq!(begin().await, Found::New);
}
