//! A stream shows what its reader may see, and lasts as long as the right to it.

use std::time::{Duration, Instant};

use daybook_api::auth::{access_token, session};
use daybook_shared::access::Scope;
use daybook_shared::event::{Actor, ActorKind, NewEvent};
use daybook_shared::id::{SessionId, UserId};
use daybook_shared::route;
use reqwest::Method;
use sea_orm::ConnectionTrait;

use crate::support::app::TestApp;
use crate::support::seed::Seed;
use crate::support::sse::Frames;

/// What is promised, and a little for the test.
const PATIENCE: Duration = Duration::from_millis(5_500);

async fn open(app: &TestApp, seed: &Seed, token: &str, query: &str) -> Frames {
    let path = format!("{}?{query}", route::live(seed.northwind));
    let mut stream = Frames::open(app.request(Method::GET, &path).bearer_auth(token))
        .await
        .unwrap();
    assert_eq!(stream.frame().await.event, "ready");
    stream
}

/// The session of an access token.
pub(super) fn session_of(app: &TestApp, token: &str) -> SessionId {
    access_token::read(&app.state.keys, token, app.clock.now())
        .unwrap()
        .1
}

/// What no operation of the API does yet.
async fn change(app: &TestApp, sql: &'static str) {
    let work = app
        .state
        .database
        .write(move |transaction| Box::pin(async move { transaction.execute_unprepared(sql).await }));
    assert!(work.await.unwrap().rows_affected() > 0);
}

async fn ends_soon(stream: Frames) {
    let start = Instant::now();
    stream.end().await;
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_sees_what_is_open_and_their_own() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let member = UserId(seed.member.id).to_string();
    let by = |kind: &str, id: &str| NewEvent {
        actor: Some(Actor::new(ActorKind::Member, Some(id.to_owned()), "Somebody")),
        ..NewEvent::new(kind)
    };
    let appended = [
        by("post.published", "sarah"),
        by("auth.signed_in", "sarah"),
        by("auth.signed_in", &member),
        by("api_key.created", "sarah"),
        by("post.failed", "sarah"),
    ];
    let (member, auditor) = (app.token(&seed.member).await, app.token(&seed.auditor).await);
    let mut live = open(&app, &seed, &member, "").await;
    let mut all = open(&app, &seed, &auditor, "").await;
    for event in appended {
        app.state.appender.record(seed.northwind, event).await.unwrap();
    }
    assert_eq!(live.events_up_to(5).await, [1, 3, 5]);
    assert_eq!(all.events_up_to(5).await, [1, 2, 3, 4, 5]);
    let mut missed = open(&app, &seed, &member, "last_event_id=0").await;
    assert_eq!(missed.events_up_to(5).await, [1, 3, 5]);
    let mut named = open(&app, &seed, &member, "last_event_id=0&type=auth.*&type=api_key.*").await;
    assert_eq!(named.events_up_to(5).await, [3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_with_the_right_to_them() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.admin).await;
    let session = session_of(&app, &token);
    let (key, id) = app.key_until(seed.northwind, &[Scope::EventsRead], None).await;
    let until = app.clock.now().plus_seconds(100);
    let (expiring, _) = app
        .key_until(seed.northwind, &[Scope::EventsRead], Some(until))
        .await;
    let of_session = open(&app, &seed, &token, "").await;
    let of_member = open(&app, &seed, &app.token(&seed.member).await, "").await;
    let of_key = open(&app, &seed, &key, "").await;
    let of_expiring = open(&app, &seed, &expiring, "").await;
    let mut stays = open(&app, &seed, &app.token(&seed.owner).await, "").await;
    // A token lives ten minutes; the session behind it goes on.
    app.clock.advance_seconds(700);
    ends_soon(of_expiring).await;
    assert!(session::end(&app.state, session).await.unwrap());
    app.remove(seed.northwind, &seed.member).await;
    app.revoke(seed.northwind, id).await;
    let start = Instant::now();
    tokio::join!(of_session.end(), of_member.end(), of_key.end());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    let event = NewEvent::new("post.published");
    app.state.appender.record(seed.northwind, event).await.unwrap();
    assert_eq!(stays.events_up_to(1).await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_does_not_outlive_its_workspace() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = open(&app, &seed, &app.token(&seed.owner).await, "").await;
    let key = open(
        &app,
        &seed,
        &app.key(seed.northwind, &[Scope::EventsRead]).await,
        "",
    )
    .await;
    change(&app, "DELETE FROM workspaces WHERE name = 'Northwind Social'").await;
    tokio::join!(ends_soon(owner), ends_soon(key));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_less_begins_anew() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.auditor).await;
    let stream = open(&app, &seed, &token, "").await;
    change(
        &app,
        "UPDATE memberships SET role = 'member' WHERE role = 'auditor'",
    )
    .await;
    ends_soon(stream).await;
    open(&app, &seed, &token, "").await;
}
