//! What happens to an endpoint or a delivery while a try is under way, and whose turn is next.

use std::time::Duration;

use daybook_api::webhooks::look;
use daybook_shared::route;
use serde_json::{Value, json};

use super::{Desk, Made};
use crate::support::program::eventually;
use crate::support::receiver::Answer;

impl Desk {
    /// Answers so, but late enough for something to be done meanwhile.
    fn answer_late(&self, status: u16) {
        self.receiver.answer(move |_| Answer {
            after: Duration::from_secs(2),
            ..Answer::of(status)
        });
    }

    /// Works, and does something as soon as a message came to the receiver, before it answers; answers how many tries there were.
    async fn work_while(&self, meanwhile: impl AsyncFnOnce(&Desk)) -> usize {
        let before = self.receiver.answered().len();
        let doing = async {
            eventually("a message", || async {
                (self.receiver.count() > before).then_some(())
            })
            .await;
            meanwhile(self).await;
            assert_eq!(self.receiver.answered().len(), before, "done before the answer");
        };
        tokio::join!(self.work(), doing).0
    }

    async fn send_again(&self, made: &Made, body: Value) -> crate::support::app::Answer {
        self.post(&route::webhook_redeliver(self.workspace(), &made.id), &body)
            .await
    }

    /// The only delivery to an endpoint, with its tries.
    async fn only_delivery(&self, made: &Made) -> Value {
        let deliveries = self.deliveries(made, "").await;
        assert_eq!(deliveries.len(), 1, "{deliveries:?}");
        self.delivery(made, deliveries[0]["id"].as_str().unwrap()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_gone_stops_no_endpoint_that_has_moved() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.answer_late(410);
    let elsewhere = format!("{}/elsewhere", desk.receiver.url);
    desk.work_while(async |desk| {
        let moved = desk.patch(&made, json!({"url": elsewhere})).await;
        assert_eq!(moved.code(), 200, "{}", moved.body);
    })
    .await;
    assert_eq!(desk.shown(&made).await["state"], "enabled");
    let delivery = desk.only_delivery(&made).await;
    assert_eq!(delivery["attempts"][0]["status"], 410);
    assert_eq!(delivery["state"], "pending", "it goes to the new address");
    desk.receiver.answer(|_| Answer::of(200));
    desk.wait(10).await;
    assert_eq!(desk.work().await, 1);
    assert_eq!(desk.receiver.got()[1].path, "/elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_for_again_while_it_is_tried_it_is_sent_once() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.answer_late(200);
    let tries = desk
        .work_while(async |desk| {
            let under_way = desk.only_delivery(&made).await;
            assert_eq!(under_way["state"], "pending");
            assert_eq!(under_way["next_attempt_at"], Value::Null, "it is tried now");
            let body = json!({"delivery_id": under_way["id"]});
            let asked = desk.send_again(&made, body).await;
            assert_eq!(asked.code(), 202, "{}", asked.body);
        })
        .await;
    assert_eq!((tries, desk.work().await), (1, 0));
    assert_eq!(desk.receiver.count(), 1);
    let delivery = desk.only_delivery(&made).await;
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_at_an_endpoint_that_was_switched_off_meanwhile_is_delivered() {
    for (status, state) in [(200, "delivered"), (500, "failed")] {
        let desk = Desk::start().await;
        let made = desk.endpoint(json!({"category": "posts"})).await;
        desk.append(json!({"type": "post.failed"})).await;
        desk.answer_late(status);
        desk.work_while(async |desk| {
            let off = desk.patch(&made, json!({"state": "disabled"})).await;
            assert_eq!(off.code(), 200, "{}", off.body);
        })
        .await;
        let delivery = desk.only_delivery(&made).await;
        assert_eq!(delivery["state"], state);
        assert_eq!(delivery["attempt_count"], 1);
        assert_eq!(delivery["attempts"][0]["status"], status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_says_when_gets_nothing_else_before_either() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver
        .answer(|_| Answer::of(429).with("retry-after", "60"));
    for _ in 0..5 {
        desk.append(json!({"type": "post.failed"})).await;
    }
    assert_eq!(desk.work().await, 1, "the others wait too");
    let ping = desk
        .post(&route::webhook_test(desk.workspace(), &made.id), &json!({}))
        .await;
    assert_eq!(ping.code(), 202, "{}", ping.body);
    desk.wait(59).await;
    assert_eq!(desk.work().await, 0);
    desk.wait(1).await;
    desk.receiver.answer(|_| Answer::of(200));
    assert_eq!(desk.work().await, 6);
    let kinds: Vec<Value> = desk
        .receiver
        .got()
        .iter()
        .map(|got| got.json()["type"].clone())
        .collect();
    assert_eq!(kinds[1], "ping", "before the backlog");
    let counts: Vec<Value> = desk
        .deliveries(&made, "state=delivered")
        .await
        .iter()
        .map(|one| one["attempt_count"].clone())
        .collect();
    assert_eq!(counts, vec![json!(1); 6], "what was put off did not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_has_time_is_given_up_when_all_others_are() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver
        .answer(|_| Answer::of(429).with("retry-after", "72000"));
    desk.append(json!({"type": "post.failed"})).await;
    for hours in [0, 20, 40, 60] {
        assert_eq!(desk.work().await, 1, "after {hours} hours");
        assert_eq!(desk.shown(&made).await["state"], "enabled", "after {hours} hours");
        desk.wait(72_000).await;
    }
    assert_eq!(desk.work().await, 1);
    let shown = desk.shown(&made).await;
    assert_eq!(shown["disabled"]["code"], "exhausted", "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_asks_for_goes_before_what_waits() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    let id = desk.receiver.only().id().to_owned();
    for _ in 0..3 {
        desk.append(json!({"type": "post.failed"})).await;
    }
    look::look_to_the_end(&desk.app.state).await.unwrap();
    desk.wait(1).await;
    let asked = desk.send_again(&made, json!({"delivery_id": id})).await;
    assert_eq!(asked.code(), 202, "{}", asked.body);
    assert_eq!(
        asked.body["delivery"]["next_attempt_at"],
        "2026-11-21T09:30:01.000000Z"
    );
    assert_eq!(desk.work().await, 4);
    assert_eq!(desk.receiver.got()[1].id(), id);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_far_behind_holds_up_none_at_the_head() {
    let desk = Desk::start().await;
    let behind = desk.endpoint(json!({"category": "posts"})).await;
    let events = json!(
        (0..400)
            .map(|_| json!({"type": "post.failed"}))
            .collect::<Vec<_>>()
    );
    desk.post(&format!("{}/batch", route::events(desk.workspace())), &events)
        .await;
    let at_the_head = desk.endpoint(json!({"category": "posts"})).await;
    desk.append(json!({"type": "post.published"})).await;
    assert!(look::look(&desk.app.state).await.unwrap());
    assert_eq!(
        desk.deliveries(&at_the_head, "").await.len(),
        1,
        "in the first look"
    );
    assert!(!desk.deliveries(&behind, "").await.is_empty());
}
