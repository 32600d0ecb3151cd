//! Lists: filters, ranges, wrong parameters, links and tags.

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::send;
use crate::support::log::{FilledLog, event};

fn with(mut event: Value, fields: Value) -> Value {
    let more = fields.as_object().unwrap().clone();
    event.as_object_mut().unwrap().extend(more);
    event
}

/// Seven events, one an hour, each with something that only it has.
fn varied() -> Vec<Value> {
    let at = |hour: usize| format!("2026-11-20T{hour:02}:00:00Z");
    let member = |id: &str| json!({"actor": {"kind": "member", "id": id, "name": id}});
    vec![
        with(event("post.created", "one", &at(1)), member("sarah")),
        with(
            event("post.scheduled", "two", &at(2)),
            json!({"platform": "x", "actor": {"kind": "member", "id": "sarah", "name": "Sarah"}}),
        ),
        with(
            event("post.failed", "three", &at(3)),
            json!({"platform": "x", "targets": [{"type": "post", "id": "p1"}, {"type": "account", "id": "a1"}]}),
        ),
        with(
            event("account.connected", "four", &at(4)),
            json!({"platform": "instagram", "targets": [{"type": "account", "id": "a1"}]}),
        ),
        with(
            event("agent.action", "five", &at(5)),
            json!({"actor": {"kind": "agent", "id": "agent_publisher", "name": "Publisher"}, "state": "failed"}),
        ),
        with(event("auth.signed_in", "six", &at(6)), member("tom")),
        event("crm.deal_won", "seven", &at(7)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_includes_and_excludes() {
    let log = FilledLog::start(varied()).await;
    let cases: &[(&str, &[&str])] = &[
        ("", &["seven", "six", "five", "four", "three", "two", "one"]),
        ("type=post.failed", &["three"]),
        ("type=post.failed&type=crm.deal_won", &["seven", "three"]),
        ("type=post.*", &["three", "two", "one"]),
        ("type=crm.*", &["seven"]),
        ("type=nobody.knows", &[]),
        ("type_not=post.*", &["seven", "six", "five", "four"]),
        ("type_not=post.*&type_not=crm.deal_won", &["six", "five", "four"]),
        ("type=post.*&type_not=post.created", &["three", "two"]),
        (
            "category=posts&category=custom",
            &["seven", "three", "two", "one"],
        ),
        ("category_not=posts", &["seven", "six", "five", "four"]),
        ("platform=x&platform=instagram", &["four", "three", "two"]),
        ("platform_not=x", &["seven", "six", "five", "four", "one"]),
        ("state=failed", &["five", "three"]),
        ("state_not=failed&state_not=done", &["four", "two", "one"]),
        ("actor=sarah", &["two", "one"]),
        ("actor=sarah&actor=tom", &["six", "two", "one"]),
        ("actor_not=sarah&type=post.*", &["three"]),
        ("actor_kind=agent", &["five"]),
        ("actor_kind_not=member", &["seven", "five", "four", "three"]),
        ("target=a1", &["four", "three"]),
        ("target=a1&target=p1", &["four", "three"]),
        (
            "target_not=a1&target_not=p1",
            &["seven", "six", "five", "two", "one"],
        ),
        ("type=post.*&platform=x&state=failed&q=thr", &["three"]),
        ("order=asc&platform=x", &["two", "three"]),
        ("sort=sequence&order=asc&state=failed", &["three", "five"]),
        ("sort=sequence&actor_kind=member", &["six", "two", "one"]),
        (
            "from=2026-11-20T03:00:00Z&to=2026-11-20T05:00:00Z",
            &["four", "three"],
        ),
        (
            "from=2026-11-20T05:00:00%2B01:00&type_not=crm.*&to=2026-11-20T06:00:00Z",
            &["five", "four"],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(log.names(query).await, *expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_the_zone_through_changes_of_the_clocks() {
    let every_hour = |day: &str, hours: usize| -> Vec<Value> {
        let start: daybook_shared::timestamp::Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        (0..hours)
            .map(|hour| {
                event(
                    "post.created",
                    &format!("h{hour}"),
                    &start.plus_seconds(hour as i64 * 3600).to_string(),
                )
            })
            .collect()
    };
    let mut events = every_hour("2026-03-28", 72);
    events.extend(every_hour("2025-10-25", 72));
    let log = FilledLog::start(events).await;
    let count = |query: &'static str| {
        let log = &log;
        async move { log.names(query).await.len() }
    };
    assert_eq!(count("from=2026-03-29&to=2026-03-30&tz=Europe/Dublin").await, 23);
    assert_eq!(count("from=2025-10-26&to=2025-10-27&tz=Europe/Dublin").await, 25);
    assert_eq!(count("from=2026-03-29&to=2026-03-30&tz=UTC").await, 24);
    let first = log
        .names("from=2025-10-26&to=2025-10-27&tz=Europe/Dublin&order=asc&limit=1")
        .await;
    assert_eq!(
        first,
        ["h23"],
        "the day of 26 October begins at 23:00 UTC, still in summer time"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn relative_ranges_end_now() {
    let events = [
        ("2026-11-21T09:29:00Z", "now"),
        ("2026-11-21T00:10:00Z", "today"),
        ("2026-11-20T23:50:00Z", "night"),
        ("2026-11-15T00:00:00Z", "week"),
        ("2026-10-25T00:00:00Z", "month"),
        ("2026-01-01T00:00:00Z", "year"),
    ];
    let log = FilledLog::start(
        events
            .iter()
            .map(|(at, name)| event("post.created", name, at))
            .collect(),
    )
    .await;
    let cases: &[(&str, usize)] = &[
        ("range=1h", 1),
        ("range=today&tz=UTC", 2),
        ("range=today&tz=America/New_York", 1),
        ("range=today&tz=Asia/Tokyo", 3),
        ("range=24h", 3),
        ("range=7d", 4),
        ("range=30d", 5),
        ("range=this_month&tz=Europe/Dublin", 4),
    ];
    for (query, expected) in cases {
        assert_eq!(log.names(query).await.len(), *expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_parameters_are_named() {
    let log = FilledLog::start(Vec::new()).await;
    let cases = [
        ("limit=501", 422, "invalid_parameter", "limit"),
        ("limit=0", 422, "invalid_parameter", "limit"),
        ("tz=Mars/Olympus&range=today", 422, "invalid_parameter", "tz"),
        ("range=today", 422, "invalid_parameter", "tz"),
        ("from=2026-02-30&tz=UTC", 422, "invalid_parameter", "from"),
        ("state=odd", 422, "invalid_parameter", "state"),
        ("page=2", 400, "unknown_parameter", "page"),
        ("q=a&q=b", 422, "invalid_parameter", "q"),
    ];
    for (query, status, code, pointer) in cases {
        let answer = log.list(query).await;
        assert_eq!(
            (
                answer.code(),
                answer.problem(),
                &answer.body["errors"][0]["pointer"]
            ),
            (status, code, &json!(pointer)),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_page_is_not_sent_again() {
    let log = FilledLog::start(varied()).await;
    let path = format!("{}?limit=2", route::events(log.workspace));
    let first = log.app.get(&path, &log.token).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""));
    let link = first.header("link");
    let next = first.body["page"]["next_cursor"].as_str().unwrap();
    assert_eq!(
        link,
        format!("<{}{path}&cursor={next}>; rel=\"next\"", log.app.url)
    );
    let conditional = || {
        send(
            log.app
                .request(Method::GET, &path)
                .bearer_auth(&log.token)
                .header("if-none-match", &tag),
        )
    };
    let unchanged = conditional().await;
    assert_eq!(
        (unchanged.code(), unchanged.header("etag"), &unchanged.body),
        (304, tag.as_str(), &Value::Null)
    );
    log.append(vec![event("post.created", "eight", "2026-11-21T08:00:00Z")])
        .await;
    assert_eq!(conditional().await.code(), 200);
}
