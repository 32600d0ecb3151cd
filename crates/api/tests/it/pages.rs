//! Pages of a list: both orders, cursors in both directions, and what a cursor belongs to.

use daybook_shared::route;
use serde_json::{Value, json};

use crate::support::log::{FilledLog, event};

/// 250 events of which many share a moment, and some come late.
fn crowded() -> Vec<Value> {
    (0..250)
        .map(|index| {
            let minute = if index % 10 == 0 { 0 } else { index / 7 };
            event(
                if index % 3 == 0 {
                    "post.failed"
                } else {
                    "post.created"
                },
                &format!("event {index}"),
                &format!("2026-11-20T10:{minute:02}:00Z"),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn following_the_cursor_gives_every_row_once_in_every_order() {
    let log = FilledLog::start(crowded()).await;
    for query in [
        "limit=7",
        "limit=500",
        "limit=30&order=asc",
        "limit=30&sort=sequence",
        "limit=30&sort=sequence&order=asc",
        "limit=9&type=post.failed",
        "limit=9&type=post.*&order=asc",
        "limit=9&q=event",
        "limit=9&q=event&order=asc",
    ] {
        let (mut rows, _) = log.walk(query).await;
        let whole = log
            .list(
                &format!("{query}&limit=500")
                    .replace("limit=7&", "")
                    .replace("limit=9&", "")
                    .replace("limit=30&", "")
                    .replace("limit=500&limit", "limit"),
            )
            .await;
        let expected: Vec<i64> = whole
            .each("sequence")
            .iter()
            .map(|sequence| sequence.as_i64().unwrap())
            .collect();
        assert_eq!(rows, expected, "{query}");
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), expected.len(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_before_holds_the_rows_that_were_there() {
    let log = FilledLog::start(crowded()).await;
    for query in [
        "limit=40",
        "limit=40&order=asc",
        "limit=40&sort=sequence&order=asc",
        "limit=40&q=event",
        "limit=20&type=post.*",
    ] {
        let first = log.list(query).await;
        assert_eq!(first.body["page"].get("prev_cursor"), None, "{query}");
        let cursor = |answer: &crate::support::app::Answer, which: &str| {
            answer.body["page"][which].as_str().unwrap().to_owned()
        };
        let second = log
            .list(&format!("{query}&cursor={}", cursor(&first, "next_cursor")))
            .await;
        let third = log
            .list(&format!("{query}&cursor={}", cursor(&second, "next_cursor")))
            .await;
        let back = log
            .list(&format!("{query}&cursor={}", cursor(&third, "prev_cursor")))
            .await;
        assert_eq!(back.body["data"], second.body["data"], "{query}");
        let top = log
            .list(&format!("{query}&cursor={}", cursor(&back, "prev_cursor")))
            .await;
        assert_eq!(top.body["data"], first.body["data"], "{query}");
        assert_eq!(top.body["page"].get("prev_cursor"), None, "{query}");
        let forth = log
            .list(&format!("{query}&cursor={}", cursor(&top, "next_cursor")))
            .await;
        assert_eq!(forth.body["data"], second.body["data"], "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_sequence_polls_with_the_cursor_it_has() {
    let log = FilledLog::start(crowded()).await;
    for filter in ["", "&type=post.failed", "&q=event", "&type=nobody.knows"] {
        let query = format!("sort=sequence&order=asc&limit=500{filter}");
        let first = log.list(&query).await;
        assert_eq!(first.body["page"]["has_more"], false);
        let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
        let nothing = log.list(&format!("{query}&cursor={cursor}")).await;
        assert_eq!(nothing.body["data"], json!([]), "{query}");
        let poll = nothing.body["page"]["next_cursor"].as_str().unwrap().to_owned();
        log.append(vec![event("post.failed", "a late event", "2020-01-01T00:00:00Z")])
            .await;
        let expected = usize::from(filter != "&type=nobody.knows");
        assert_eq!(
            log.list(&format!("{query}&cursor={poll}"))
                .await
                .each("description")
                .len(),
            expected,
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_belong_to_their_list_but_not_to_a_limit() {
    let log = FilledLog::start(crowded()).await;
    let first = log.list("limit=100&type=post.failed").await;
    let cursor = first.body["page"]["next_cursor"].as_str();
    assert_eq!(cursor, None, "84 rows fit on a page");
    let first = log.list("limit=50&type=post.failed&state=failed").await;
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    assert_eq!(
        log.list(&format!("limit=7&state=failed&type=post.failed&cursor={cursor}"))
            .await
            .each("sequence")
            .len(),
        7
    );
    for other in [
        "type=post.failed",
        "type=post.failed&state=failed&order=asc",
        "type=post.failed&state=failed&sort=sequence",
        "",
    ] {
        let answer = log.list(&format!("{other}&cursor={cursor}")).await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (400, "cursor_mismatch"),
            "{other}"
        );
    }
    for broken in ["", "abc", &cursor[1..], &format!("{cursor}A"), &"A".repeat(600)] {
        let answer = log
            .list(&format!("type=post.failed&state=failed&cursor={broken}"))
            .await;
        assert_eq!(
            (answer.code(), answer.problem()),
            (400, "cursor_invalid"),
            "{broken}"
        );
    }
    let contoso = log
        .app
        .workspace("Elsewhere", daybook_shared::plan::Plan::Enterprise)
        .await;
    let key = log
        .app
        .key(contoso, &[daybook_shared::access::Scope::EventsRead])
        .await;
    let path = format!(
        "{}?type=post.failed&state=failed&cursor={cursor}",
        route::events(contoso)
    );
    assert_eq!(log.app.get(&path, &key).await.problem(), "cursor_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_moving_range_stay_in_the_range_of_the_first() {
    let start: daybook_shared::timestamp::Timestamp = crate::support::app::START.parse().unwrap();
    let at = |minute: i64| start.plus_seconds(minute * 60 - 3_600).to_string();
    let log = FilledLog::start(
        (0..60)
            .map(|minute| event("post.created", &format!("m{minute}"), &at(minute)))
            .collect(),
    )
    .await;
    let first = log.list("range=1h&limit=30").await;
    log.app.clock.advance_seconds(540);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let second = log.list(&format!("range=1h&limit=100&cursor={cursor}")).await;
    assert_eq!(second.each("sequence").len(), 30);
    assert_eq!(
        log.list("range=1h&limit=100").await.each("sequence").len(),
        51,
        "a new first page has a new range"
    );
}
