//! Quotas: counted for each caller and policy, told in every answer, shared by processes.

use daybook_api::db::Engine;
use daybook_api::quota::{Quotas, Settings, Subject};
use daybook_shared::access::Scope;
use daybook_shared::limits::MAX_LOGIN_FAILURES;
use daybook_shared::plan::Plan;
use daybook_shared::quota::Policy;
use daybook_shared::route;
use serde_json::json;
use uuid::Uuid;

use crate::support::app::{Answer, TestApp};
use crate::support::seed::PASSWORD;

async fn app_with(quotas: &str) -> TestApp {
    TestApp::with_quotas(Quotas::new(Settings::parse(quotas).unwrap())).await
}

/// Status, policy and what is left, without the time.
fn told(answer: &Answer) -> (u16, String, String, i64) {
    let left = answer.header("ratelimit");
    let (left, seconds) = left.split_once(";t=").unwrap();
    let policy = answer.header("ratelimit-policy").to_owned();
    (answer.code(), policy, left.to_owned(), seconds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_tells_what_is_left_and_then_says_when_to_come_back() {
    let app = app_with("enterprise.read=3/60,enterprise.append=1/60").await;
    let seed = app.seed().await;
    let key = app
        .key(seed.northwind, &[Scope::EventsRead, Scope::EventsWrite])
        .await;
    let list = route::events(seed.northwind);
    for (path, code, left) in [
        (list.as_str(), 200, 2),
        (&format!("{list}/evt_1"), 404, 1),
        (&format!("{list}?limit=0"), 422, 0),
    ] {
        let answer = app.get(path, &key).await;
        let (status, policy, told, seconds) = told(&answer);
        assert_eq!(
            (status, policy.as_str(), told),
            (code, "\"read\";q=3;w=60", format!("\"read\";r={left}"))
        );
        assert!((1..=60).contains(&seconds));
    }
    let refused = app.get(&list, &key).await;
    let (status, _, left, seconds) = told(&refused);
    assert_eq!((status, left.as_str()), (429, "\"read\";r=0"));
    assert_eq!(refused.problem(), "too_many_requests");
    assert_eq!(refused.header("retry-after"), seconds.to_string());

    // Other callers, and what else the same one does, are counted apart.
    let owner = app.token(&seed.owner).await;
    assert_eq!(app.get(&list, &owner).await.code(), 200);
    let event = json!({"type": "post.created"});
    assert_eq!(app.post(&list, &key, &event).await.code(), 201);
    let second = app.post(&list, &key, &event).await;
    assert_eq!(told(&second).1, "\"append\";q=1;w=60");
    assert_eq!(second.code(), 429);
    app.clock.advance_seconds(seconds);
    assert_eq!(app.get(&list, &key).await.code(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_counted_when_they_are_asked_for() {
    let app = app_with("enterprise.export=1/3600").await;
    let seed = app.seed().await;
    let owner = app.token(&seed.owner).await;
    let body = json!({"format": "csv", "filter": {}});
    let asked = app.post(&route::exports(seed.northwind), &owner, &body).await;
    assert_eq!(
        (asked.code(), told(&asked).1.as_str()),
        (202, "\"export\";q=1;w=3600")
    );
    let list = app.get(&route::exports(seed.northwind), &owner).await;
    assert_eq!(
        (list.code(), told(&list).1.as_str()),
        (200, "\"read\";q=600000;w=60")
    );
    let again = app.post(&route::exports(seed.northwind), &owner, &body).await;
    assert_eq!(again.code(), 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_plan_has_less() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.stranger).await;
    let list = app.get(&route::events(seed.contoso), &token).await;
    assert_eq!(told(&list).1, "\"read\";q=3000;w=60");
    assert_eq!(
        app.get("/v1/me", &token).await.header("ratelimit-policy"),
        "\"read\";q=600000;w=60"
    );
    let open = app.get("/healthz", &token).await;
    assert!(!open.headers.contains_key("ratelimit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_that_fail_are_counted() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let sign_in = async |password: &str| {
        let body = json!({"email": seed.owner.email, "password": password});
        told(&app.post("/v1/auth/login", "", &body).await)
    };
    for left in (0..MAX_LOGIN_FAILURES).rev() {
        let (status, policy, told, seconds) = sign_in("wrong").await;
        assert_eq!(
            (status, policy.as_str(), seconds),
            (401, "\"sign-in\";q=10;w=900", 900)
        );
        assert_eq!(told, format!("\"sign-in\";r={left}"));
    }
    assert_eq!(sign_in(PASSWORD).await.0, 429);
    app.clock.advance_seconds(900);
    let (status, _, left, _) = sign_in(PASSWORD).await;
    assert_eq!((status, left.as_str()), (200, "\"sign-in\";r=10"));
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_share_a_database_share_what_there_is() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let quotas = || Quotas::new(Settings::parse("team.read=500/60").unwrap());
    let servers = [quotas(), quotas()];
    let subject = Subject {
        workspace: Some(seed.contoso),
        caller: Uuid::from_u128(7),
        policy: Policy::Read,
    };
    let (mut given, mut refused) = (0, [false; 2]);
    for turn in (0..2).cycle() {
        let database = &app.state.database;
        let standing = servers[turn].take(database, subject, Plan::Team, app.clock.now());
        match standing.await.unwrap().is_over {
            true => refused[turn] = true,
            false => given += 1,
        }
        if refused == [true; 2] {
            break;
        }
    }
    let shares = app.state.database.engine() == Engine::Postgres;
    assert_eq!(given, if shares { 500 } else { 1_000 });
}
