//! Refresh cookies, the life of a session, and signing out.

use daybook_shared::id::SessionId;
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{cookie_of, login, refresh, token_of};
use crate::support::app::{TestApp, send};
use crate::support::seed::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_cookie_is_good_once_and_its_theft_ends_the_session() {
    let app = TestApp::start().await;
    app.seed().await;
    let first = login(&app, "mia@example.com", PASSWORD).await;
    app.clock.advance_seconds(700);
    let second = send(refresh(&app, &cookie_of(&first))).await;
    assert_eq!(second.code(), 200);
    assert_eq!(second.body["user"], first.body["user"]);
    assert_ne!(cookie_of(&second), cookie_of(&first));
    assert_eq!(app.get("/v1/me", &token_of(&second)).await.code(), 200);

    let other = login(&app, "mia@example.com", PASSWORD).await;
    let reused = send(refresh(&app, &cookie_of(&first))).await;
    assert_eq!((reused.code(), reused.problem()), (401, "unauthenticated"));
    assert_eq!(
        app.get("/v1/me", &token_of(&second)).await.code(),
        401,
        "the access token dies with its session"
    );
    assert_eq!(
        send(refresh(&app, &cookie_of(&second))).await.code(),
        401,
        "and so does the newest cookie"
    );
    assert_eq!(
        send(refresh(&app, &cookie_of(&other))).await.code(),
        200,
        "another session of the person goes on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_refreshes_at_most_one_wins() {
    let app = TestApp::start().await;
    app.seed().await;
    let cookie = cookie_of(&login(&app, "mia@example.com", PASSWORD).await);
    let racers: Vec<_> = (0..8)
        .map(|_| tokio::spawn(send(refresh(&app, &cookie))))
        .collect();
    let mut won = 0;
    for racer in racers {
        won += usize::from(racer.await.unwrap().code() == 200);
    }
    assert_eq!(won, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unused_session_ends_after_thirty_days() {
    let app = TestApp::start().await;
    app.seed().await;
    let day = 24 * 60 * 60;
    let first = login(&app, "mia@example.com", PASSWORD).await;
    app.clock.advance_seconds(29 * day);
    let second = send(refresh(&app, &cookie_of(&first))).await;
    assert_eq!(second.code(), 200);
    app.clock.advance_seconds(30 * day);
    assert_eq!(send(refresh(&app, &cookie_of(&second))).await.code(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_refresh_cookies_are_refused() {
    let app = TestApp::start().await;
    app.seed().await;
    let cookie = cookie_of(&login(&app, "mia@example.com", PASSWORD).await);
    let token = &cookie["daybook_refresh=".len()..];
    let unknown = format!(
        "{}.{}",
        SessionId(Uuid::from_u128(1)),
        token.split_once('.').unwrap().1
    );
    for broken in ["", ".", "x.y", &token[..token.len() - 1], &unknown] {
        let answer = send(refresh(&app, &format!("daybook_refresh={broken}"))).await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (401, "unauthenticated"),
            "{broken}"
        );
    }
    let bearer = app.request(Method::POST, "/v1/auth/refresh").bearer_auth(token);
    assert_eq!(send(bearer).await.code(), 401);
    assert_eq!(
        send(refresh(&app, &cookie)).await.code(),
        200,
        "none of these has harmed the session"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_can_neither_refresh_nor_sign_out() {
    let app = TestApp::start().await;
    app.seed().await;
    let answer = login(&app, "mia@example.com", PASSWORD).await;
    let cookie = cookie_of(&answer);
    for path in ["/v1/auth/refresh", "/v1/auth/logout"] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let request = app
                .request(Method::POST, path)
                .header("cookie", &cookie)
                .header(name, value);
            let answer = send(request).await;
            assert_eq!(
                (answer.code(), answer.problem()),
                (403, "cross_origin"),
                "{path} {name}: {value}"
            );
        }
    }
    let own = refresh(&app, &cookie)
        .header("origin", &app.url)
        .header("sec-fetch-site", "same-origin");
    assert_eq!(send(own).await.code(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_can_be_repeated() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let by_cookie = login(&app, "mia@example.com", PASSWORD).await;
    let by_bearer = login(&app, "mia@example.com", PASSWORD).await;
    for _ in 0..2 {
        let request = app
            .request(Method::POST, "/v1/auth/logout")
            .header("cookie", cookie_of(&by_cookie));
        let answer = send(request).await;
        assert_eq!((answer.code(), &answer.body), (204, &Value::Null));
        assert_eq!(
            answer.header("set-cookie"),
            "daybook_refresh=; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age=0"
        );
        let request = app
            .request(Method::POST, "/v1/auth/logout")
            .bearer_auth(token_of(&by_bearer));
        assert_eq!(send(request).await.code(), 204);
    }
    for ended in [&by_cookie, &by_bearer] {
        assert_eq!(app.get("/v1/me", &token_of(ended)).await.code(), 401);
        assert_eq!(send(refresh(&app, &cookie_of(ended))).await.code(), 401);
    }
    let path = format!("/v1/workspaces/{}/events?type=auth.signed_out", seed.northwind);
    let events = app.get(&path, &app.token(&seed.owner).await).await;
    assert_eq!(
        events.each("description"),
        ["Mia signed out", "Mia signed out"],
        "once for each session"
    );
}
