//! Endpoints are stopped: by their receiver, by failing for days, by what happens to whoever answers for them.

use daybook_api::entity::mail;
use daybook_api::store::memberships;
use daybook_api::webhooks::schedule::{AGAIN_AFTER_SECONDS, MOST_ATTEMPTS};
use daybook_shared::access::Scope;
use daybook_shared::id::UserId;
use daybook_shared::route;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};

use super::Desk;
use crate::support::receiver::Answer;

async fn mails(desk: &Desk) -> Vec<mail::Model> {
    let rows = mail::Entity::find();
    rows.all(desk.app.state.database.reader()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_gets_nothing_any_more() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver.answer(|_| Answer::of(410));
    desk.append(json!({"type": "post.failed"})).await;
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 0);
    assert_eq!(desk.receiver.got().len(), 1);
    let shown = desk.shown(&made).await;
    assert_eq!(
        (&shown["state"], &shown["disabled"]["code"]),
        (&json!("disabled"), &json!("gone"))
    );
    assert_eq!(
        shown["deliveries"],
        json!({"delivered": 0, "failed": 2, "pending": 0})
    );
    let failed = desk.deliveries(&made, "state=failed").await;
    assert_eq!(
        failed[0]["last_error"],
        "the endpoint was disabled before this was delivered"
    );
    assert_eq!(failed[1]["last_status"], 410);
    let detail = desk.delivery(&made, failed[1]["id"].as_str().unwrap()).await;
    assert_eq!(detail["attempts"][0]["status"], 410);

    let told = desk.told("webhook_endpoint.disabled").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["error"]["code"], "gone");
    assert_eq!(told[0]["description"], "Deliveries to 127.0.0.1 stopped");
    assert_eq!(told[0]["actor"]["kind"], "system");
    let mails = mails(&desk).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to_address, "olive@example.com");
    assert!(
        mails[0].text.contains("The receiver answered 410"),
        "{}",
        mails[0].text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_tried_as_the_standard_says_and_then_the_endpoint_stops() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver.answer(|_| Answer::of(500));
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 1);
    for (number, seconds) in (1..).zip(AGAIN_AFTER_SECONDS) {
        desk.wait(seconds - 1).await;
        assert_eq!(desk.work().await, 0, "before try {}", number + 1);
        desk.wait(2 + seconds / 10).await;
        assert_eq!(desk.work().await, 1, "try {}", number + 1);
    }
    let ids: Vec<String> = desk
        .receiver
        .got()
        .iter()
        .map(|got| got.id().to_owned())
        .collect();
    assert_eq!(ids.len(), MOST_ATTEMPTS);
    assert!(ids.iter().all(|id| *id == ids[0]));
    let shown = desk.shown(&made).await;
    assert_eq!(shown["disabled"]["code"], "exhausted", "{shown}");
    let reason = "A delivery was tried 10 times over 3 days, and nothing else arrived meanwhile. The last try: answered 500.";
    assert_eq!(shown["disabled"]["reason"], reason);
    assert_eq!(desk.told("webhook_endpoint.disabled").await.len(), 1);
    assert_eq!(mails(&desk).await.len(), 1);
    desk.wait(30 * 24 * 60 * 60).await;
    assert_eq!(desk.work().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_that_a_receiver_never_takes_stops_no_endpoint() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver.answer(|got| {
        let is_poison = got.json()["type"] == "post.failed";
        Answer::of(if is_poison { 500 } else { 200 })
    });
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    for seconds in AGAIN_AFTER_SECONDS {
        desk.wait(1 + seconds + seconds / 10).await;
        desk.append(json!({"type": "post.published"})).await;
        desk.work().await;
    }
    let shown = desk.shown(&made).await;
    assert_eq!(shown["state"], "enabled");
    let failed = desk.deliveries(&made, "state=failed").await;
    assert_eq!((failed.len(), &failed[0]["attempt_count"]), (1, &json!(10)));
    assert!(mails(&desk).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_says_when_is_not_called_before() {
    let mut desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    desk.receiver
        .answer(|_| Answer::of(429).with("retry-after", "3600"));
    desk.append(json!({"type": "post.failed"})).await;
    desk.work().await;
    let next = desk.deliveries(&made, "").await[0]["next_attempt_at"].clone();
    assert_eq!(next, "2026-11-21T10:30:00.000000Z");
    desk.wait(3_599).await;
    assert_eq!(desk.work().await, 0);
    desk.wait(1).await;
    assert_eq!(desk.work().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_on_again_it_is_sent_what_comes_then() {
    let desk = Desk::start().await;
    let made = desk.endpoint(json!({"category": "posts"})).await;
    assert_eq!(desk.patch(&made, json!({"state": "disabled"})).await.code(), 200);
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 0);
    let on = desk.patch(&made, json!({"state": "enabled"})).await;
    assert_eq!((on.code(), &on.body["disabled"]), (200, &Value::Null));
    let event = desk.append(json!({"type": "post.published"})).await;
    assert_eq!(desk.work().await, 1);
    assert_eq!(desk.receiver.only().json()["data"]["id"], event["id"]);
    assert!(mails(&desk).await.is_empty(), "who does it knows");
}

/// An endpoint that was made, and what is lost by whoever answers for it.
async fn stops_with(lose: impl AsyncFn(&Desk), token: &str, desk: &Desk, code: &str) {
    let body = json!({"url": format!("{}/hook", desk.receiver.url), "filter": {}});
    let made = desk
        .app
        .post(&route::webhooks(desk.workspace()), token, &body)
        .await;
    assert_eq!(made.code(), 201, "{}", made.body);
    let id = made.body["id"].as_str().unwrap();
    // One waits already, one comes after.
    desk.append(json!({"type": "post.failed"})).await;
    daybook_api::webhooks::look::look_to_the_end(&desk.app.state)
        .await
        .unwrap();
    lose(desk).await;
    assert_eq!(desk.work().await, 0);
    assert!(desk.receiver.got().is_empty(), "nothing leaves any more");
    let path = route::webhook(desk.workspace(), id);
    let shown = desk.app.get(&path, &desk.token).await;
    assert_eq!(shown.body["disabled"]["code"], code, "{}", shown.body);
}

async fn set_role(desk: &Desk, user: UserId, role: &str) {
    let sql = format!("UPDATE memberships SET role = '{role}' WHERE user_id = $1");
    let database = &desk.app.state.database;
    let update = Statement::from_sql_and_values(database.engine().backend(), sql, [user.0.into()]);
    let work = database
        .write(move |transaction| Box::pin(async move { transaction.execute_raw(update).await.map(drop) }));
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_stops_with_the_rights_of_whoever_answers_for_it() {
    let desk = Desk::start().await;
    let token = desk.token_of(&desk.seed.admin).await;
    let admin = UserId(desk.seed.admin.id);
    stops_with(
        async |desk| set_role(desk, admin, "member").await,
        &token,
        &desk,
        "maker",
    )
    .await;
    let mails = mails(&desk).await;
    let to: Vec<&str> = mails.iter().map(|mail| mail.to_address.as_str()).collect();
    assert_eq!(to, ["olive@example.com"], "who is left to do something about it");

    let desk = Desk::start().await;
    let token = desk.token_of(&desk.seed.admin).await;
    let (workspace, admin) = (desk.workspace(), UserId(desk.seed.admin.id));
    let leave = async |desk: &Desk| {
        let now = desk.app.clock.now();
        let work =
            desk.app.state.database.write(move |transaction| {
                Box::pin(memberships::set_removed(transaction, workspace, admin, now))
            });
        assert!(work.await.unwrap());
    };
    stops_with(leave, &token, &desk, "maker").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_of_a_key_stops_with_the_key() {
    let desk = Desk::start().await;
    let (key, id) = desk.app.key_until(desk.workspace(), &[Scope::Admin], None).await;
    let revoke = async |desk: &Desk| desk.app.revoke(desk.workspace(), id).await;
    stops_with(revoke, &key, &desk, "maker").await;

    // Somebody else who switches it on answers for it.
    let listed = desk
        .app
        .get(&route::webhooks(desk.workspace()), &desk.token)
        .await;
    let made = super::Made {
        id: listed.body["data"][0]["id"].as_str().unwrap().to_owned(),
        secret: String::new(),
    };
    assert_eq!(desk.patch(&made, json!({"state": "enabled"})).await.code(), 200);
    desk.append(json!({"type": "post.failed"})).await;
    assert_eq!(desk.work().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_stops_with_the_plan() {
    let desk = Desk::start().await;
    let token = desk.token.clone();
    let downgrade = async |desk: &Desk| {
        set_plan(desk, "team").await;
        // What was used of the quota of one plan counts against that of the other until the window ends.
        desk.app.clock.advance_seconds(60);
    };
    stops_with(downgrade, &token, &desk, "plan").await;
    desk.app.clock.advance_seconds(5);
    let token = desk.app.token(&desk.seed.owner).await;
    let body = json!({"url": format!("{}/hook", desk.receiver.url), "filter": {}});
    let refused = desk
        .app
        .post(&route::webhooks(desk.workspace()), &token, &body)
        .await;
    assert_eq!((refused.code(), refused.problem()), (403, "plan_required"));
    let samples = route::webhook_samples(desk.workspace());
    let refused = desk.app.get(&samples, &token).await;
    assert_eq!(
        (refused.code(), refused.problem()),
        (403, "plan_required"),
        "samples are events"
    );
    assert!(refused.body["detail"].as_str().unwrap().contains("`enterprise`"));
}

async fn set_plan(desk: &Desk, plan: &str) {
    let sql = format!("UPDATE workspaces SET plan = '{plan}' WHERE id = $1");
    let database = &desk.app.state.database;
    let id = desk.workspace().0;
    let update = Statement::from_sql_and_values(database.engine().backend(), sql, [id.into()]);
    let work = database
        .write(move |transaction| Box::pin(async move { transaction.execute_raw(update).await.map(drop) }));
    work.await.unwrap();
}
