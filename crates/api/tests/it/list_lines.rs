//! The list as JSON Lines: the stored bytes, as many as asked for, sent no faster than they are taken.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use daybook_shared::access::Scope;
use daybook_shared::route;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp, send};
use crate::support::log::{FilledLog, event};
use crate::support::program::{Program, Serving, end, repository};

const LINES: &str = "application/x-ndjson";

fn some(count: i64) -> Vec<Value> {
    let start: daybook_shared::timestamp::Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    let made = (0..count).map(|index| {
        // Out of order, and some at the same moment.
        let at = start.plus_seconds(index * 7_919 % 97 * 60);
        event(
            ["post.created", "post.failed"][(index % 2) as usize],
            &format!("row {index}\nof many"),
            &at.to_string(),
        )
    });
    made.collect()
}

impl FilledLog {
    /// A list as lines; the request must succeed.
    async fn lines(&self, query: &str) -> Vec<String> {
        let path = format!("{}?{query}", route::events(self.workspace));
        let request = self.app.request(Method::GET, &path).bearer_auth(&self.token);
        let answer = request.header(ACCEPT, LINES).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        assert_eq!(answer.headers()["content-type"], LINES);
        assert_eq!(answer.headers()["vary"], "accept");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let text = answer.text().await.unwrap();
        assert!(text.is_empty() || text.ends_with('\n'));
        text.lines().map(str::to_owned).collect()
    }

    async fn refused(&self, query: &str, token: &str) -> Answer {
        let path = format!("{}?{query}", route::events(self.workspace));
        send(
            self.app
                .request(Method::GET, &path)
                .bearer_auth(token)
                .header(ACCEPT, LINES),
        )
        .await
    }
}

fn member(line: &str, name: &str) -> Value {
    serde_json::from_str::<Value>(line).unwrap()[name].take()
}

fn sequences(lines: &[String]) -> Vec<i64> {
    lines
        .iter()
        .map(|line| member(line, "sequence").as_i64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_the_rows_of_the_pages_and_their_stored_bytes() {
    let log = FilledLog::start(some(700)).await;
    for query in [
        "",
        "order=asc",
        "sort=sequence",
        "sort=sequence&order=asc&type=post.failed",
        "q=row+1",
        "q=nothing",
    ] {
        let (expected, _) = log.walk(&format!("{query}&limit=500")).await;
        assert_eq!(sequences(&log.lines(query).await), expected, "{query}");
    }
    let first = log.lines("limit=1").await;
    let id = member(&first[0], "id");
    let path = format!("{}/{}", route::events(log.workspace), id.as_str().unwrap());
    let request = log.app.request(Method::GET, &path).bearer_auth(&log.token);
    assert_eq!(request.send().await.unwrap().text().await.unwrap(), first[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_goes_on_behind_any_line_and_misses_nothing() {
    let log = FilledLog::start(some(100)).await;
    for query in [
        "sort=sequence&order=asc",
        "sort=sequence&order=asc&type=post.failed",
        "sort=occurred&order=desc",
        "order=asc&q=row",
        "sort=sequence&order=desc",
    ] {
        let whole = log.lines(query).await;
        let mut read: Vec<String> = Vec::new();
        let mut after = String::new();
        loop {
            let part = log.lines(&format!("{query}&limit=30{after}")).await;
            assert!(part.len() <= 30);
            let Some(last) = part.last() else { break };
            after = format!("&after={}", member(last, "id").as_str().unwrap());
            read.extend(part);
        }
        assert_eq!(read, whole, "{query}");
    }
    // A page's cursor leads into lines too, and a log that grows is followed.
    let page = log.list("sort=sequence&order=asc&limit=90").await;
    let cursor = page.body["page"]["next_cursor"].as_str().unwrap();
    let rest = log
        .lines(&format!("sort=sequence&order=asc&cursor={cursor}"))
        .await;
    assert_eq!(sequences(&rest), (91..=100).collect::<Vec<_>>());
    let last = member(rest.last().unwrap(), "id");
    let follow = format!("sort=sequence&order=asc&after={}", last.as_str().unwrap());
    assert_eq!(log.lines(&follow).await, [""; 0]);
    log.append(some(3)).await;
    assert_eq!(sequences(&log.lines(&follow).await), [101, 102, 103]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let log = FilledLog::start(some(3)).await;
    let page = log.list("limit=1").await;
    let next = page.body["page"]["next_cursor"].as_str().unwrap();
    let second = log.list(&format!("limit=1&cursor={next}")).await;
    let back = second.body["page"]["prev_cursor"].as_str().unwrap();
    let id = page.body["data"][0]["id"].as_str().unwrap();
    let wrong = [
        ("limit=100001".to_owned(), 422, "limit"),
        ("limit=0".to_owned(), 422, "limit"),
        (format!("after={id}&cursor={next}"), 422, "after"),
        ("after=evt_1".to_owned(), 422, "after"),
        ("after=evt_01k9zq5v7hf2ns0d8kx3cw4m6t".to_owned(), 422, "after"),
        (format!("cursor={back}"), 422, "cursor"),
        ("colour=red".to_owned(), 400, "colour"),
    ];
    for (query, code, pointer) in wrong {
        let answer = log.refused(&query, &log.token).await;
        assert_eq!(
            (answer.code(), answer.header("content-type")),
            (code, "application/problem+json"),
            "{query}"
        );
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{query}");
    }
    let of_page = log.list(&format!("after={id}")).await;
    assert_eq!(
        (of_page.code(), of_page.body["errors"][0]["pointer"].as_str()),
        (422, Some("after"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_not_yours_is_no_place_to_go_on_from() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let owner = app.token(&seed.owner).await;
    let secret =
        json!({"type": "auth.signed_in", "actor": {"kind": "member", "id": "somebody", "name": "Some"}});
    let made = app.post(&route::events(seed.northwind), &owner, &secret).await;
    let id = made.body["id"].as_str().unwrap();
    let path = format!("{}?after={id}", route::events(seed.northwind));
    let (member, stranger) = (app.token(&seed.member).await, app.token(&seed.stranger).await);
    let foreign = format!("{}?after={id}", route::events(seed.contoso));
    for (path, token, code) in [
        (&path, &owner, 200),
        (&path, &member, 422),
        (&foreign, &stranger, 422),
    ] {
        let request = app.request(Method::GET, path).bearer_auth(token);
        assert_eq!(send(request.header(ACCEPT, LINES)).await.code(), code, "{path}");
    }
    let key = app.key(seed.northwind, &[Scope::EventsWrite]).await;
    let request = app.request(Method::GET, &path).bearer_auth(key);
    assert_eq!(send(request.header(ACCEPT, LINES)).await.code(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_lines_are_the_same() {
    let log = FilledLog::start(some(600)).await;
    let plain = log.lines("").await;
    let request = log
        .app
        .request(Method::GET, &route::events(log.workspace))
        .bearer_auth(&log.token);
    let answer = request
        .header(ACCEPT, LINES)
        .header(ACCEPT_ENCODING, "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let vary: Vec<_> = answer.headers().get_all("vary").iter().collect();
    assert_eq!(vary, ["accept", "accept-encoding"]);
    let bytes = answer.bytes().await.unwrap();
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    gzip.stdin.take().unwrap().write_all(&bytes).unwrap();
    let text = end(gzip).stdout;
    assert_eq!(text.lines().collect::<Vec<_>>(), plain);
}

/// Events of about 16 KiB: far more of them than fit into the buffers between a server and its client.
fn large(count: usize) -> Vec<Value> {
    let noise = "0123456789abcdef".repeat(250);
    let made = (0..count).map(|index| {
        let fields: serde_json::Map<_, _> = (0..4)
            .map(|field| (field.to_string(), json!(format!("{index} {noise}"))))
            .collect();
        let mut row = event("post.created", "large", "2026-09-01T00:00:00Z");
        row["changes"] = json!([{"field": "text", "after": fields}]);
        row
    });
    made.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_fails_on_its_way_is_broken_off_and_not_ended() {
    let log = FilledLog::start(large(1_500)).await;
    let path = format!("{}?sort=sequence&order=asc", route::events(log.workspace));
    let request = log.app.request(Method::GET, &path).bearer_auth(&log.token);
    let mut answer = request.header(ACCEPT, LINES).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut bytes = answer.chunk().await.unwrap().unwrap().len();
    let work = log.app.state.database.write(|transaction| {
        Box::pin(async move {
            transaction
                .execute_unprepared("ALTER TABLE events RENAME TO gone")
                .await
        })
    });
    work.await.unwrap();
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes += chunk.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken, "after {bytes} bytes the answer ended as if it were whole");
}

/// A request for all lines on a connection of its own.
fn ask(server: &Serving, workspace: &str, key: &str) -> TcpStream {
    let address = server.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    let path = format!("/v1/workspaces/{workspace}/events?sort=sequence&order=asc");
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {LINES}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).unwrap();
    connection
}

#[tokio::test]
async fn a_client_that_does_not_read_does_not_fill_the_memory() {
    const EVENTS: usize = 2_000;
    let program = Program::new().await;
    let workspace = program.workspace("Large");
    let mut import = program.command(["import", "--workspace", &workspace]);
    let mut child = import
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for event in large(EVENTS) {
        writeln!(input, "{event}").unwrap();
    }
    drop(input);
    assert!(end(child).status.success());
    let key = program.key(&workspace);
    let server = program.serve();

    let mut whole = Vec::new();
    ask(&server, &workspace, &key).read_to_end(&mut whole).unwrap();
    assert!(whole.ends_with(b"\r\n0\r\n\r\n"), "the answer ends as HTTP says");
    let idle = server.private_memory();
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut connection = ask(&server, &workspace, &key);
        let mut status = [0; 15];
        connection.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200 OK");
        slow.push((connection, status.to_vec()));
    }
    // By the time that somebody else has read everything, the slow ones could have been read ahead for as far.
    let mut again = Vec::new();
    ask(&server, &workspace, &key).read_to_end(&mut again).unwrap();
    let grown = server.private_memory().saturating_sub(idle);
    assert!(
        grown < whole.len() as u64,
        "{grown} bytes more for four readers of {} bytes each",
        whole.len()
    );
    for (mut connection, mut read) in slow {
        connection.read_to_end(&mut read).unwrap();
        let count = read.windows(10).filter(|bytes| bytes == b"\"sequence\"").count();
        assert_eq!(count, EVENTS + 1, "with the key's own event");
    }
}

#[test]
fn the_document_names_the_form() {
    let document = std::fs::read_to_string(repository().join("openapi/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let list = &document["paths"]["/v1/workspaces/{workspace_id}/events"]["get"];
    let content = list["responses"]["200"]["content"].as_object().unwrap();
    assert_eq!(
        content.keys().collect::<Vec<_>>(),
        ["application/json", "application/x-ndjson"]
    );
}
