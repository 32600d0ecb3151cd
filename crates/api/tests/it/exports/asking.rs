//! What is asked for, what is refused, and who may.

use daybook_shared::access::Scope;
use daybook_shared::limits::{EXPORT_RETRY_SECONDS, MAX_EXPORTS_UNDER_WAY};
use daybook_shared::route;
use serde_json::{Value, json};

use super::{Desk, sha256};
use crate::support::log::event;

#[tokio::test(flavor = "multi_thread")]
async fn it_is_accepted_made_and_told() {
    let desk = Desk::open().await;
    let asked = desk
        .ask(json!({"format": "csv", "filter": {"type": "post.failed"}, "columns": ["description", "sequence"]}))
        .await;
    let id = asked.body["id"].as_str().unwrap().to_owned();
    assert_eq!(asked.code(), 202);
    assert_eq!(
        (asked.header("location"), asked.header("retry-after")),
        (
            route::export(desk.log.workspace, &id).as_str(),
            EXPORT_RETRY_SECONDS.to_string().as_str()
        )
    );
    let mut body = asked.body.clone();
    body["requested_by"]["id"] = json!("usr_…");
    assert_eq!(
        body,
        json!({
            "id": id, "state": "queued", "format": "csv", "filter": {"type": ["post.failed"]},
            "columns": ["description", "sequence"], "time_zone": "Europe/Dublin", "sort": "occurred", "order": "desc",
            "up_to_sequence": 3, "progress": {"rows_done": 0},
            "requested_by": {"kind": "member", "id": "usr_…", "name": "Olive"}, "requested_at": "2026-11-21T09:30:00.000000Z",
        })
    );
    assert_eq!(desk.make().await, 1);
    let made = desk.get(&id).await;
    let file = desk.fetch(&id).await;
    assert_eq!(
        file.text(),
        "description,sequence\r\nאבג 🎉,3\r\n\"Café, \"\"quoted\"\"\",2\r\n"
    );
    assert_eq!(
        json!([
            made["state"],
            made["rows"],
            made["bytes"],
            made["sha256"],
            made["expires_at"],
            made["progress"]
        ]),
        json!(["succeeded", 2, file.bytes.len(), sha256(&file.bytes), "2026-11-28T09:30:00.000000Z", {"rows_done": 2, "rows_total": 2}])
    );
    assert_eq!(desk.told_types().await, ["requested", "completed", "downloaded"]);
    let told = desk.told().await;
    assert!(told.iter().all(|event| event["correlation_id"] == json!(id)));
    assert!(told.iter().all(|event| event["targets"][0]["id"] == json!(id)));
    assert_eq!(told[0]["description"], "Olive requested an export");
    assert_eq!(
        json!([
            told[1]["metadata"]["rows"],
            told[1]["metadata"]["sha256"],
            told[2]["context"]["ip"]
        ]),
        json!([2, made["sha256"], "127.0.0.1"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_format_is_what_it_says() {
    let desk = Desk::open().await;
    let lines = desk
        .made(json!({"format": "jsonl", "filter": {}, "sort": "sequence", "order": "asc"}))
        .await;
    let fetched = desk.fetch(&lines).await;
    let rows: Vec<Value> = fetched
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let listed = desk
        .log
        .list("sort=sequence&order=asc&to=2026-11-21&tz=UTC")
        .await;
    assert_eq!(json!(rows), listed.body["data"]);
    assert_eq!(fetched.header("content-type"), "application/x-ndjson");

    let table = desk.made(json!({"format": "csv", "filter": {"category": "posts"}, "byte_order_mark": true, "columns": ["description"], "order": "asc"})).await;
    let fetched = desk.fetch(&table).await;
    assert_eq!(
        fetched.text(),
        "\u{feff}description\r\n'=SUM(A1)\r\n\"Café, \"\"quoted\"\"\"\r\nאבג 🎉\r\n"
    );

    let book = desk.made(json!({"format": "xlsx", "filter": {}})).await;
    let fetched = desk.fetch(&book).await;
    assert!(fetched.bytes.starts_with(b"PK"));
    assert!(
        fetched.header("content-disposition").ends_with(".xlsx\""),
        "{}",
        fetched.header("content-disposition")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_nothing_is_made() {
    let desk = Desk::open().await;
    for (body, code, pointer) in [
        (json!({}), "validation_failed", "/format"),
        (
            json!({"format": "pdf", "filter": {}}),
            "validation_failed",
            "/format",
        ),
        (json!({"format": "csv"}), "validation_failed", "/filter"),
        (
            json!({"format": "csv", "filter": {"state": "nonsense", "q": "x".repeat(201)}}),
            "validation_failed",
            "/filter/q",
        ),
        (
            json!({"format": "csv", "filter": {"colour": "red"}}),
            "unknown_field",
            "/filter/colour",
        ),
        (
            json!({"format": "csv", "filter": {}, "colour": 1}),
            "unknown_field",
            "/colour",
        ),
        (
            json!({"format": "csv", "filter": {}, "columns": []}),
            "validation_failed",
            "/columns",
        ),
        (
            json!({"format": "csv", "filter": {}, "columns": ["id", "colour"]}),
            "validation_failed",
            "/columns/1",
        ),
        (
            json!({"format": "csv", "filter": {}, "columns": ["id", "id"]}),
            "validation_failed",
            "/columns/1",
        ),
        (
            json!({"format": "jsonl", "filter": {}, "columns": ["id"]}),
            "validation_failed",
            "/columns",
        ),
        (
            json!({"format": "xlsx", "filter": {}, "byte_order_mark": true}),
            "validation_failed",
            "/byte_order_mark",
        ),
        (
            json!({"format": "csv", "filter": {}, "time_zone": "Mars/Base"}),
            "validation_failed",
            "/time_zone",
        ),
        (
            json!({"format": "csv", "filter": {}, "sort": "size"}),
            "validation_failed",
            "/sort",
        ),
        (
            json!({"format": "csv", "filter": {"from": "2026-11-20", "to": "2026-11-20", "tz": "UTC"}}),
            "validation_failed",
            "/filter/to",
        ),
    ] {
        let answer = desk.ask(body.clone()).await;
        let pointers: Vec<&str> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert!(
            answer.problem() == code && pointers.contains(&pointer),
            "{body}: {:?}",
            answer.body
        );
    }
    assert_eq!(desk.make().await, 0);
    let none = desk.log.app.get(&desk.path(), &desk.log.token).await;
    assert_eq!(
        none.body,
        json!({"data": [], "page": {"limit": 30, "has_more": false}})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_later_is_not_in_it() {
    let mut desk = Desk::open().await;
    let ids = [
        desk.asked(json!({"format": "jsonl", "filter": {"category": "posts"}, "order": "asc"}))
            .await,
        desk.asked(json!({"format": "jsonl", "filter": {"range": "24h", "category": "posts"}}))
            .await,
    ];
    let late = [
        "2020-01-01T00:00:00Z",
        "2026-11-20T10:02:00Z",
        "2026-11-21T09:29:00Z",
    ];
    desk.log
        .append(late.map(|at| event("post.created", "late", at)).to_vec())
        .await;
    // The relative range is that of the moment of asking, however late the file is made.
    desk.log.wait(2 * 24 * 60 * 60).await;
    assert_eq!(desk.make().await, 2);
    for id in ids {
        let file = desk.fetch(&id).await;
        assert_eq!(file.text().lines().count(), 3, "{}", file.text());
        assert!(!file.text().contains("late"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_ask_where_the_plan_has_them_and_members_do_not() {
    let desk = Desk::open().await;
    let app = &desk.log.app;
    let body = json!({"format": "jsonl", "filter": {}});
    let key = app.key(desk.log.workspace, &[Scope::ExportsWrite]).await;
    let asked = desk.ask_as(&key, body.clone()).await;
    assert_eq!(
        (asked.code(), &asked.body["requested_by"]["kind"]),
        (202, &json!("api_key"))
    );
    assert_eq!(desk.make().await, 1);
    let id = asked.body["id"].as_str().unwrap();
    assert_eq!(desk.fetch_with(Some(&key), "", id, &[]).await.status, 200);
    let member = app
        .person("Nina", desk.log.workspace, daybook_shared::access::Role::Member)
        .await;
    let member = app.token(&member).await;
    let refused = desk.ask_as(&member, body).await;
    assert_eq!(
        refused.body["detail"],
        "this needs `exports.make`: the role `owner` or `admin` or `auditor`, or an API key with `exports:write` or `admin`"
    );
    assert_eq!(desk.fetch_with(Some(&member), "", id, &[]).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_what_waits_and_lists_have_pages() {
    let desk = Desk::open().await;
    let mut ids = Vec::new();
    for _ in 0..MAX_EXPORTS_UNDER_WAY {
        // Ids of one moment have no order.
        desk.log.app.clock.advance_seconds(1);
        ids.insert(0, desk.asked(json!({"format": "jsonl", "filter": {}})).await);
    }
    let refused = desk.ask(json!({"format": "jsonl", "filter": {}})).await;
    assert_eq!((refused.code(), refused.problem()), (409, "limit_reached"));
    assert_eq!(desk.cancel(&ids[0]).await.code(), 200);
    desk.log.app.clock.advance_seconds(1);
    ids.insert(0, desk.asked(json!({"format": "csv", "filter": {}})).await);
    let again = desk.retry(&ids[1]).await;
    assert_eq!((again.code(), again.problem()), (409, "limit_reached"));
    let page = async |query: String| {
        let path = format!("{}?{query}", desk.path());
        desk.log.app.get(&path, &desk.log.token).await
    };
    let first = page("limit=40".to_owned()).await;
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(first.each("id"), ids[..40]);
    // A new one does not move what follows.
    let second = page(format!("limit=100&cursor={cursor}")).await;
    assert_eq!(second.each("id"), ids[40..]);
    assert_eq!(second.body["page"]["has_more"], false);
    let back = second.body["page"]["prev_cursor"].as_str().unwrap().to_owned();
    assert_eq!(
        page(format!("limit=40&cursor={back}")).await.each("id"),
        ids[..40]
    );
}
