//! Other shapes: pings, Slack's messages, what automation tools ask for.

use daybook_shared::access::Scope;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;
use crate::support::receiver::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_sent_once_whatever_the_endpoint_s_state() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    let test = route::webhook_test(desk.workspace(), &made.id);
    let asked = desk.post(&test, &Value::Null).await;
    assert_eq!(
        (asked.code(), &asked.body["type"]),
        (202, &json!("ping")),
        "{}",
        asked.body
    );
    assert_eq!(desk.work().await, 1);
    let got = desk.receiver.only();
    let (id, body) = (asked.body["id"].clone(), got.json());
    assert_eq!(
        body,
        json!({"type": "ping", "timestamp": "2026-11-21T09:30:00.000000Z", "data": {"id": id, "webhook_id": made.id}})
    );
    assert_eq!(got.id(), id.as_str().unwrap());
    assert_eq!(desk.delivery(&made, got.id()).await["request_body"], got.body);

    desk.receiver.answer(|_| Answer::of(500));
    desk.post(&test, &Value::Null).await;
    assert_eq!(desk.work().await, 1);
    desk.wait(30 * 24 * 60 * 60).await;
    assert_eq!(desk.work().await, 0, "a ping is not tried again");
    assert_eq!(desk.shown(&made).await["state"], "enabled");

    assert_eq!(desk.patch(&made, json!({"state": "disabled"})).await.code(), 200);
    desk.post(&test, &Value::Null).await;
    assert_eq!(desk.work().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_gets_a_message_in_which_nothing_is_markup_that_somebody_wrote() {
    let desk = Desk::start().await;
    let url = format!("{}/services/T0/B0/x", desk.receiver.url);
    let made = desk
        .endpoint_with(json!({"url": url, "filter": {"category": "posts"}, "format": "slack"}))
        .await;
    let event = desk
        .append(json!({
            "type": "post.failed", "platform": "tiktok", "description": "<!channel> *Sarah* & <https://evil.example|us>",
            "error": {"code": "expired", "reason": "The token <b>expired</b>."},
            "actor": {"kind": "member", "id": "sarah", "name": "*Sarah* :tada: https://evil.example <@U1>"}, "occurred_at": "2026-11-20T10:00:00Z",
        }))
        .await;
    desk.work().await;
    let got = desk.receiver.only();
    let id = event["id"].as_str().unwrap();
    let link = format!("{}/w/{}/events/{id}", desk.app.url, desk.workspace());
    let around =
        format!("<!date^1795168800^{{date_short_pretty}} {{time}}|20 Nov 2026 10:00 UTC> · <{link}|Open>");
    let plain = |text: &str| json!({"type": "plain_text", "text": text, "emoji": false});
    let section = |text: &str| json!({"type": "section", "text": plain(text)});
    assert_eq!(
        got.json(),
        json!({
            "text": "&lt;!channel&gt; *Sarah* &amp; &lt;https://evil.example|us&gt;",
            "blocks": [
                section("<!channel> *Sarah* & <https://evil.example|us>"),
                section("The token <b>expired</b>."),
                {"type": "context", "elements": [
                    plain("Post failed · TikTok · Failed · *Sarah* :tada: https://evil.example <@U1>"),
                    {"type": "mrkdwn", "text": around},
                ]},
            ],
            "mrkdwn": false, "unfurl_links": false, "unfurl_media": false,
        })
    );
    assert!(!got.header("webhook-signature").is_empty());
    assert_eq!(desk.delivery(&made, got.id()).await["request_body"], got.body);

    desk.receiver.forget();
    desk.append(json!({"type": "post.failed", "description": " ", "error": {"code": "x", "reason": " "}}))
        .await;
    desk.work().await;
    let blank = desk.receiver.only().json();
    let texts: Vec<&Value> = blank["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|block| &block["text"]["text"])
        .collect();
    assert_eq!(
        texts,
        [&json!("Post failed"), &Value::Null],
        "Slack refuses a block without a word"
    );

    desk.receiver.forget();
    desk.post(&route::webhook_test(desk.workspace(), &made.id), &Value::Null)
        .await;
    desk.work().await;
    assert!(
        desk.receiver.only().json()["text"]
            .as_str()
            .unwrap()
            .contains("can reach this channel")
    );
}

/// As Zapier's REST hooks do it: a sample, a subscription, messages, no subscription.
#[tokio::test(flavor = "multi_thread")]
async fn an_automation_tool_subscribes_and_unsubscribes() {
    let desk = Desk::start().await;
    let key = desk.app.key(desk.workspace(), &[Scope::Admin]).await;
    let samples = format!("{}?type=post.failed", route::webhook_samples(desk.workspace()));
    let none = desk.app.get(&samples, &key).await;
    assert_eq!((none.code(), &none.body), (200, &json!([])));
    let mut sequences = Vec::new();
    for _ in 0..4 {
        desk.append(json!({"type": "post.published"})).await;
        desk.app.clock.advance_seconds(1);
        sequences.push(desk.append(json!({"type": "post.failed"})).await["sequence"].clone());
    }
    let sample = desk.app.get(&samples, &key).await.body;
    let sample = sample.as_array().unwrap();
    let shown: Vec<&Value> = sample.iter().map(|one| &one["data"]["sequence"]).collect();
    assert_eq!(
        shown,
        [&sequences[3], &sequences[2], &sequences[1]],
        "the newest first"
    );

    let target = format!("{}/hooks/standard/1/", desk.receiver.url);
    let body = json!({"url": target, "filter": {"type": "post.failed"}});
    let subscribed = desk
        .app
        .post(&route::webhooks(desk.workspace()), &key, &body)
        .await;
    assert_eq!(subscribed.code(), 201, "{}", subscribed.body);
    let id = subscribed.body["id"].as_str().unwrap();
    desk.append(json!({"type": "post.published"})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    let got = desk.receiver.only().json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&got), keys(&sample[0]), "what was shown is what comes");

    let path = route::webhook(desk.workspace(), id);
    let gone = desk.app.json(Method::DELETE, &path, &key, &Value::Null).await;
    assert_eq!(gone.code(), 204);
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 0);
}
