//! Changing a password: what it takes, what it ends, and what the log says of it.

use daybook_api::auth::session;
use daybook_shared::access::Scope;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::{cookie_of, login, refresh, token_of};
use crate::support::app::{Answer, TestApp, send};
use crate::support::seed::PASSWORD;

const NEW: &str = "another horse, another battery";

async fn change(app: &TestApp, token: &str, current: &str, new: &str) -> Answer {
    let body = json!({"current_password": current, "new_password": new});
    app.post(route::PASSWORD, token, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_password_counts_and_other_sessions_end() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let here = login(&app, "mia@example.com", PASSWORD).await;
    let there = login(&app, "mia@example.com", PASSWORD).await;
    let (here, here_cookie) = (token_of(&here), cookie_of(&here));
    let (there, there_cookie) = (token_of(&there), cookie_of(&there));
    let other = app.token(&seed.owner).await;
    assert_eq!(app.get(route::ME, &there).await.code(), 200);

    let changed = change(&app, &here, PASSWORD, NEW).await;
    assert_eq!((changed.code(), &changed.body), (204, &Value::Null));
    assert_eq!(
        app.get(route::ME, &there).await.code(),
        401,
        "at once in this process"
    );
    assert_eq!(send(refresh(&app, &there_cookie)).await.code(), 401);
    assert_eq!(app.get(route::ME, &here).await.code(), 200);
    assert_eq!(send(refresh(&app, &here_cookie)).await.code(), 200);
    assert_eq!(app.get(route::ME, &other).await.code(), 200, "nobody else's");
    assert_eq!(login(&app, "mia@example.com", PASSWORD).await.code(), 401);
    assert_eq!(login(&app, "mia@example.com", NEW).await.code(), 200);

    let path = format!("{}?type=auth.password_changed", route::events(seed.northwind));
    let rows = app.get(&path, &other).await.body["data"].clone();
    assert_eq!(
        json!([
            rows.as_array().unwrap().len(),
            rows[0]["description"],
            rows[0]["context"]["ip"]
        ]),
        json!([1, "Mia changed their password", "127.0.0.1"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_do_is_named_and_changes_nothing() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let long = "x".repeat(1_001);
    let cases = [
        (PASSWORD, "1234567", "/new_password", "out_of_range"),
        (PASSWORD, long.as_str(), "/new_password", "too_long"),
        (PASSWORD, PASSWORD, "/new_password", "contradiction"),
        (PASSWORD, " Mia@Example.com ", "/new_password", "contradiction"),
        (long.as_str(), NEW, "/current_password", "too_long"),
        ("wrong horse battery", NEW, "/current_password", "incorrect"),
    ];
    for (current, new, pointer, code) in cases {
        let answer = change(&app, &token, current, new).await;
        let error = &answer.body["errors"][0];
        assert_eq!(
            (answer.code(), &error["pointer"], &error["code"]),
            (422, &json!(pointer), &json!(code)),
            "{}",
            answer.body
        );
        assert!(
            !answer.body.to_string().contains(new),
            "a password is not repeated"
        );
    }
    let accented = change(&app, &token, "cafe\u{301} au lait", "caf\u{e9} au lait").await;
    assert_eq!(accented.body["errors"][0]["pointer"], "/new_password");
    for (body, status) in [
        (json!({"current_password": PASSWORD}), 422),
        (json!({"current_password": PASSWORD, "new_password": [NEW]}), 422),
        (
            json!({"current_password": PASSWORD, "new_password": NEW, "user": "olive"}),
            400,
        ),
    ] {
        assert_eq!(app.post(route::PASSWORD, &token, &body).await.code(), status);
    }
    let key = app.key(seed.northwind, Scope::ALL).await;
    let refused = change(&app, &key, PASSWORD, NEW).await;
    assert_eq!((refused.code(), refused.problem()), (403, "forbidden"));
    assert_eq!(login(&app, "mia@example.com", PASSWORD).await.code(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_counts_with_the_sign_ins_and_waits_like_them() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let wrong = "wrong horse battery";
    for _ in 0..5 {
        assert_eq!(login(&app, "mia@example.com", wrong).await.code(), 401);
        assert_eq!(change(&app, &token, wrong, NEW).await.code(), 422);
    }
    let answer = change(&app, &token, PASSWORD, NEW).await;
    assert_eq!((answer.code(), answer.problem()), (429, "too_many_requests"));
    assert_eq!(answer.header("retry-after"), "900");
    assert_eq!(login(&app, "mia@example.com", PASSWORD).await.code(), 429);
    app.clock.advance_seconds(900);
    let token = app.token(&seed.member).await;
    assert_eq!(change(&app, &token, PASSWORD, NEW).await.code(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_counts() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let attempts = ["the first new one", "the second new one", "the third new one"].map(|new| {
        let body = json!({"current_password": PASSWORD, "new_password": new});
        let request = app.request(Method::POST, route::PASSWORD).bearer_auth(&token);
        (new, tokio::spawn(send(request.json(&body))))
    });
    let mut counts = Vec::new();
    for (new, attempt) in attempts {
        let answer = attempt.await.unwrap();
        assert!([204, 422].contains(&answer.code()), "{}", answer.body);
        if answer.code() == 204 {
            counts.push(new);
        }
    }
    let [new] = counts[..] else {
        panic!("{counts:?} were told that they count")
    };
    assert_eq!(login(&app, "mia@example.com", new).await.code(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_under_way_with_the_old_password_does_not_outlast_the_change() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    assert_eq!(change(&app, &token, PASSWORD, NEW).await.code(), 204);
    // As a sign-in that had verified the password just before.
    let late = session::begin(&app.state, &seed.member).await;
    let problem = late.map(|tokens| tokens.body.token_type).unwrap_err();
    assert_eq!(problem.code.as_str(), "invalid_credentials");
}
