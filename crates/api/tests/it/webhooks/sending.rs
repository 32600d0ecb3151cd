//! Events leave once, as they are stored, signed, and are tried again where they did not arrive.

use daybook_api::webhooks::secret::Secret;
use daybook_api::webhooks::signature::sign;
use daybook_shared::route;
use serde_json::json;

use super::Desk;
use crate::support::receiver::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn an_event_arrives_signed_and_as_it_is_stored() {
    let desk = Desk::start().await;
    desk.append(json!({"type": "post.failed"})).await;
    let made = desk.endpoint(json!({"state": ["failed"], "platform": "x"})).await;
    desk.append(json!({"type": "post.published", "platform": "x"}))
        .await;
    desk.append(json!({"type": "post.failed", "platform": "tiktok"}))
        .await;
    let event = desk
        .append(json!({"type": "post.failed", "platform": "x", "metadata": {"ü": 1.50}, "occurred_at": "2026-11-20T10:00:00Z"}))
        .await;
    assert_eq!(desk.work().await, 1);
    assert_eq!(desk.work().await, 0, "once");

    let got = desk.receiver.only();
    assert_eq!(got.path, "/hook");
    assert_eq!(got.header("content-type"), "application/json");
    assert!(got.header("user-agent").starts_with("Daybook/"));
    assert_eq!(got.header("webhook-timestamp"), "1795253400");
    let stored = desk
        .app
        .get(
            &format!(
                "{}/{}",
                route::events(desk.workspace()),
                event["id"].as_str().unwrap()
            ),
            &desk.token,
        )
        .await;
    assert_eq!(got.json()["data"], stored.body);
    let (head, _) = got.body.split_once("\"data\":").unwrap();
    assert_eq!(
        head,
        r#"{"type":"post.failed","timestamp":"2026-11-20T10:00:00.000000Z","#
    );
    let secret = Secret::parse(&made.secret).unwrap();
    let signature = sign([&secret], got.id(), 1_795_253_400, &got.body);
    assert_eq!(got.header("webhook-signature"), signature);

    let deliveries = desk.deliveries(&made, "").await;
    assert_eq!(
        deliveries,
        [json!({
            "id": got.id(), "type": "post.failed", "event_id": event["id"], "sequence": event["sequence"], "state": "delivered",
            "attempt_count": 1, "created_at": "2026-11-21T09:30:00.000000Z", "finished_at": "2026-11-21T09:30:00.000000Z",
            "last_status": 204,
        })]
    );
    let detail = desk.delivery(&made, got.id()).await;
    assert_eq!(detail["request_body"], got.body);
    let attempt = &detail["attempts"][0];
    assert_eq!(attempt["request_headers"]["webhook-signature"], signature);
    assert_eq!((&attempt["status"], &attempt["number"]), (&json!(204), &json!(1)));
    assert_eq!(attempt["url"], format!("{}/hook", desk.receiver.url));
    let shown = desk.shown(&made).await;
    assert_eq!(
        shown["deliveries"],
        json!({"delivered": 1, "failed": 0, "pending": 0})
    );
    assert_eq!(shown["sequence"], event["sequence"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_arrive_is_tried_again_under_the_same_id() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    desk.receiver.answer(|_| Answer::of(503).with("x-why", "busy"));
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 1);
    let waiting = &desk.deliveries(&made, "state=pending").await[0];
    assert_eq!(
        (&waiting["last_status"], &waiting["attempt_count"]),
        (&json!(503), &json!(1))
    );
    assert_eq!(waiting["last_error"], "answered 503");
    desk.wait(4).await;
    assert_eq!(desk.work().await, 0, "not before its time");
    desk.receiver.answer(|_| Answer::of(200));
    desk.wait(2).await;
    assert_eq!(desk.work().await, 1);
    let got = desk.receiver.got();
    assert_eq!(got[0].id(), got[1].id());
    assert_eq!(got[0].body, got[1].body);
    let stamps: Vec<i64> = got
        .iter()
        .map(|got| got.header("webhook-timestamp").parse().unwrap())
        .collect();
    assert_eq!(stamps[1] - stamps[0], 6);
    let detail = desk.delivery(&made, got[0].id()).await;
    assert_eq!(detail["state"], "delivered");
    assert_eq!(detail["attempts"][1]["response_headers"]["x-why"], "busy");
    assert_eq!(desk.work().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_is_counted_back_from_when_an_event_was_recorded() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"range": "1h"})).await;
    let now = desk.app.clock.now();
    let soon = desk
        .append(json!({"type": "post.failed", "occurred_at": now.plus_seconds(-3_590)}))
        .await;
    desk.append(json!({"type": "post.failed", "occurred_at": now.plus_seconds(-3_700)}))
        .await;
    desk.wait(60).await;
    desk.work().await;
    let sent = desk.deliveries(&made, "").await;
    assert_eq!(sent.len(), 1, "looked at a minute later: {sent:?}");
    assert_eq!(sent[0]["event_id"], soon["id"]);
}
