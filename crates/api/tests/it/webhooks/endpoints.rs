//! Endpoints are made, shown, changed and deleted; their secrets are shown once.

use daybook_shared::id::UserId;
use daybook_shared::limits::MAX_WEBHOOKS;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_made_shown_changed_and_deleted() {
    let desk = Desk::start().await;
    let list = route::webhooks(desk.workspace());
    let body = json!({"url": "https://1.1.1.1/hooks/s3cret-path?key=k", "filter": {"type": "post.*"}, "description": " On call "});
    let made = desk.post(&list, &body).await;
    assert_eq!(made.code(), 201, "{}", made.body);
    let mut shown = made.body.clone();
    let secret = shown.as_object_mut().unwrap().remove("secret").unwrap();
    assert!(secret.as_str().unwrap().starts_with("whsec_"));
    let id = shown["id"].as_str().unwrap().to_owned();
    let path = route::webhook(desk.workspace(), &id);
    assert_eq!(made.header("location"), path);
    let expected = json!({
        "id": id, "url": "https://1.1.1.1/hooks/s3cret-path?key=k", "filter": {"type": ["post.*"]}, "description": "On call",
        "format": "standard", "state": "enabled", "sequence": 1, "deliveries": {"delivered": 0, "failed": 0, "pending": 0},
        "created_by": {"kind": "member", "id": UserId(desk.seed.owner.id), "name": "Olive"},
        "created_at": "2026-11-21T09:30:00.000000Z", "updated_at": "2026-11-21T09:30:00.000000Z",
    });
    assert_eq!(shown, expected);
    assert_eq!(desk.app.get(&path, &desk.token).await.body, expected);
    let listed = desk.app.get(&list, &desk.token).await;
    assert_eq!(listed.body["data"], json!([expected]));

    let change = json!({"url": "https://8.8.8.8/", "filter": {}, "state": "disabled"});
    let changed = desk.app.json(Method::PATCH, &path, &desk.token, &change).await;
    assert_eq!(
        (changed.code(), &changed.body["state"]),
        (200, &json!("disabled"))
    );
    assert_eq!(
        changed.body["disabled"],
        json!({"code": "requested", "reason": "Olive switched it off.", "at": "2026-11-21T09:30:00.000000Z"})
    );
    let unchanged = desk.app.json(Method::PATCH, &path, &desk.token, &json!({})).await;
    assert_eq!(unchanged.body, changed.body);
    let deleted = desk
        .app
        .json(Method::DELETE, &path, &desk.token, &Value::Null)
        .await;
    assert_eq!(deleted.code(), 204);
    for gone in [
        desk.app
            .json(Method::DELETE, &path, &desk.token, &Value::Null)
            .await,
        desk.app.get(&path, &desk.token).await,
        desk.post(&route::webhook_test(desk.workspace(), &id), &Value::Null)
            .await,
    ] {
        assert_eq!((gone.code(), gone.problem()), (404, "not_found"));
    }

    let told = desk.told("webhook_endpoint.*").await;
    let each = |field: &str| told.iter().map(|event| event[field].clone()).collect::<Vec<_>>();
    assert_eq!(
        each("description"),
        [
            "Olive added the webhook endpoint On call",
            "Olive changed the webhook endpoint On call",
            "Olive deleted the webhook endpoint On call"
        ]
    );
    assert_eq!(
        told[0]["targets"],
        json!([{"type": "webhook_endpoint", "id": id, "name": "On call"}])
    );
    assert_eq!(
        told[1]["changes"],
        json!([
            {"field": "url", "before": "1.1.1.1", "after": "8.8.8.8"},
            {"field": "filter", "before": {"type": ["post.*"]}, "after": {}},
            {"field": "state", "before": "enabled", "after": "disabled"},
        ])
    );
    let log = json!(told).to_string();
    for secret in [
        "s3cret-path",
        "key=k",
        &secret.as_str().unwrap()["whsec_".len()..],
    ] {
        assert!(!log.contains(secret), "no secret is in the log: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_an_endpoint_can_be_taken_back() {
    let desk = Desk::start().await;
    let made = desk
        .endpoint_with(json!({"url": "https://1.1.1.1/", "filter": {}, "description": "On call"}))
        .await;
    let same = desk.patch(&made, json!({"state": "enabled"})).await;
    assert_eq!(same.body["description"], "On call");
    let silent = desk.patch(&made, json!({"description": null})).await;
    assert_eq!((silent.code(), silent.body.get("description")), (200, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let desk = Desk::start().await;
    let good = "https://1.1.1.1/";
    let cases = [
        (json!({}), 422, vec!["/url", "/filter"]),
        (json!({"url": good}), 422, vec!["/filter"]),
        (json!({"url": 1, "filter": {}}), 422, vec!["/url"]),
        (json!({"url": "x", "filter": {}}), 422, vec!["/url"]),
        (json!({"url": "http://1.1.1.1/", "filter": {}}), 422, vec!["/url"]),
        (
            json!({"url": "https://10.0.0.1/", "filter": {}}),
            422,
            vec!["/url"],
        ),
        (
            json!({"url": format!("https://1.1.1.1/{}", "x".repeat(2_000)), "filter": {}}),
            422,
            vec!["/url"],
        ),
        (
            json!({"url": good, "filter": {"state": "x", "nope": "y"}}),
            400,
            vec!["/filter/nope", "/filter/state"],
        ),
        (
            json!({"url": good, "filter": {}, "format": "teams"}),
            422,
            vec!["/format"],
        ),
        (
            json!({"url": good, "filter": {}, "description": " "}),
            422,
            vec!["/description"],
        ),
        (
            json!({"url": good, "filter": {}, "secret": "whsec_x"}),
            400,
            vec!["/secret"],
        ),
        (
            json!({"url": good, "filter": {}, "state": "enabled"}),
            400,
            vec!["/state"],
        ),
    ];
    let path = route::webhooks(desk.workspace());
    for (body, status, mut pointers) in cases {
        let answer = desk.post(&path, &body).await;
        let named = answer.body["errors"].as_array().cloned().unwrap_or_default();
        let mut named: Vec<String> = named
            .iter()
            .map(|error| error["pointer"].as_str().unwrap().to_owned())
            .collect();
        named.sort();
        pointers.sort();
        assert_eq!(
            (answer.code(), named),
            (status, pointers.iter().map(|p| (*p).to_owned()).collect()),
            "{body}"
        );
    }
    let made = desk.endpoint(json!({})).await;
    for body in [
        json!({"state": "off"}),
        json!({"url": "https://127.0.0.2/"}),
        json!({"description": 5}),
    ] {
        assert_eq!(desk.patch(&made, body.clone()).await.code(), 422, "{body}");
    }
    assert_eq!(desk.patch(&made, json!({"format": "slack"})).await.code(), 400);
    let redeliver = route::webhook_redeliver(desk.workspace(), &made.id);
    for (body, status) in [
        (json!({}), 422),
        (json!({"to_sequence": 5}), 422),
        (json!({"from_sequence": 0}), 422),
        (json!({"from_sequence": 1, "from": "2026-11-21T00:00:00Z"}), 422),
        (json!({"from": "yesterday"}), 422),
        (json!({"delivery_id": "evt_1"}), 422),
        (
            json!({"delivery_id": "dlv_01k9zq5v7hf2ns0d8kx3cw4m6t", "from_sequence": 1}),
            422,
        ),
        (json!({"delivery_id": "dlv_01k9zq5v7hf2ns0d8kx3cw4m6t"}), 404),
        (json!({"since": 1}), 400),
    ] {
        assert_eq!(desk.post(&redeliver, &body).await.code(), status, "{body}");
    }
    let deliveries = route::webhook_deliveries(desk.workspace(), &made.id);
    for (query, status) in [
        ("state=done", 422),
        ("state=failed&state=pending", 422),
        ("limit=101", 422),
        ("cursor=x", 400),
        ("sort=x", 400),
    ] {
        let answer = desk.app.get(&format!("{deliveries}?{query}"), &desk.token).await;
        assert_eq!(answer.code(), status, "{query}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_and_deliveries_are_listed_by_pages_up_to_their_limit() {
    let desk = Desk::start().await;
    let mut ids = Vec::new();
    for _ in 0..MAX_WEBHOOKS {
        desk.app.clock.advance_seconds(1);
        ids.push(desk.endpoint(json!({"type": "post.failed"})).await.id);
    }
    ids.reverse();
    let path = route::webhooks(desk.workspace());
    let refused = desk
        .post(&path, &json!({"url": "https://1.1.1.1/", "filter": {}}))
        .await;
    assert_eq!((refused.code(), refused.problem()), (409, "limit_reached"));
    let (found, pages) = walk(&desk, &path, "limit=20").await;
    assert_eq!((found, pages), (ids.clone(), 3));

    for _ in 0..5 {
        desk.append(json!({"type": "post.failed"})).await;
    }
    desk.work().await;
    let deliveries = route::webhook_deliveries(desk.workspace(), &ids[0]);
    let (found, pages) = walk(&desk, &deliveries, "limit=2&state=delivered").await;
    assert_eq!((found.len(), pages), (5, 3));
    let sorted = {
        let mut sorted = found.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted
    };
    assert_eq!(found, sorted);
}

/// All ids of a list, page by page.
async fn walk(desk: &Desk, path: &str, query: &str) -> (Vec<String>, usize) {
    let (mut found, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = desk
            .app
            .get(&format!("{path}?{query}{cursor}"), &desk.token)
            .await;
        assert_eq!(page.code(), 200, "{}", page.body);
        found.extend(page.each("id").iter().map(|id| id.as_str().unwrap().to_owned()));
        pages += 1;
        match page.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (found, pages),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_secrets_sealed_and_for_one_endpoint_only() {
    use daybook_api::auth::Keys;
    use daybook_api::store::webhooks::endpoints;
    use daybook_api::webhooks::secret::Secret;

    let desk = Desk::start().await;
    let (one, other) = (desk.endpoint(json!({})).await, desk.endpoint(json!({})).await);
    let read = async |id: &str| {
        let reader = desk.app.state.database.reader();
        let found = endpoints::find(reader, desk.workspace(), id.parse().unwrap()).await;
        found.unwrap().unwrap()
    };
    let (row, other_row) = (read(&one.id).await, read(&other.id).await);
    assert!(!format!("{row:?}").contains(&one.secret["whsec_".len()..]));
    let keys = &desk.app.state.keys;
    let opened = Secret::opened(keys, row.id, &row.sealed_secret).unwrap();
    assert_eq!(opened.text(), one.secret);
    assert!(Secret::opened(keys, other_row.id, &row.sealed_secret).is_err());
    assert!(Secret::opened(&Keys::derive(b"another"), row.id, &row.sealed_secret).is_err());
}
