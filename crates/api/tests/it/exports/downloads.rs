//! Fetching files: who may, by what, from where on, and until when.

use daybook_shared::access::Role;
use daybook_shared::limits::{DOWNLOAD_TICKET_SECONDS, EXPORT_DAYS};
use daybook_shared::route;
use serde_json::json;

use super::{Desk, sha256};

impl Desk {
    async fn ticket(&self, token: &str, id: &str) -> String {
        let path = route::export_ticket(self.log.workspace, id);
        let answer = self.log.app.post(&path, token, &json!(null)).await;
        assert_eq!(answer.code(), 201, "{:?}", answer.body);
        assert_eq!(answer.body["expires_in"], DOWNLOAD_TICKET_SECONDS);
        format!("?ticket={}", answer.body["ticket"].as_str().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_with_all_that_a_browser_needs() {
    let desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let file = desk.fetch(&id).await;
    let tag = format!("\"{}\"", sha256(&file.bytes));
    for (name, value) in [
        ("content-type", "text/csv; charset=utf-8; header=present"),
        (
            "content-disposition",
            "attachment; filename=\"daybook-northwind-social-2026-11-21.csv\"",
        ),
        ("cache-control", "no-store"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-length", file.bytes.len().to_string().as_str()),
        ("etag", tag.as_str()),
    ] {
        assert_eq!(file.header(name), value, "{name}");
    }
    // Compressed on the way, ranges would be of something else.
    let squeezed = desk
        .fetch_with(Some(&desk.log.token), "", &id, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(squeezed.bytes, file.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_broke_off_goes_on() {
    let desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let token = desk.log.token.clone();
    let whole = desk.fetch(&id).await;
    let size = whole.bytes.len();
    let tag = whole.header("etag").to_owned();
    let ranged = async |range: &str, if_range: &str| {
        let headers = [("range", range), ("if-range", if_range)];
        let headers = if if_range.is_empty() {
            &headers[..1]
        } else {
            &headers[..]
        };
        desk.fetch_with(Some(&token), "", &id, headers).await
    };
    let first = ranged("bytes=0-99", "").await;
    let rest = ranged("bytes=100-", &tag).await;
    assert_eq!((first.status, rest.status), (206, 206));
    assert_eq!(
        rest.header("content-range"),
        format!("bytes 100-{}/{size}", size - 1)
    );
    assert_eq!([first.bytes, rest.bytes].concat(), whole.bytes);
    let other = ranged("bytes=100-", "\"another\"").await;
    assert_eq!((other.status, &other.bytes), (200, &whole.bytes));
    let tail = ranged("bytes=-7", "").await;
    assert_eq!(tail.bytes, whole.bytes[size - 7..]);
    let behind = ranged(&format!("bytes={size}-"), "").await;
    assert_eq!(
        (behind.status, behind.problem().as_str()),
        (416, "range_not_satisfiable")
    );
    assert_eq!(behind.header("content-range"), format!("bytes */{size}"));
    // Each is in the log, and those that went on say so.
    let told = desk.told().await;
    let from: Vec<_> = told[2..]
        .iter()
        .map(|event| &event["metadata"]["from_byte"])
        .collect();
    assert_eq!(json!(from), json!([null, null, 100, null, size - 7]));
    assert_eq!(told[4]["description"], "Olive went on downloading an export");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_file_for_some_minutes_and_as_long_as_its_maker_may() {
    let mut desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let other = desk.made(json!({"format": "jsonl", "filter": {}})).await;
    let auditor = desk
        .log
        .app
        .person("Ada", desk.log.workspace, Role::Auditor)
        .await;
    let token = desk.log.app.token(&auditor).await;
    let ticket = desk.ticket(&token, &id).await;
    for _ in 0..2 {
        assert_eq!(desk.fetch_with(None, &ticket, &id, &[]).await.status, 200);
    }
    assert_eq!(desk.told().await.last().unwrap()["actor"]["name"], "Ada");
    let refused = desk.fetch_with(None, &ticket, &other, &[]).await;
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (401, "unauthenticated")
    );
    let both = desk.fetch_with(Some(&token), &ticket, &id, &[]).await;
    assert_eq!(both.status, 422);
    assert_eq!(
        desk.fetch_with(None, "?ticket=nonsense", &id, &[]).await.status,
        401
    );
    assert_eq!(desk.fetch_with(None, "", &id, &[]).await.status, 401);
    let live = route::live_ticket(desk.log.workspace);
    let live = desk.log.app.post(&live, &token, &json!(null)).await;
    let live = format!("?ticket={}", live.body["ticket"].as_str().unwrap());
    assert_eq!(
        desk.fetch_with(None, &live, &id, &[]).await.status,
        401,
        "a ticket for something else"
    );

    desk.log.app.remove(desk.log.workspace, &auditor).await;
    assert_eq!(desk.fetch_with(None, &ticket, &id, &[]).await.status, 404);
    let ticket = desk.ticket(&desk.log.token, &id).await;
    desk.log.wait(DOWNLOAD_TICKET_SECONDS).await;
    assert_eq!(desk.fetch_with(None, &ticket, &id, &[]).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_another_workspace_gets_anything() {
    let desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let app = &desk.log.app;
    let elsewhere = app
        .workspace("Elsewhere", daybook_shared::plan::Plan::Enterprise)
        .await;
    let stranger = app.person("Vera", elsewhere, Role::Owner).await;
    let stranger = app.token(&stranger).await;
    assert_eq!(desk.fetch_with(Some(&stranger), "", &id, &[]).await.status, 404);
    for path in [
        route::export(elsewhere, &id),
        route::export_download(elsewhere, &id),
        route::export(elsewhere, "exp_1"),
    ] {
        let answer = app.get(&path, &stranger).await;
        assert_eq!((answer.code(), answer.problem()), (404, "not_found"), "{path}");
    }
    for path in [
        route::export_ticket(elsewhere, &id),
        route::export_cancel(elsewhere, &id),
        route::export_retry(elsewhere, &id),
    ] {
        assert_eq!(
            app.post(&path, &stranger, &json!(null)).await.code(),
            404,
            "{path}"
        );
    }
    assert_eq!(
        app.get(&route::exports(elsewhere), &stranger).await.body["data"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_days_the_file_is_gone_and_the_row_stays() {
    let mut desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let before = desk.fetch(&id).await;
    assert_eq!(desk.stored().await.len(), 2, "the file and its manifest");
    desk.log.wait(EXPORT_DAYS * 24 * 60 * 60 - 1).await;
    assert_eq!(desk.fetch(&id).await.status, 200);
    desk.log.wait(1).await;
    // Also before anybody took it away.
    let late = desk.fetch(&id).await;
    assert_eq!((late.status, late.problem().as_str()), (410, "export_expired"));
    daybook_api::work::export_files::finish(&desk.log.app.state)
        .await
        .unwrap();
    assert_eq!(desk.fetch(&id).await.status, 410);
    let row = desk.get(&id).await;
    assert_eq!(
        json!([row["state"], row["sha256"], row["rows"]]),
        json!(["expired", sha256(&before.bytes), 3])
    );
    assert!(desk.stored().await.is_empty());
    // Made again, it is the same file, whatever happened since.
    desk.log
        .append(vec![crate::support::log::event(
            "post.created",
            "new",
            "2026-11-20T00:00:00Z",
        )])
        .await;
    assert_eq!(desk.retry(&id).await.code(), 202);
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.fetch(&id).await.bytes, before.bytes);
}
