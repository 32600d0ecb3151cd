//! P10: the same list and export from what a user would take instead, over the same tables and indexes.

mod process;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use daybook_shared::timestamp::Timestamp;

use self::process::Peer;
use super::Subject;
use crate::data::{Dice, END, SPAN};
use crate::figures::median;
use crate::load::{TURN_SECONDS, TURNS, wrk};
use crate::outcome::{Outcome, fail};
use crate::place::Engine;
use crate::table::Row;

const DAY: i64 = 86_400_000_000;
const EARLIEST: i64 = END - SPAN + 5 * DAY;
const PLACES: usize = 2_000;
const CONNECTIONS: usize = 8;
const LEAST_EXPORT: f64 = 10.0;
/// How long a peer may go on exporting: none of them comes to the end.
const DATASETTE_SECONDS: u64 = 30;
const DJANGO_SECONDS: u64 = 15;

/// The peer of the engine, against us in turns.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let programs = subject.place.path().join("venv/bin");
    if !programs.join("gunicorn").exists() {
        let why = "the peers are not installed: scripts/setup peers";
        return Ok(vec![Row::missing(
            "P10",
            "list and export of peers",
            subject.engine,
            why,
        )]);
    }
    match subject.engine {
        Engine::Sqlite => datasette(subject, programs),
        Engine::Postgres => django(subject, programs),
    }
}

fn datasette(subject: &Subject<'_>, programs: PathBuf) -> Outcome<Vec<Row>> {
    let mut command = Command::new(programs.join("datasette"));
    command
        .args([
            "serve",
            "--host",
            "127.0.0.1",
            "--setting",
            "sql_time_limit_ms",
            "20000",
        ])
        .args(["--setting", "max_csv_mb", "0"])
        .arg(subject.dataset.path());
    let peer = Peer::start(command, "--port", "/-/versions.json")?;
    let workspace = format!("x'{}'", subject.dataset.workspace_uuid()?.simple());
    let sql = format!(
        "select id, sequence, occurred_at, recorded_at, type, category, platform, state, actor_kind, actor_id, correlation_id, body \
         from events where workspace_id = {workspace} and occurred_at < :to order by occurred_at desc, sequence desc limit 100"
    );
    let bound = |time| {
        query(
            "/daybook.json",
            &[
                ("sql", sql.clone()),
                ("to", i64::to_string(&time)),
                ("_shape", "arrays".to_owned()),
            ],
        )
    };
    let of_workspace = format!("workspace_id = {workspace}");
    // Its own pages name a place by the sort column and the keys of the row, which it writes as text.
    let own = |time: i64| {
        query(
            "/daybook/events.json",
            &[
                ("_where", of_workspace.clone()),
                ("_sort_desc", "occurred_at".to_owned()),
                ("_size", "100".to_owned()),
                ("_nocount", "1".to_owned()),
                ("_nofacet", "1".to_owned()),
                ("_next", format!("{time},0,0")),
            ],
        )
    };
    let mut rows = vec![
        list(subject, &peer, "Datasette, bound SQL", 10.0, bound)?,
        list(subject, &peer, "Datasette, its own pages", 10.0, own)?,
    ];
    let path = query(
        "/daybook/events.csv",
        &[
            ("_where", of_workspace.clone()),
            ("_sort_desc", "occurred_at".to_owned()),
            ("_stream", "on".to_owned()),
        ],
    );
    rows.push(export(subject, &peer, "Datasette", &path, DATASETTE_SECONDS)?);
    Ok(rows)
}

fn django(subject: &Subject<'_>, programs: PathBuf) -> Outcome<Vec<Row>> {
    let port = subject.cluster.map_or(0, |cluster| cluster.port());
    let mut command = Command::new(programs.join("gunicorn"));
    command
        .args([
            "--workers",
            "2",
            "--keep-alive",
            "75",
            "--chdir",
            concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers"),
        ])
        .args(["drf:application"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PEERS_PORT", port.to_string())
        .env("PEERS_DATABASE", subject.database())
        .env("PEERS_WORKSPACE", subject.dataset.workspace_uuid()?.to_string());
    let peer = Peer::start(command, "--bind", "/events/")?;
    let before = |time| query("/events/", &[("before", i64::to_string(&time))]);
    Ok(vec![
        list(subject, &peer, "Django REST framework", 15.0, before)?,
        export(
            subject,
            &peer,
            "Django REST framework",
            "/events.csv",
            DJANGO_SECONDS,
        )?,
    ])
}

fn query(path: &str, parameters: &[(&str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{path}?{query}")
}

/// A page of 100 at random places.
fn list(
    subject: &Subject<'_>,
    peer: &Peer,
    name: &str,
    least: f64,
    path: impl Fn(i64) -> String,
) -> Outcome<Row> {
    let mut dice = Dice::new(10);
    let times: Vec<i64> = (0..PLACES).map(|_| dice.between(EARLIEST, END)).collect();
    let page = |time| {
        let time = Timestamp(time);
        format!(
            "/v1/workspaces/{}/events?limit=100&to={time}",
            subject.dataset.workspace
        )
    };
    let script = |file: &str, paths: Vec<String>| {
        let file = subject.file(file)?;
        wrk::script_of_paths(&file, &subject.dataset.key, &paths)?;
        Outcome::Ok(file)
    };
    let our_script = script("peer-ours.lua", times.iter().copied().map(page).collect())?;
    let their_script = script("peer-theirs.lua", times.iter().copied().map(path).collect())?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        theirs.push(wrk::run(&their_script, &peer.address, CONNECTIONS, TURN_SECONDS)?);
        let server = subject.serve()?;
        ours.push(wrk::run(&our_script, &server.address, CONNECTIONS, TURN_SECONDS)?);
    }
    Ok(Row::rate(
        "P10",
        format!("list of 100, random place, {CONNECTIONS} connections"),
        subject.engine,
        "pages/s",
        median(ours),
        (name, median(theirs)),
        least,
    ))
}

/// As much of the whole log as comes within some seconds.
fn export(subject: &Subject<'_>, peer: &Peer, name: &str, path: &str, seconds: u64) -> Outcome<Row> {
    let theirs = lines_a_second(&peer.address, path, seconds)?;
    let work = "CSV export";
    let daybook = subject.daybook();
    let help = daybook.command().args(["export", "--help"]).output()?;
    if !help.status.success() {
        return Ok(Row::missing(
            "P10",
            work,
            subject.engine,
            "this daybook has no `export` command",
        ));
    }
    let started = Instant::now();
    let exported = daybook
        .command()
        .args([
            "export",
            "--workspace",
            &subject.dataset.workspace,
            "--format",
            "csv",
        ])
        .stdout(std::process::Stdio::null())
        .status()?;
    if !exported.success() {
        return Err(fail("daybook export failed"));
    }
    let ours = subject.dataset.large_rows as f64 / started.elapsed().as_secs_f64();
    Ok(Row::rate(
        "P10",
        work,
        subject.engine,
        "rows/s",
        ours,
        (name, theirs),
        LEAST_EXPORT,
    ))
}

/// Lines a second of what a path answers; the connection is closed when the time is over.
fn lines_a_second(address: &str, path: &str, seconds: u64) -> Outcome<f64> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let started = Instant::now();
    stream.write_all(
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    let status = String::from_utf8_lossy(&line).trim().to_owned();
    if !status.contains(" 200") {
        return Err(fail(format!("{status} for {path}")));
    }
    let mut count = 0.0;
    while started.elapsed() < Duration::from_secs(seconds) {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        // A row of the log; sizes of chunks and what a cell breaks over lines are not.
        count += f64::from(u8::from(line.len() > 100));
    }
    Ok(count / started.elapsed().as_secs_f64())
}
