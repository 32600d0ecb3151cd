//! P7: live streams of one server: how soon an event comes, what a stream takes, and what it takes from appending.

mod streams;

use std::time::{Duration, Instant};

use daybook_shared::limits::MAX_LIVE_STREAMS_PER_CALLER;
use serde_json::Value;

use self::streams::Streams;
use super::Subject;
use super::append::{Log, events};
use crate::figures::Times;
use crate::load::{TURN_SECONDS, wrk};
use crate::machine::private_memory;
use crate::outcome::{Outcome, fail};
use crate::program::Server;
use crate::table::Row;

const STREAMS: usize = 1_000;
/// Events whose way is taken the time of, and the pause between them: 20 a second are 20,000 frames.
const EVENTS: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);
/// After this the server has done what it does after a change.
const SETTLED_AFTER: Duration = Duration::from_secs(2);
const CONNECTIONS: usize = 64;
const BODIES: usize = 100_000;
const MOST_MILLISECONDS: f64 = 250.0;
const MOST_KIB: f64 = 32.0;

/// All on a database of its own.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let log = Log::new(subject, "live")?;
    let workspace = log.workspace()?;
    let keys: Outcome<Vec<String>> = (0..STREAMS.div_ceil(MAX_LIVE_STREAMS_PER_CALLER))
        .map(|_| log.key(&workspace))
        .collect();
    let (keys, writer) = (keys?, log.key(&workspace)?);
    let sent = events::make(subject, BODIES)?;
    let bodies = std::fs::read_to_string(&sent.singles)?;
    let at_most = |work: &str, unit, ours: (f64, &str), most| {
        Row::at_most("P7", work, subject.engine, unit, ours, most)
    };

    let server = log.daybook().serve()?;
    let first = Streams::open(&server.address, &workspace, std::slice::from_ref(&writer), 1, "")?;
    std::thread::sleep(SETTLED_AFTER);
    let before = private_memory(server.id())?;
    let streams = Streams::open(&server.address, &workspace, &keys, STREAMS - 1, "")?;
    std::thread::sleep(SETTLED_AFTER);
    let open = private_memory(server.id())?;
    let (from_sent, from_stored) = ways(&server, &workspace, &writer, bodies.lines(), &streams)?;
    let used = private_memory(server.id())?;
    drop((first, streams));
    drop(server);
    let kib = |now: f64| (now - before) * 1_024.0 / STREAMS as f64;
    let detail = |times: &Times| {
        format!(
            " p99 (p50 {:.1}, longest {:.1})",
            times.percentile(50),
            times.longest()
        )
    };
    let mut rows = vec![
        at_most(
            "1,000 streams: event stored and acknowledged → frame read",
            "ms",
            (from_stored.percentile(99), &detail(&from_stored)),
            MOST_MILLISECONDS,
        ),
        at_most(
            "1,000 streams: event sent → frame read",
            "ms",
            (from_sent.percentile(99), &detail(&from_sent)),
            MOST_MILLISECONDS,
        ),
        at_most(
            "1,000 streams: private memory of each",
            "KiB",
            (kib(used), &format!(" (before an event {:.1})", kib(open))),
            MOST_KIB,
        ),
    ];

    let alone = rate(subject, &log, 0, "")?;
    for (work, filter) in [
        (
            "1,000 streams whose filter leaves none of them",
            "type=post.deleted&platform=telegram&q=absent",
        ),
        ("1,000 streams that get all of them", ""),
    ] {
        let beside = rate(subject, &log, STREAMS, filter)?;
        let work = format!("append single events, {CONNECTIONS} connections, beside {work}");
        let alone = ("without streams", alone);
        rows.push(Row::rate("P7", work, subject.engine, "events/s", beside, alone, 0.0).only_told());
    }
    Ok(rows)
}

/// What events take from the moment at which they are sent, and at which they are acknowledged, to each stream.
fn ways<'l>(
    server: &Server,
    workspace: &str,
    key: &str,
    mut bodies: impl Iterator<Item = &'l str>,
    streams: &Streams,
) -> Outcome<(Times, Times)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let http = reqwest::Client::new();
    let url = format!("http://{}/v1/workspaces/{workspace}/events", server.address);
    let mut moments = Vec::with_capacity(EVENTS);
    for _ in 0..EVENTS {
        let body = bodies.next().ok_or_else(|| fail("no more events"))?.to_owned();
        let sent = Instant::now();
        let stored: Value = runtime.block_on(async {
            let request = http
                .post(&url)
                .bearer_auth(key)
                .header("content-type", "application/json")
                .body(body);
            let bytes = request.send().await?.error_for_status()?.bytes().await?;
            Outcome::Ok(serde_json::from_slice(&bytes)?)
        })?;
        moments.push((
            stored["sequence"].as_i64().unwrap_or_default(),
            sent,
            Instant::now(),
        ));
        std::thread::sleep(PAUSE);
    }
    std::thread::sleep(SETTLED_AFTER);
    let (mut from_sent, mut from_stored) = (Times::default(), Times::default());
    for (place, sent, stored) in moments {
        let read = streams.read_at(place);
        if read.len() != streams.len() {
            return Err(fail(format!(
                "{} of {} streams got {place}",
                read.len(),
                streams.len()
            )));
        }
        for moment in read {
            from_sent.push(moment.duration_since(sent));
            from_stored.push(moment.saturating_duration_since(stored));
        }
    }
    Ok((from_sent, from_stored))
}

/// Appends a second, beside so many streams.
fn rate(subject: &Subject<'_>, log: &Log, streams: usize, filter: &str) -> Outcome<f64> {
    let workspace = log.workspace()?;
    let keys: Outcome<Vec<String>> = (0..streams.div_ceil(MAX_LIVE_STREAMS_PER_CALLER).max(1))
        .map(|_| log.key(&workspace))
        .collect();
    let keys = keys?;
    let server = log.daybook().serve()?;
    let _open = Streams::open(&server.address, &workspace, &keys, streams, filter)?;
    let script = subject.file("live.lua")?;
    let path = format!("/v1/workspaces/{workspace}/events");
    wrk::script_of_bodies(
        &script,
        &keys[0],
        &server.address,
        &path,
        &subject.file("singles.jsonl")?,
    )?;
    wrk::run(&script, &server.address, CONNECTIONS, TURN_SECONDS)
}
