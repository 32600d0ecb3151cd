//! Nothing of one workspace, and nothing restricted, leaves for somebody who may not read it.

use daybook_shared::plan::Plan;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;
use crate::support::receiver::Receiver;

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_share_nothing() {
    let desk = Desk::start().await;
    let app = &desk.app;
    let made = desk.endpoint(json!({})).await;
    let fabrikam = app.workspace("Fabrikam", Plan::Enterprise).await;
    let faye = app
        .person("Faye", fabrikam, daybook_shared::access::Role::Owner)
        .await;
    let theirs = app.token(&faye).await;
    let other = Receiver::start();
    let body = json!({"url": other.url, "filter": {}});
    let answer = app.post(&route::webhooks(fabrikam), &theirs, &body).await;
    assert_eq!(answer.code(), 201);
    let event = desk.append(json!({"type": "post.failed"})).await;
    let answer = app
        .post(
            &route::events(fabrikam),
            &theirs,
            &json!({"type": "post.deleted"}),
        )
        .await;
    assert_eq!(answer.code(), 201);
    desk.work().await;
    assert_eq!(desk.receiver.only().json()["data"]["id"], event["id"]);
    assert_eq!(other.only().json()["type"], "post.deleted");

    let delivery = desk.receiver.only().id().to_owned();
    for (workspace, status) in [(desk.workspace(), 404), (fabrikam, 404)] {
        for (method, path, body) in [
            (Method::GET, route::webhook(workspace, &made.id), Value::Null),
            (
                Method::PATCH,
                route::webhook(workspace, &made.id),
                json!({"state": "disabled"}),
            ),
            (Method::DELETE, route::webhook(workspace, &made.id), Value::Null),
            (
                Method::POST,
                route::webhook_rotate_secret(workspace, &made.id),
                Value::Null,
            ),
            (
                Method::POST,
                route::webhook_test(workspace, &made.id),
                Value::Null,
            ),
            (
                Method::POST,
                route::webhook_redeliver(workspace, &made.id),
                json!({"delivery_id": delivery}),
            ),
            (
                Method::GET,
                route::webhook_deliveries(workspace, &made.id),
                Value::Null,
            ),
            (
                Method::GET,
                route::webhook_delivery(workspace, &made.id, &delivery),
                Value::Null,
            ),
        ] {
            let answer = app.json(method.clone(), &path, &theirs, &body).await;
            assert_eq!(answer.code(), status, "{method} {path}: {}", answer.body);
        }
    }
    assert_eq!(desk.shown(&made).await["state"], "enabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn restricted_events_leave_by_endpoints_of_those_who_read_them() {
    let desk = Desk::start().await;
    desk.endpoint(json!({"category": "sign-in"})).await;
    desk.append(json!({"type": "auth.signed_in"})).await;
    assert_eq!(desk.work().await, 1);
    for person in [&desk.seed.auditor, &desk.seed.member] {
        let token = desk.token_of(person).await;
        let body = json!({"url": "https://1.1.1.1/", "filter": {}});
        let refused = desk
            .app
            .post(&route::webhooks(desk.workspace()), &token, &body)
            .await;
        assert_eq!((refused.code(), refused.problem()), (403, "forbidden"));
    }
}
