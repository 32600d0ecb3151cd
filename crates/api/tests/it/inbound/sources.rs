//! Sources: made, shown, listed, deleted, each time told to the log; the secret is never shown.

use daybook_api::inbound;
use daybook_shared::id::UserId;
use daybook_shared::limits::MAX_INBOUND_SOURCES;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, SECRET};
use crate::support::app::send;

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_made_shown_used_and_deleted() {
    let desk = Desk::start().await;
    let (app, token) = (&desk.app, &desk.token);
    let body = json!({"platform": "instagram", "name": " Comments ", "app_secret": format!(" {SECRET}\n")});
    let made = app
        .post(&route::inbound_sources(desk.workspace), token, &body)
        .await;
    assert_eq!(made.code(), 201, "{}", made.body);
    let id = made.body["id"].as_str().unwrap();
    let path = route::inbound_source(desk.workspace, id);
    assert_eq!(made.header("location"), path);
    let expected = json!({
        "id": id, "platform": "instagram", "name": "Comments",
        "callback_url": format!("{}/v1/inbound/{id}", app.url),
        "verify_token": inbound::verify_token(&app.state.keys, id.parse().unwrap()),
        "created_by": {"kind": "member", "id": UserId(desk.owner.id), "name": "Olive"},
        "created_at": "2026-11-21T09:30:00.000000Z",
    });
    assert_eq!(made.body, expected);
    assert_eq!(app.get(&path, token).await.body, expected);
    let list = app.get(&route::inbound_sources(desk.workspace), token).await;
    assert_eq!(list.body["data"], json!([expected]));

    let payload = json!({"object": "instagram", "entry": [{"id": "1", "changes": [{"field": "mentions", "value": {"media_id": "2"}}]}]});
    desk.meta_tells(id, &payload).await;
    let first = app.clock.now();
    until(&desk, id, first.0).await;
    app.clock.advance_seconds(59);
    desk.meta_tells(id, &payload).await;
    app.clock.advance_seconds(1);
    assert_eq!(desk.row(id).await.last_received_at, Some(first), "once a minute");
    desk.meta_tells(id, &payload).await;
    until(&desk, id, app.clock.now().0).await;
    let shown = app.get(&path, token).await;
    assert_eq!(shown.body["last_received_at"], "2026-11-21T09:31:00.000000Z");

    assert_eq!(
        app.json(Method::DELETE, &path, token, &Value::Null).await.code(),
        204
    );
    assert_eq!(
        app.json(Method::DELETE, &path, token, &Value::Null).await.code(),
        404
    );
    assert_eq!(app.get(&path, token).await.code(), 404);
    let refused = send(desk.of_meta(id, payload.to_string().as_bytes())).await;
    assert_eq!(refused.code(), 404);

    let journal = format!(
        "{}?type=inbound_source.*&sort=sequence&order=asc",
        route::events(desk.workspace)
    );
    let journal = app.get(&journal, token).await;
    assert_eq!(
        journal.each("type"),
        ["inbound_source.created", "inbound_source.deleted"]
    );
    assert_eq!(journal.each("platform"), ["instagram", "instagram"]);
    assert_eq!(
        journal.each("description"),
        [
            "Olive added the inbound source Comments",
            "Olive deleted the inbound source Comments"
        ]
    );
    assert_eq!(
        journal.body["data"][0]["targets"],
        json!([{"type": "inbound_source", "id": id, "name": "Comments"}])
    );
    let everything = app
        .get(&format!("{}?limit=500", route::events(desk.workspace)), token)
        .await;
    assert!(
        !everything.body.to_string().contains(SECRET),
        "no secret is in the log"
    );
}

/// Waits until it is written that a source received something: that is done beside the request.
async fn until(desk: &Desk, source: &str, at: i64) {
    for _ in 0..500 {
        if desk.row(source).await.last_received_at.map(|moment| moment.0) == Some(at) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it was never written that the source received something");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_the_secret_sealed_and_for_this_source_only() {
    let desk = Desk::start().await;
    let (one, other) = (desk.source("instagram").await, desk.source("instagram").await);
    let (row, mut moved) = (desk.row(&one).await, desk.row(&other).await);
    assert!(!format!("{row:?}").contains(SECRET));
    assert_ne!(
        row.sealed_secret, moved.sealed_secret,
        "two seals of one secret differ"
    );
    let keys = &desk.app.state.keys;
    assert_eq!(inbound::secret_of(keys, &row).unwrap(), SECRET.as_bytes());
    moved.sealed_secret = row.sealed_secret.clone();
    assert!(inbound::secret_of(keys, &moved).is_err());
    let others = daybook_api::auth::Keys::derive(b"another secret");
    assert!(inbound::secret_of(&others, &row).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_source_is_named() {
    let desk = Desk::start().await;
    let path = route::inbound_sources(desk.workspace);
    let cases = [
        (json!({}), 422, vec!["/platform", "/name", "/app_secret"]),
        (
            json!({"platform": "x", "name": "N", "app_secret": SECRET}),
            422,
            vec!["/platform"],
        ),
        (
            json!({"platform": "tiktok", "name": " ", "app_secret": SECRET}),
            422,
            vec!["/name"],
        ),
        (
            json!({"platform": "tiktok", "name": "N", "app_secret": "short"}),
            422,
            vec!["/app_secret"],
        ),
        (
            json!({"platform": "tiktok", "name": "N", "app_secret": "with a blank inside of it"}),
            422,
            vec!["/app_secret"],
        ),
        (
            json!({"platform": "tiktok", "name": "N", "app_secret": "ü".repeat(32)}),
            422,
            vec!["/app_secret"],
        ),
        (
            json!({"platform": "tiktok", "name": "N", "app_secret": "x".repeat(201)}),
            422,
            vec!["/app_secret"],
        ),
        (
            json!({"platform": "tiktok", "name": "N", "app_secret": SECRET, "url": "x"}),
            400,
            vec!["/url"],
        ),
    ];
    for (body, status, pointers) in cases {
        let answer = desk.app.post(&path, &desk.token, &body).await;
        let named: Vec<&str> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!((answer.code(), named), (status, pointers), "{body}");
        assert!(!answer.body.to_string().contains(SECRET), "{body}");
    }
    let list = desk.app.get(&path, &desk.token).await;
    assert_eq!(list.body["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_are_listed_by_pages_up_to_their_limit() {
    let desk = Desk::start().await;
    let mut ids = Vec::new();
    for _ in 0..MAX_INBOUND_SOURCES {
        desk.app.clock.advance_seconds(1);
        ids.push(desk.source("facebook").await);
    }
    ids.reverse();
    let path = route::inbound_sources(desk.workspace);
    let body = json!({"platform": "facebook", "name": "One more", "app_secret": SECRET});
    let refused = desk.app.post(&path, &desk.token, &body).await;
    assert_eq!((refused.code(), refused.problem()), (409, "limit_reached"));
    let mut found = Vec::new();
    let mut query = "limit=20".to_owned();
    for (rows, has_more) in [(20, true), (20, true), (10, false)] {
        let page = desk.app.get(&format!("{path}?{query}"), &desk.token).await;
        let page_ids = page.each("id");
        assert_eq!(
            (page_ids.len(), &page.body["page"]["has_more"]),
            (rows, &json!(has_more))
        );
        found.extend(page_ids.iter().map(|id| id.as_str().unwrap().to_owned()));
        query = format!(
            "limit=20&cursor={}",
            page.body["page"]["next_cursor"].as_str().unwrap_or_default()
        );
    }
    assert_eq!(found, ids);
    for (query, status) in [
        ("limit=0", 422),
        ("limit=101", 422),
        ("cursor=x", 400),
        ("sort=name", 400),
    ] {
        let answer = desk.app.get(&format!("{path}?{query}"), &desk.token).await;
        assert_eq!(answer.code(), status, "{query}");
    }
}
