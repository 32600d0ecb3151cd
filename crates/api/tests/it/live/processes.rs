//! Streams of servers as processes: what another one appends, what a stop does, what is written down.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::app::send;
use crate::support::http;
use crate::support::program::{Program, Serving};
use crate::support::sse::Frames;

/// What is promised, and what a busy machine may add to it.
const LATE: Duration = Duration::from_millis(1_000);

/// A stream, and the place at which it begins.
async fn open(server: &Serving, workspace: &str, key: &str) -> (Frames, i64) {
    let url = format!("{}/v1/workspaces/{workspace}/events/live", server.url);
    let mut stream = Frames::open(server.http.get(url).bearer_auth(key)).await.unwrap();
    let first = stream.frame().await;
    assert_eq!(first.event, "ready");
    (stream, first.id.unwrap())
}

async fn append(server: &Serving, workspace: &str, key: &str) {
    let url = format!("{}/v1/workspaces/{workspace}/events", server.url);
    let request = server
        .http
        .post(url)
        .bearer_auth(key)
        .json(&json!({"type": "post.published"}));
    assert_eq!(send(request).await.code(), 201);
}

async fn ticket(server: &Serving, workspace: &str, key: &str) -> String {
    let url = format!("{}/v1/workspaces/{workspace}/events/live/ticket", server.url);
    let answer = send(server.http.post(url).bearer_auth(key)).await;
    answer.body["ticket"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_stores_the_streams_of_another_get() {
    let program = Program::new().await;
    if program.is_sqlite() {
        return;
    }
    let workspace = program.workspace("Two");
    let key = program.key(&workspace);
    let (here, there) = (program.serve(), program.serve());
    let (mut stream, start) = open(&there, &workspace, &key).await;
    for place in start + 1..=start + 20 {
        append(&here, &workspace, &key).await;
        let start = Instant::now();
        assert_eq!(stream.events_up_to(place).await, [place]);
        assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
    }
    // A ticket of one is good at the other, and then nowhere.
    let ticket = ticket(&here, &workspace, &key).await;
    let status = async |server: &Serving| {
        let url = format!(
            "{}/v1/workspaces/{workspace}/events/live?ticket={ticket}",
            server.url
        );
        Frames::open(server.http.get(url)).await.err()
    };
    assert_eq!(status(&there).await, None);
    assert_eq!(
        (status(&there).await, status(&here).await),
        (Some(Some(401)), Some(Some(401)))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_does_not_wait_for_streams() {
    let program = Program::new().await;
    let workspace = program.workspace("Stopped");
    let key = program.key(&workspace);
    let server = program.serve();
    let (mut streams, mut last) = (Vec::new(), 0);
    for _ in 0..10 {
        let (stream, place) = open(&server, &workspace, &key).await;
        streams.push(stream);
        last = place;
    }
    append(&server, &workspace, &key).await;
    server.terminate();
    let start = Instant::now();
    for mut stream in streams {
        // What was stored before is sent, or comes with the next server.
        while stream.next().await.is_some() {}
    }
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
    assert!(server.ended_within(Duration::from_secs(5)).await.success());
    let next = program.serve();
    let url = format!(
        "{}/v1/workspaces/{workspace}/events/live?last_event_id={last}",
        next.url
    );
    let mut stream = Frames::open(next.http.get(url).bearer_auth(&key)).await.unwrap();
    assert_eq!(stream.events_up_to(last + 1).await, [last + 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_ticket_is_written_down() {
    let program = Program::new().await;
    let workspace = program.workspace("Written");
    let key = program.key(&workspace);
    let mut command = program.server();
    command
        .env("DAYBOOK_LOG", "info")
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut log = child.stderr.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        log.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line.split(' ').find(|word| word.starts_with("http://")).unwrap();
    let http = http::client();
    let path = format!("{url}/v1/workspaces/{workspace}/events/live");
    let made = send(http.post(format!("{path}/ticket")).bearer_auth(&key)).await;
    let ticket = made.body["ticket"].as_str().unwrap();
    // A request is written down when something goes wrong with it.
    let database = program.look().await;
    let rename = "ALTER TABLE workspace_head RENAME TO gone";
    database.execute_unprepared(rename).await.unwrap();
    let answer = send(http.get(format!("{path}?type=post.*&%74icket={ticket}"))).await;
    assert_eq!(answer.code(), 500);
    child.kill().unwrap();
    child.wait().unwrap();
    let log = reader.join().unwrap();
    assert!(log.contains("events/live?type=post.*&ticket=…"), "{log}");
    assert!(!log.contains(ticket), "{log}");
}
