//! What was delivered, failed or missed is sent again: one, or a part of the log; order and ids stay.

use daybook_shared::id::DeliveryId;
use daybook_shared::limits::{DELIVERY_LOG_DAYS, MAX_KEPT_DELIVERIES};
use daybook_shared::route;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};

use super::{Desk, Made};
use crate::support::receiver::Answer;

impl Desk {
    async fn redeliver(&self, made: &Made, body: Value) -> crate::support::app::Answer {
        let path = route::webhook_redeliver(self.workspace(), &made.id);
        self.post(&path, &body).await
    }

    /// Appends so many events; answers their places.
    async fn append_many(&self, count: usize) -> Vec<i64> {
        let events: Vec<Value> = (0..count).map(|_| json!({"type": "post.failed"})).collect();
        let path = format!("{}/batch", route::events(self.workspace()));
        let answer = self.post(&path, &json!(events)).await;
        let results = answer.body["results"].as_array().unwrap();
        results
            .iter()
            .map(|result| result["sequence"].as_i64().unwrap())
            .collect()
    }

    fn sequences(&self) -> Vec<i64> {
        self.receiver.got().iter().map(|got| got.sequence()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_sent_again_under_its_id() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    let id = desk.receiver.only().id().to_owned();
    let asked = desk.redeliver(&made, json!({"delivery_id": id})).await;
    assert_eq!(asked.code(), 202, "{}", asked.body);
    assert_eq!(
        (
            &asked.body["delivery"]["state"],
            &asked.body["delivery"]["attempt_count"]
        ),
        (&json!("pending"), &json!(0))
    );
    assert_eq!(desk.work().await, 1);
    let got = desk.receiver.got();
    assert_eq!(
        (got.len(), got[1].id(), &got[1].body),
        (2, id.as_str(), &got[0].body)
    );
    let detail = desk.delivery(&made, &id).await;
    let numbers: Vec<&Value> = detail["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert_eq!(numbers, [2, 1]);
    // The endpoint next door knows nothing of it.
    let other = desk.endpoint(json!({})).await;
    assert_eq!(
        desk.redeliver(&other, json!({"delivery_id": id})).await.code(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_log_is_sent_again_as_far_as_it_was_not_delivered() {
    let mut desk = Desk::start().await;
    let before = desk.append_many(3).await;
    let made = desk.endpoint(json!({"type": "post.failed"})).await;
    let delivered = desk.append_many(2).await;
    desk.work().await;
    desk.receiver.answer(|_| Answer::of(500));
    let failed = desk.append_many(2).await;
    desk.work().await;
    assert_eq!(desk.patch(&made, json!({"state": "disabled"})).await.code(), 200);
    let refused = desk.redeliver(&made, json!({"from_sequence": 1})).await;
    assert_eq!((refused.code(), refused.problem()), (409, "wrong_state"));
    desk.wait(60).await;
    let missed = desk.append_many(450).await;
    assert_eq!(desk.patch(&made, json!({"state": "enabled"})).await.code(), 200);
    desk.receiver.answer(|_| Answer::of(200));
    let after = desk.append_many(1).await;
    assert_eq!(desk.work().await, 1);
    let ids: Vec<String> = desk
        .receiver
        .got()
        .iter()
        .map(|got| got.id().to_owned())
        .collect();

    desk.receiver.forget();
    let asked = desk
        .redeliver(&made, json!({"from_sequence": delivered[0]}))
        .await;
    assert_eq!(asked.code(), 202, "{}", asked.body);
    assert_eq!(
        asked.body,
        json!({"from_sequence": delivered[0], "to_sequence": after[0]})
    );
    let again = desk.redeliver(&made, json!({"from_sequence": 1})).await;
    assert_eq!(
        (again.code(), again.problem()),
        (409, "wrong_state"),
        "one after the other"
    );
    desk.work().await;
    assert_eq!(desk.sequences(), [&failed[..], &missed[..]].concat());
    let first: Vec<String> = desk.receiver.got()[..2]
        .iter()
        .map(|got| got.id().to_owned())
        .collect();
    assert_eq!(first, ids[2..4], "under the ids that they had");
    assert_eq!(desk.shown(&made).await["replay_to"], Value::Null);

    desk.receiver.forget();
    let all = json!({"from_sequence": 1, "to_sequence": delivered[1], "include_delivered": true});
    assert_eq!(desk.redeliver(&made, all).await.code(), 202);
    desk.work().await;
    assert_eq!(desk.sequences(), [&before[..], &delivered[..]].concat());

    desk.receiver.forget();
    let by_time =
        json!({"from": "2026-11-21T09:31:00Z", "to": "2026-11-21T09:31:01Z", "include_delivered": true});
    let asked = desk.redeliver(&made, by_time).await;
    // From the event that told of the switching off, a minute before, on.
    assert_eq!(asked.body["from_sequence"], missed[0]);
    desk.work().await;
    assert_eq!(desk.sequences(), [&missed[..], &after[..]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_cannot_be_is_refused_and_says_why() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({"type": "post.failed"})).await;
    let head = desk.append_many(3).await[2];
    for (body, pointer, code) in [
        (
            json!({"from_sequence": 3, "to_sequence": 2}),
            "/to_sequence",
            "contradiction",
        ),
        (
            json!({"from": "2026-11-21T09:00:00Z", "to": "2026-11-21T08:00:00Z"}),
            "/to",
            "contradiction",
        ),
        (
            json!({"from_sequence": head + 1}),
            "/from_sequence",
            "out_of_range",
        ),
        (json!({"from": "2030-01-01T00:00:00Z"}), "/from", "out_of_range"),
    ] {
        let refused = desk.redeliver(&made, body.clone()).await;
        let error = &refused.body["errors"][0];
        assert_eq!(
            (refused.code(), &error["pointer"], &error["code"]),
            (422, &json!(pointer), &json!(code)),
            "{body}: {}",
            refused.body
        );
    }
    let refused = desk.redeliver(&made, json!({"from_sequence": head + 1})).await;
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.ends_with(&format!("is at {head}")), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_brings_forward_what_waits_for_its_next_try() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({"type": "post.failed"})).await;
    desk.receiver.answer(|_| Answer::of(500));
    desk.append_many(3).await;
    assert_eq!(desk.work().await, 3);
    desk.receiver.answer(|_| Answer::of(200));
    assert_eq!(desk.work().await, 0);
    assert_eq!(
        desk.redeliver(&made, json!({"from_sequence": 1})).await.code(),
        202
    );
    assert_eq!(desk.work().await, 3);
    assert_eq!(desk.deliveries(&made, "state=delivered").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_deliveries_is_bounded_and_what_it_forgot_keeps_its_id() {
    use daybook_api::store::webhooks::deliveries;
    use daybook_api::work::webhook_log::forget_old;

    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"type": "post.failed"})).await;
    desk.append_many(1).await;
    desk.work().await;
    desk.wait(DELIVERY_LOG_DAYS * 24 * 60 * 60 - 1).await;
    assert_eq!(forget_old(&desk.app.state).await.unwrap(), 0);
    desk.wait(1).await;
    assert_eq!(forget_old(&desk.app.state).await.unwrap(), 1);
    assert!(desk.deliveries(&made, "").await.is_empty());
    let reader = desk.app.state.database.reader();
    let waiting = deliveries::count_waiting(reader, desk.workspace(), made.id.parse().unwrap());
    assert_eq!(waiting.await.unwrap(), 0);
    let id = desk.receiver.only().id().to_owned();
    assert_eq!(
        desk.redeliver(&made, json!({"from_sequence": 1})).await.code(),
        202
    );
    assert_eq!(desk.work().await, 1);
    assert_eq!(desk.receiver.got()[1].id(), id);
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_deliveries_are_kept_and_the_oldest_are_forgotten() {
    use daybook_api::store::webhooks::deliveries::{self, NewDelivery};
    use daybook_api::work::webhook_log::forget_old;

    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({})).await;
    let (workspace, endpoint) = (desk.workspace(), made.id.parse().unwrap());
    for (moment, count) in [(0, 3), (1, MAX_KEPT_DELIVERIES)] {
        desk.wait(moment).await;
        let (clock, database) = (&desk.app.clock, &desk.app.state.database);
        let new = |_| NewDelivery {
            id: DeliveryId(clock.new_uuid()),
            event: None,
            kind: "ping".to_owned(),
        };
        let (new, now) = ((0..count).map(new).collect(), clock.now());
        let sql = format!(
            "UPDATE webhook_deliveries SET state = 'delivered', due_at = NULL, finished_at = {} WHERE due_at IS NOT NULL",
            now.0
        );
        let written = database.write::<_, DbErr, _>(move |transaction| {
            Box::pin(async move {
                deliveries::insert(transaction, workspace, endpoint, new, now, now).await?;
                transaction.execute_unprepared(&sql).await.map(drop)
            })
        });
        written.await.unwrap();
    }
    assert_eq!(forget_old(&desk.app.state).await.unwrap(), 3);
    assert_eq!(
        desk.shown(&made).await["deliveries"]["delivered"],
        MAX_KEPT_DELIVERIES
    );
    assert_eq!(forget_old(&desk.app.state).await.unwrap(), 0);
}
