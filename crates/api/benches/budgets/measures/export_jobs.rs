//! P5: exports as jobs of a server: each format, and what twenty at once leave to lists and appends.

use std::time::{Duration, Instant};

use daybook_shared::timestamp::Timestamp;
use serde_json::{Value, json};

use super::Subject;
use super::export::{LEAST, MOST_MIB, fields_of, limit_once, tool};
use crate::data::{Dice, END, SPAN};
use crate::figures::{Times, shown};
use crate::load::client::Client;
use crate::machine::{MemoryWatch, private_memory, wait_until_quiet};
use crate::outcome::{Outcome, fail};
use crate::program::OBJECTS;
use crate::table::Row;

/// How long an export may take.
const PATIENCE: Duration = Duration::from_secs(900);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Exports at once.
const MANY: usize = 20;
/// Lists and appends whose times are taken, one after the other.
const CALLS: usize = 300;
/// How much longer than idle they may take.
const MOST_TIMES: f64 = 2.0;

/// Each format once, on a server that does nothing else; then lists and appends beside many exports.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    // Its events are not among those that others measure.
    let daybook = subject.daybook();
    let other = daybook.run(&["workspace", "create", "--name", "Beside", "--plan", "enterprise"])?;
    let create = ["key", "create", "--workspace", &other, "--name", "bench"];
    let key = daybook.run(&[&create[..], &["--scope", "events:write"]].concat())?;
    let server = subject.serve()?;
    let client = Client::new(&server, &subject.dataset.workspace, &subject.dataset.key)?;
    let appender = Client::new(&server, &other, &key)?;
    wait_until_quiet(server.id())?;
    let idle = private_memory(server.id())?;
    let mut made = Vec::new();
    for format in ["csv", "jsonl", "xlsx"] {
        let watch = MemoryWatch::start(server.id());
        let (events, rate) = once(&client, format)?;
        made.push((format, events, rate, watch.finish() - idle));
    }
    let beside = beside_many(subject, &client, &appender)?;
    drop(server);
    std::fs::remove_dir_all(OBJECTS)?;
    let events = made.first().map_or(0.0, |(_, events, ..)| *events);
    let limit = limit_once(subject, events, &fields_of(subject.engine))?;
    let mut rows = Vec::new();
    for (format, events, rate, most) in made {
        let work = format!(
            "export job, {format}, {} events, on disk and hashed",
            shown(events)
        );
        let peer = (tool(subject.engine), limit);
        let row = Row::rate("P5", work, subject.engine, "rows/s", rate, peer, LEAST);
        rows.push(if format == "csv" { row } else { row.only_told() });
        let work = format!("private memory over idle, export job, {format}");
        let most = (most, "");
        rows.push(Row::at_most("P5", work, subject.engine, "MiB", most, MOST_MIB));
    }
    rows.extend(beside);
    Ok(rows)
}

/// An export of everything: how many events, and how many a second.
fn once(client: &Client, format: &str) -> Outcome<(f64, f64)> {
    let export = ended(client, &ask(client, format)?)?;
    if export["state"] != "succeeded" {
        return Err(fail(format!("an export did not succeed: {export}")));
    }
    let events = export["rows"].as_f64().unwrap_or_default();
    let moment = |name: &str| -> Outcome<i64> {
        let text = export[name].as_str().unwrap_or_default();
        let time: Timestamp = text.parse().map_err(|_| fail("no time"))?;
        Ok(time.0)
    };
    let seconds = (moment("finished_at")? - moment("started_at")?) as f64 / 1_000_000.0;
    Ok((events, events / seconds))
}

fn ask(client: &Client, format: &str) -> Outcome<String> {
    let asked = client.post("/exports", &json!({"format": format, "filter": {}}))?;
    Ok(asked.page["id"].as_str().unwrap_or_default().to_owned())
}

fn ended(client: &Client, id: &str) -> Outcome<Value> {
    let started = Instant::now();
    loop {
        let export = client.get(&format!("/exports/{id}"))?.page;
        if export["state"] != "queued" && export["state"] != "running" {
            return Ok(export);
        }
        if started.elapsed() > PATIENCE {
            return Err(fail(format!("an export took too long: {export}")));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// What lists and appends take alone, and beside so many exports.
fn beside_many(subject: &Subject<'_>, client: &Client, appender: &Client) -> Outcome<Vec<Row>> {
    let mut dice = Dice::new(20);
    calls((client, appender), &mut dice)?;
    let (list, append) = calls((client, appender), &mut dice)?;
    let mut ids = Vec::new();
    for _ in 0..MANY {
        ids.push(ask(client, "csv")?);
    }
    let (list_beside, append_beside) = calls((client, appender), &mut dice)?;
    let mut under_way = 0;
    for id in &ids {
        let export = client.get(&format!("/exports/{id}"))?.page;
        if export["state"] == "queued" || export["state"] == "running" {
            under_way += 1;
            client.post(&format!("/exports/{id}/cancel"), &Value::Null)?;
        }
    }
    if under_way == 0 {
        return Ok(vec![Row::missing(
            "P5",
            "lists beside 20 exports",
            subject.engine,
            "the exports were over too soon; more rows are needed",
        )]);
    }
    let row = |what: &str, alone: &Times, beside: &Times| {
        let (alone, beside) = (alone.percentile(95), beside.percentile(95));
        let detail = format!(" (alone {} ms)", shown(alone));
        let work = format!("{what} beside {MANY} exports, p95");
        let most = MOST_TIMES * alone;
        Row::at_most("P5", work, subject.engine, "ms", (beside, &detail), most)
    };
    Ok(vec![
        row("list of 100, random place,", &list, &list_beside),
        row("append of one event", &append, &append_beside),
    ])
}

fn calls((client, appender): (&Client, &Client), dice: &mut Dice) -> Outcome<(Times, Times)> {
    let (mut lists, mut appends) = (Times::default(), Times::default());
    for _ in 0..CALLS {
        let before = Timestamp(END - dice.between(0, SPAN / 2)).to_string();
        lists.push(client.list(&[("to", before)])?.time);
        let event = json!({"type": "post.created"});
        appends.push(appender.post("/events", &event)?.time);
    }
    Ok((lists, appends))
}
