//! Tickets: one stream, one minute, one workspace.

use daybook_api::auth::session;
use daybook_shared::access::Scope;
use daybook_shared::route;
use serde_json::Value;

use super::by_ticket;
use super::rights::session_of;
use crate::support::app::{TestApp, send};
use crate::support::seed::Seed;
use crate::support::sse::Frames;

async fn ticket(app: &TestApp, seed: &Seed, token: &str) -> String {
    let answer = app
        .post(&route::live_ticket(seed.northwind), token, &Value::Null)
        .await;
    assert_eq!(
        (answer.code(), &answer.body["expires_in"]),
        (201, &Value::from(60))
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.body["ticket"].as_str().unwrap().to_owned()
}

async fn refused(app: &TestApp, path: &str, ticket: &str, why: &str) {
    let answer = send(by_ticket(app, path, ticket)).await;
    assert_eq!(
        (answer.code(), answer.problem()),
        (401, "unauthenticated"),
        "{why}"
    );
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains(why), "{detail}");
    assert!(ticket.len() < 20 || !answer.body.to_string().contains(ticket));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_stream() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let path = route::live(seed.northwind);
    let key = app.key(seed.northwind, &[Scope::EventsRead]).await;
    for token in [app.token(&seed.member).await, key] {
        let ticket = ticket(&app, &seed, &token).await;
        let mut stream = Frames::open(by_ticket(&app, &path, &ticket)).await.unwrap();
        assert_eq!(stream.frame().await.event, "ready");
        refused(&app, &path, &ticket, "used before").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_come_with_one_ticket_one_gets_a_stream() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let path = route::live(seed.northwind);
    let ticket = ticket(&app, &seed, &app.token(&seed.member).await).await;
    let open = || Frames::open(by_ticket(&app, &path, &ticket));
    let (a, b, c, d) = tokio::join!(open(), open(), open(), open());
    let opened = [a, b, c, d].into_iter().filter(|stream| stream.is_ok()).count();
    assert_eq!(opened, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_good_ticket_says_why() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let path = route::live(seed.northwind);
    let token = app.token(&seed.member).await;
    let good = ticket(&app, &seed, &token).await;
    refused(&app, &route::live(seed.contoso), &good, "another workspace").await;
    refused(&app, &route::live("wsp_1"), &good, "another workspace").await;
    let mut changed = good.clone();
    changed.replace_range(9..10, if changed.as_bytes()[9] == b'A' { "B" } else { "A" });
    refused(&app, &path, &changed, "not one of ours").await;
    refused(&app, &path, "", "not one of ours").await;
    refused(&app, &path, &"A".repeat(5_000), "not one of ours").await;
    app.clock.advance_seconds(59);
    Frames::open(by_ticket(&app, &path, &good)).await.unwrap();
    let late = ticket(&app, &seed, &token).await;
    app.clock.advance_seconds(60);
    refused(&app, &path, &late, "expired").await;
    // Spent tickets are forgotten some time after they would have expired.
    app.clock.advance_seconds(601);
    let later = ticket(&app, &seed, &app.token(&seed.member).await).await;
    Frames::open(by_ticket(&app, &path, &later)).await.unwrap();
    refused(&app, &path, &good, "expired").await;
    refused(&app, &path, &later, "used before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_no_better_than_what_it_was_made_with() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let path = route::live(seed.northwind);
    let token = app.token(&seed.member).await;
    let of_session = ticket(&app, &seed, &token).await;
    let of_member = ticket(&app, &seed, &app.token(&seed.member).await).await;
    let (key, id) = app.key_until(seed.northwind, &[Scope::EventsRead], None).await;
    let of_key = ticket(&app, &seed, &key).await;
    session::end(&app.state, session_of(&app, &token)).await.unwrap();
    refused(&app, &path, &of_session, "has ended").await;
    app.revoke(seed.northwind, id).await;
    refused(&app, &path, &of_key, "has ended").await;
    app.remove(seed.northwind, &seed.member).await;
    assert_eq!(send(by_ticket(&app, &path, &of_member)).await.code(), 404);
}
