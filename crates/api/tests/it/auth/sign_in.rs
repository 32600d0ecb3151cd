//! Signing in, what it is refused for, access tokens, and what the log says of sign-ins.

use daybook_api::auth::{Keys, access_token};
use daybook_shared::id::{SessionId, UserId};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{cookie_of, login, token_of};
use crate::support::app::{TestApp, send};
use crate::support::seed::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_answers_a_token_and_a_cookie() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let mut answer = login(&app, " Mia@Example.com ", PASSWORD).await;
    let token = token_of(&answer);
    answer.body["access_token"] = json!("…");
    let user = json!({"id": UserId(seed.member.id), "email": "mia@example.com", "name": "Mia",
        "hour_cycle": "auto", "theme": "system", "density": "compact", "times": "relative", "shortcuts": true});
    let expected = json!({"access_token": "…", "token_type": "Bearer", "expires_in": 600, "user": user});
    assert_eq!((answer.code(), &answer.body), (200, &expected));
    assert_eq!(answer.header("cache-control"), "no-store");
    let attributes: Vec<&str> = answer.header("set-cookie").split("; ").skip(1).collect();
    assert_eq!(
        attributes,
        ["Path=/v1/auth", "HttpOnly", "SameSite=Strict", "Max-Age=2592000"]
    );

    let me = app.get("/v1/me", &token).await;
    let workspace = json!({"id": seed.northwind, "name": "Northwind Social", "role": "member", "plan": "enterprise",
        "time_zone": "Europe/Dublin"});
    let expected =
        json!({"user": user, "credential": {"kind": "session", "scopes": []}, "workspaces": [workspace]});
    assert_eq!((me.code(), me.body), (200, expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_say_one_thing_whoever_the_person_is() {
    let app = TestApp::start().await;
    app.seed().await;
    let long = format!("{}@example.com", "x".repeat(300));
    let mut bodies = Vec::new();
    for email in [
        "mia@example.com",
        "nobody@example.com",
        "",
        "a\0b@example.com",
        &long,
    ] {
        let started = std::time::Instant::now();
        let mut answer = login(&app, email, "wrong horse battery").await;
        assert!(
            started.elapsed().as_millis() >= 250,
            "{email} was told sooner than others are"
        );
        assert_eq!(
            (answer.code(), answer.problem()),
            (401, "invalid_credentials"),
            "{email}"
        );
        assert_eq!(answer.header("set-cookie"), "");
        answer.body["request_id"] = Value::Null;
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:#?}");
    let answer = login(&app, "mia@example.com", &"x".repeat(1001)).await;
    assert_eq!((answer.code(), answer.problem()), (422, "validation_failed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_json_can_sign_in() {
    let app = TestApp::start().await;
    app.seed().await;
    let form = format!("email=mia@example.com&password={PASSWORD}");
    for kind in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
    ] {
        let request = app
            .request(Method::POST, "/v1/auth/login")
            .header("content-type", kind)
            .body(form.clone());
        assert_eq!(send(request).await.code(), 415, "{kind}");
    }
    let body = json!({"email": "mia@example.com", "password": PASSWORD, "role": "owner"});
    let answer = send(app.request(Method::POST, "/v1/auth/login").json(&body)).await;
    assert_eq!((answer.code(), answer.problem()), (400, "unknown_field"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_failures_the_address_waits_and_nobody_else_does() {
    let app = TestApp::start().await;
    app.seed().await;
    let wrong = || login(&app, "mia@example.com", "wrong horse battery");
    assert_eq!(wrong().await.code(), 401);
    app.clock.advance_seconds(60);
    for _ in 0..9 {
        assert_eq!(wrong().await.code(), 401);
    }
    let answer = login(&app, "mia@example.com", PASSWORD).await;
    assert_eq!((answer.code(), answer.problem()), (429, "too_many_requests"));
    assert_eq!(answer.header("retry-after"), "840");
    assert_eq!(
        login(&app, "olive@example.com", PASSWORD).await.code(),
        200,
        "another account"
    );
    app.clock.advance_seconds(839);
    assert_eq!(
        login(&app, "mia@example.com", PASSWORD)
            .await
            .header("retry-after"),
        "1"
    );
    app.clock.advance_seconds(1);
    assert_eq!(login(&app, "mia@example.com", PASSWORD).await.code(), 200);
    for _ in 0..10 {
        assert_eq!(
            wrong().await.code(),
            401,
            "the success before has cleared the count"
        );
    }
    assert_eq!(wrong().await.code(), 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_gets_no_more_attempts_than_a_sequence() {
    let app = TestApp::start().await;
    app.seed().await;
    let attempts = (0..40).map(|_| {
        let body = json!({"email": "mia@example.com", "password": "wrong horse battery"});
        tokio::spawn(send(app.request(Method::POST, "/v1/auth/login").json(&body)))
    });
    let attempts: Vec<_> = attempts.collect();
    let mut tried = 0;
    for attempt in attempts {
        tried += usize::from(attempt.await.unwrap().code() == 401);
    }
    assert!((10..=13).contains(&tried), "{tried} passwords were tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_lives_ten_minutes_and_not_longer_than_its_session() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    app.clock.advance_seconds(599);
    assert_eq!(app.get("/v1/me", &token).await.code(), 200);
    app.clock.advance_seconds(1);
    assert_eq!(app.get("/v1/me", &token).await.code(), 401);

    let now = app.clock.now();
    let (user, unknown) = (UserId(seed.member.id), SessionId(Uuid::from_u128(5)));
    let invented = access_token::issue(&app.state.keys, user, unknown, now).unwrap();
    assert_eq!(
        app.get("/v1/me", &invented).await.code(),
        401,
        "a session that nobody began"
    );
    let answer = login(&app, "mia@example.com", PASSWORD).await;
    let session: SessionId = cookie_of(&answer)["daybook_refresh=".len()..]
        .split('.')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let foreign = access_token::issue(&app.state.keys, UserId(seed.owner.id), session, now).unwrap();
    assert_eq!(
        app.get("/v1/me", &foreign).await.code(),
        401,
        "the session of somebody else"
    );
    let forged = access_token::issue(&Keys::derive(b"another secret"), user, session, now).unwrap();
    assert_eq!(app.get("/v1/me", &forged).await.code(), 401, "another key");
    let refresh_token = cookie_of(&answer)["daybook_refresh=".len()..].to_owned();
    assert_eq!(
        app.get("/v1/me", &refresh_token).await.code(),
        401,
        "a refresh token"
    );
    assert_eq!(app.get("/v1/me", &token_of(&answer)).await.code(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authorization_header_is_read_strictly() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let with = |values: &[String]| {
        let request = app.request(Method::GET, "/v1/me");
        send(
            values
                .iter()
                .fold(request, |request, value| request.header("authorization", value)),
        )
    };
    assert_eq!(with(&[format!("bearer {token}")]).await.code(), 200);
    let good = format!("Bearer {token}");
    for values in [
        vec![],
        vec![token.clone()],
        vec![format!("Basic {token}")],
        vec![good.clone(), good],
    ] {
        let answer = with(&values).await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (401, "unauthenticated"),
            "{values:?}"
        );
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_are_events_that_members_see_only_of_themselves() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    login(&app, "olive@example.com", PASSWORD).await;
    login(&app, "mia@example.com", PASSWORD).await;
    login(&app, "mia@example.com", "wrong horse battery").await;
    login(&app, "nobody@example.com", "wrong horse battery").await;
    login(&app, "rory@example.com", PASSWORD).await;
    let path = format!("/v1/workspaces/{}/events?sort=sequence&order=asc", seed.northwind);
    let all = app.get(&path, &app.token(&seed.owner).await).await;
    let expected = [
        "Olive signed in",
        "Mia signed in",
        "A sign-in as mia@example.com was refused",
    ];
    assert_eq!(all.each("description"), expected);
    let (signed_in, refused) = (&all.body["data"][1], &all.body["data"][2]);
    assert_eq!(
        signed_in["actor"],
        json!({"kind": "member", "id": UserId(seed.member.id), "name": "Mia"})
    );
    assert_eq!(
        signed_in["context"],
        json!({"ip": "127.0.0.1", "user_agent": "Test/1"})
    );
    assert_eq!(
        refused["actor"],
        json!({"kind": "anonymous", "name": "Nobody signed in"})
    );
    assert_eq!(
        refused["targets"],
        json!([{"type": "user", "id": UserId(seed.member.id), "name": "mia@example.com"}])
    );
    assert_eq!(refused["error"]["code"], "wrong_password");
    assert_eq!(refused["state"], "denied");

    let own = app.get(&path, &app.token(&seed.member).await).await;
    assert_eq!(own.each("description"), ["Mia signed in"]);
    let next_door = format!("/v1/workspaces/{}/events", seed.contoso);
    assert_eq!(
        app.get(&next_door, &app.token(&seed.stranger).await)
            .await
            .each("id"),
        Vec::<Value>::new()
    );
}
