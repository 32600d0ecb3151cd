//! Signatures: what is not the platform's own is refused before anything is read or written.

use daybook_shared::route;
use reqwest::Method;
use serde_json::json;

use super::{Desk, SECRET, hmac};
use crate::support::app::{Answer, send};

const BODY: &[u8] = br#"{"object":"instagram","entry":[{"id":"1","time":1520622968,"changes":[{"field":"mentions","value":{"media_id":"2"}}]}]}"#;

async fn refused(desk: &Desk, answer: Answer, what: &str) {
    assert_eq!(
        (answer.code(), answer.problem()),
        (401, "invalid_signature"),
        "{what}: {}",
        answer.body
    );
    assert!(!answer.body.to_string().contains(SECRET), "{what}");
    assert_eq!(desk.told().await.len(), 0, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_meta_has_not_signed_is_refused_without_a_write() {
    let desk = Desk::start().await;
    let source = desk.source("instagram").await;
    let writes = desk.app.state.database.writes();
    let right = hmac(&[BODY]);
    let mut wrong = right.clone();
    wrong.replace_range(0..1, if right.starts_with('0') { "1" } else { "0" });
    for header in [
        format!("sha256={wrong}"),
        format!("sha1={}", &right[..40]),
        right.clone(),
        format!("sha256={}", &right[..63]),
        "sha256=".to_owned(),
    ] {
        let request = desk.request(&source, BODY).header("X-Hub-Signature-256", &header);
        refused(&desk, send(request).await, &header).await;
    }
    refused(&desk, send(desk.request(&source, BODY)).await, "no header").await;
    let twice = desk
        .of_meta(&source, BODY)
        .header("X-Hub-Signature-256", format!("sha256={right}"));
    refused(&desk, send(twice).await, "two headers").await;
    let changed = desk
        .request(&source, &[BODY, b" "].concat())
        .header("X-Hub-Signature-256", format!("sha256={right}"));
    refused(&desk, send(changed).await, "a blank more").await;
    // What is signed wrongly is not read: it need be no JSON.
    let broken = desk
        .request(&source, b"{")
        .header("X-Hub-Signature-256", format!("sha256={right}"));
    refused(&desk, send(broken).await, "no JSON").await;
    // Signed as TikTok does it, with the right secret.
    refused(
        &desk,
        send(desk.of_tiktok(&source, BODY)).await,
        "TikTok's header",
    )
    .await;
    assert_eq!(desk.app.state.database.writes(), writes);
    assert_eq!(desk.row(&source).await.last_received_at, None);

    let taken = send(desk.of_meta(&source, BODY)).await;
    assert_eq!(taken.code(), 200);
    assert_eq!(desk.told().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tiktok_has_not_signed_about_now_is_refused() {
    let desk = Desk::start().await;
    let source = desk.source("tiktok").await;
    let body = br#"{"client_key":"k","event":"post.publish.complete","create_time":1763717400,"user_openid":"u","content":"{\"publish_id\":\"p\"}"}"#;
    let now = desk.app.clock.now().0 / 1_000_000;
    let signed = |seconds: i64| {
        let text = seconds.to_string();
        let tag = hmac(&[text.as_bytes(), b".", body]);
        desk.request(&source, body)
            .header("TikTok-Signature", format!("t={text},s={tag}"))
    };
    for (offset, what) in [(-301, "too old"), (301, "too early")] {
        refused(&desk, send(signed(now + offset)).await, what).await;
    }
    let tag = hmac(&[now.to_string().as_bytes(), b".", body]);
    for header in [
        format!("t={},s={tag}", now + 1),
        format!("t={now}"),
        format!("s={tag}"),
        format!("sha256={}", hmac(&[body])),
    ] {
        let request = desk.request(&source, body).header("TikTok-Signature", &header);
        refused(&desk, send(request).await, &header).await;
    }
    refused(&desk, send(desk.of_meta(&source, body)).await, "Meta's header").await;
    for offset in [-300, 300] {
        assert_eq!(send(signed(now + offset)).await.code(), 200, "{offset}");
    }
    assert_eq!(desk.told().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_not_there_is_a_404_in_every_form() {
    let desk = Desk::start().await;
    let source = desk.source("instagram").await;
    let deleted = desk.source("instagram").await;
    let path = route::inbound_source(desk.workspace, &deleted);
    let gone = desk
        .app
        .json(Method::DELETE, &path, &desk.token, &json!(null))
        .await;
    assert_eq!(gone.code(), 204);
    let ids = [
        deleted.as_str(),
        "src_00000000000000000000000007",
        "src_1",
        "wsp_00000000000000000000000007",
        "%00",
    ];
    for id in ids {
        let answer = send(desk.of_meta(id, BODY)).await;
        assert_eq!((answer.code(), answer.problem()), (404, "not_found"), "{id}");
        let answer = send(desk.app.request(Method::GET, &route::inbound(id))).await;
        assert_eq!((answer.code(), answer.problem()), (404, "not_found"), "{id}");
    }
    let other = desk.app.request(Method::PUT, &route::inbound(&source));
    assert_eq!(send(other).await.code(), 405);
    assert_eq!(desk.told().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_app_is_an_account_that_is_disconnected() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let form = |body: String| {
        desk.app
            .request(Method::POST, &route::inbound(&source))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    };
    let payload = base64(br#"{"user_id":"218471","algorithm":"HMAC-SHA256","issued_at":1763717400}"#);
    let tag = base64(&hex::decode(hmac(&[payload.as_bytes()])).unwrap());
    for (body, what) in [
        (format!("signed_request={tag}.{payload}A"), "another payload"),
        (
            format!("signed_request=A{}.{payload}", &tag[1..]),
            "another signature",
        ),
        ("signed_request=x".to_owned(), "no signature"),
        (String::new(), "no request"),
    ] {
        refused(&desk, send(form(body)).await, what).await;
    }
    for _ in 0..2 {
        assert_eq!(
            send(form(format!("signed_request={tag}.{payload}"))).await.code(),
            200
        );
    }
    let told = desk.told().await;
    assert_eq!(told.len(), 1);
    let event = &told[0];
    assert_eq!(event["type"], "account.disconnected");
    assert_eq!(event["platform"], "facebook");
    assert_eq!(event["state"], "disconnected");
    assert_eq!(event["targets"], json!([{"type": "account", "id": "218471"}]));
    assert_eq!(event["error"]["code"], "permission_revoked");
    assert_eq!(event["occurred_at"], "2025-11-21T09:30:00.000000Z");
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
