//! The live stream: what a reader gets, when it ends, and who gets none.

mod filters;
mod processes;
mod rights;
mod tickets;

use daybook_shared::route;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::app::{TestApp, send};
use crate::support::log::FilledLog;
use crate::support::sse::Frames;

impl FilledLog {
    /// A request for the stream, as the log's owner.
    fn live(&self, query: &str) -> RequestBuilder {
        let path = format!("{}?{query}", route::live(self.workspace));
        self.app.request(Method::GET, &path).bearer_auth(&self.token)
    }

    /// The stream behind a place.
    async fn live_behind(&self, place: i64, query: &str) -> Frames {
        Frames::open(self.live(&format!("last_event_id={place}&{query}")))
            .await
            .unwrap()
    }
}

fn events(count: usize) -> Vec<Value> {
    let event = |number| json!({"type": "post.published", "description": format!("event {number}")});
    (1..=count).map(event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_appended_comes_at_once_as_it_is_stored() {
    let log = FilledLog::start(events(2)).await;
    let mut stream = Frames::open(log.live("").header("accept-encoding", "gzip, br"))
        .await
        .unwrap();
    assert_eq!(stream.header("content-type"), "text/event-stream");
    assert_eq!(stream.header("cache-control"), "no-store");
    assert_eq!(stream.header("x-accel-buffering"), "no");
    assert_eq!(stream.header("content-encoding"), "identity");
    let first = stream.frame().await;
    assert_eq!(
        (first.event.as_str(), first.id, first.retry),
        ("ready", Some(2), Some(3_000))
    );
    assert_eq!(first.data, r#"{"sequence":2}"#);
    log.append(events(3)).await;
    let mut bodies = Vec::new();
    for place in 3..=5 {
        let frame = stream.frame().await;
        assert_eq!((frame.event.as_str(), frame.id), ("event", Some(place)));
        bodies.push(frame.data);
    }
    let lines = log.app.request(
        Method::GET,
        &format!("{}?sort=sequence&order=asc", route::events(log.workspace)),
    );
    let lines = lines
        .bearer_auth(&log.token)
        .header("accept", "application/x-ndjson")
        .send();
    let lines = lines.await.unwrap().text().await.unwrap();
    assert_eq!(
        lines.lines().skip(2).collect::<Vec<_>>(),
        bodies,
        "the stored bytes"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_goes_on_where_it_was() {
    let log = FilledLog::start(events(5)).await;
    let mut stream = log.live_behind(3, "").await;
    let first = stream.frame().await;
    assert_eq!((first.event.as_str(), first.id), ("ready", Some(3)));
    assert_eq!(stream.events_up_to(5).await, [4, 5]);
    log.append(events(1)).await;
    assert_eq!(stream.events_up_to(6).await, [6]);
    // What the header says counts.
    let resumed = log.live("last_event_id=1").header("Last-Event-ID", "5");
    assert_eq!(Frames::open(resumed).await.unwrap().events_up_to(6).await, [6]);
    let whole = log.live("").header("Last-Event-ID", "0");
    assert_eq!(
        Frames::open(whole).await.unwrap().events_up_to(6).await,
        [1, 2, 3, 4, 5, 6]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_said_and_not_sent() {
    let log = FilledLog::start(events(1_200)).await;
    assert_eq!(
        log.live_behind(200, "").await.events_up_to(1_200).await.len(),
        1_000
    );
    let reset = log.live_behind(199, "").await.frame().await;
    assert_eq!(
        (reset.event.as_str(), reset.id, reset.retry),
        ("reset", Some(1_200), Some(3_000))
    );
    let from_another_log = log.live_behind(1_201, "").await.frame().await;
    assert_eq!(
        (from_another_log.event.as_str(), from_another_log.id),
        ("reset", Some(1_200))
    );
    // How many a filter leaves is known only when they are read.
    let mut filtered = log.live_behind(0, "type=post.*").await;
    assert_eq!(filtered.events_up_to(1_000).await.len(), 1_000);
    let reset = filtered.frame().await;
    assert_eq!((reset.event.as_str(), reset.id), ("reset", Some(1_200)));
    log.append(events(1)).await;
    assert_eq!(filtered.events_up_to(1_201).await, [1_201]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_filter_comes_along() {
    let log = FilledLog::start(events(2_500)).await;
    let mut stream = log.live_behind(0, "type=post.failed").await;
    let mut places = Vec::new();
    while places.last() != Some(&Some(2_500)) {
        let frame = stream.frame().await;
        assert!(matches!(frame.event.as_str(), "ready" | "position"), "{frame:?}");
        places.push(frame.id);
    }
    assert!(places.len() <= 5, "{places:?}");
    log.append(vec![json!({"type": "post.failed"})]).await;
    assert_eq!(stream.events_up_to(2_501).await, [2_501]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_missed_between_what_was_and_what_comes() {
    let log = FilledLog::start(events(50)).await;
    let writer = async {
        for _ in 0..60 {
            log.append_unindexed(json!({"type": "post.published"})).await;
        }
    };
    let readers = async {
        for place in 0..30 {
            let expected: Vec<i64> = (place + 1..=110).collect();
            assert_eq!(log.live_behind(place, "").await.events_up_to(110).await, expected);
        }
    };
    tokio::join!(writer, readers);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let log = FilledLog::start(events(1)).await;
    for (query, status, code, pointer) in [
        ("last_event_id=evt_1", 422, "invalid_parameter", "last_event_id"),
        ("last_event_id=-1", 422, "invalid_parameter", "last_event_id"),
        ("platform=myspace", 422, "invalid_parameter", "platform"),
        ("range=today", 422, "invalid_parameter", "tz"),
        ("range=today&tz=Mars/Olympus", 422, "invalid_parameter", "tz"),
        ("limit=5", 400, "unknown_parameter", "limit"),
        ("ticket=x", 422, "invalid_parameter", "ticket"),
    ] {
        let answer = send(log.live(query)).await;
        let found = (
            answer.code(),
            answer.problem(),
            answer.body["errors"][0]["pointer"].clone(),
        );
        assert_eq!(found, (status, code, json!(pointer)), "{query}");
    }
    let answer = send(log.live("").header("Last-Event-ID", "soon")).await;
    assert_eq!(
        (answer.code(), &answer.body["errors"][0]["pointer"]),
        (422, &json!("Last-Event-ID"))
    );
    let head = log
        .app
        .request(Method::HEAD, &route::live(log.workspace))
        .bearer_auth(&log.token);
    let list = log
        .app
        .request(Method::HEAD, &route::events(log.workspace))
        .bearer_auth(&log.token);
    assert_eq!(send(head).await.code(), send(list).await.code());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_caller_does_not_take_all_the_room() {
    let log = FilledLog::start(events(1)).await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(Frames::open(log.live("")).await.unwrap());
    }
    let refused = send(log.live("")).await;
    assert_eq!((refused.code(), refused.problem()), (429, "too_many_requests"));
    assert_eq!(refused.header("retry-after"), "15");
    let seed_key = log
        .app
        .key(log.workspace, &[daybook_shared::access::Scope::EventsRead])
        .await;
    let other = log
        .app
        .request(Method::GET, &route::live(log.workspace))
        .bearer_auth(&seed_key);
    Frames::open(other).await.unwrap();
    // Who closes one can open another, though nothing was sent in between.
    open.pop();
    let opened = async || Frames::open(log.live("")).await.ok();
    crate::support::program::eventually("a place is given back", opened).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_server_stops() {
    let log = FilledLog::start(events(1)).await;
    let mut stream = Frames::open(log.live("")).await.unwrap();
    stream.frame().await;
    log.app.state.live.stop();
    stream.end().await;
    let refused = send(log.live("")).await;
    assert_eq!((refused.code(), refused.header("retry-after")), (503, "1"));
}

/// A request for a stream by nothing but a ticket.
fn by_ticket(app: &TestApp, path: &str, ticket: &str) -> RequestBuilder {
    app.request(Method::GET, &format!("{path}?ticket={ticket}"))
}
