//! Meta's handshake: who knows the verify token gets the challenge back.

use daybook_shared::route;
use reqwest::Method;

use super::Desk;
use crate::support::app::send;

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_the_token_gets_the_challenge_back_as_plain_text() {
    let desk = Desk::start().await;
    for platform in ["facebook", "instagram"] {
        let source = desk.source(platform).await;
        let shown = desk
            .app
            .get(&route::inbound_source(desk.workspace, &source), &desk.token)
            .await;
        let token = shown.body["verify_token"].as_str().unwrap();
        assert_eq!(token.len(), 32);
        let path = format!(
            "{}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}",
            route::inbound(&source)
        );
        let answer = desk.app.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.text().await.unwrap(), "1158201444");
    }
    assert_eq!(desk.told().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_handshake_is_named() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let other = desk.source("instagram").await;
    let tiktok = desk.source("tiktok").await;
    let of_other = desk
        .app
        .get(&route::inbound_source(desk.workspace, &other), &desk.token)
        .await;
    let of_other = of_other.body["verify_token"].as_str().unwrap();
    let long = "1".repeat(201);
    let cases = [
        (
            &source,
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x".to_owned(),
            403,
            "forbidden",
        ),
        (
            &source,
            format!("hub.mode=subscribe&hub.challenge=1&hub.verify_token={of_other}"),
            403,
            "forbidden",
        ),
        (
            &source,
            "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=x".to_owned(),
            422,
            "invalid_parameter",
        ),
        (
            &source,
            "hub.mode=subscribe&hub.verify_token=x".to_owned(),
            422,
            "invalid_parameter",
        ),
        (
            &source,
            "hub.mode=subscribe&hub.challenge=1".to_owned(),
            422,
            "invalid_parameter",
        ),
        (
            &source,
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x&hub.verify_token=y".to_owned(),
            422,
            "invalid_parameter",
        ),
        (
            &source,
            format!("hub.mode=subscribe&hub.challenge={long}&hub.verify_token=x"),
            422,
            "invalid_parameter",
        ),
        (&source, "hub.topic=x".to_owned(), 400, "unknown_parameter"),
        (
            &tiktok,
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x".to_owned(),
            404,
            "not_found",
        ),
    ];
    for (source, query, status, code) in cases {
        let path = format!("{}?{query}", route::inbound(source));
        let answer = send(desk.app.request(Method::GET, &path)).await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (status, code),
            "{query}: {}",
            answer.body
        );
        assert!(!answer.body.to_string().contains(of_other));
    }
}
