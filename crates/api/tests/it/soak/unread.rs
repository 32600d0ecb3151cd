//! Clients of the live stream that stop reading: each costs little, is cut off, and misses nothing when it comes back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use daybook_shared::limits::MAX_LIVE_STREAMS_PER_CALLER;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};

use super::form::Form;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};
use crate::support::sse::Frames;

const PROMISE: &str = "unread live streams";
/// What a client that does not read may take of the server's memory.
const MOST_BYTES: u64 = 64 * 1024;
/// When it must have been cut off.
const CUT_WITHIN: Duration = Duration::from_secs(30);
/// More in all than the system's own buffers take for a connection.
const EVENTS: usize = 750;
const EVENT_BYTES: usize = 7_000;
/// So often as much is appended before anybody stops reading: then the server has what it needs for it.
const WARMING_UP: usize = 5;
/// Appends whose time is taken.
const TIMED: usize = 200;

async fn append_much(server: &Serving, log: &Log) {
    let events: Vec<Value> = (0..EVENTS)
        .map(|_| json!({"type": "post.published", "changes": [{"field": "text", "after": "x".repeat(EVENT_BYTES)}]}))
        .collect();
    for batch in events.chunks(20) {
        let url = format!("{}/batch", log.url(&server.url));
        let answer = server
            .http
            .post(url)
            .bearer_auth(&log.token)
            .json(&batch)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }
}

/// What 99 of 100 appends of one event take at most.
async fn slowest_appends(server: &Serving, log: &Log) -> Duration {
    let mut times = Vec::with_capacity(TIMED);
    for _ in 0..TIMED {
        let event = json!({"type": "post.published"});
        let start = Instant::now();
        let answer = server
            .http
            .post(log.url(&server.url))
            .bearer_auth(&log.token)
            .json(&event)
            .send();
        assert_eq!(answer.await.unwrap().status(), 201);
        times.push(start.elapsed());
    }
    times.sort();
    times[TIMED * 99 / 100]
}

/// A stream whose client reads the first frame and nothing more.
fn listen_no_more(server: &Serving, log: &Log, token: &str) -> (TcpStream, i64) {
    let address: SocketAddr = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    let path = log.url("");
    write!(
        stream,
        "GET {path}/live HTTP/1.1\r\nHost: daybook\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let (mut text, mut bytes) = (String::new(), [0; 256]);
    while !text.contains("\"sequence\":") || !text.ends_with("\n\r\n") {
        let read = stream.read(&mut bytes).unwrap();
        assert!(read > 0, "{text}");
        text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    let id = text.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
    (stream, id.parse().unwrap())
}

/// The connections of clients that a server has open.
fn connections(server: &Serving) -> usize {
    const ESTABLISHED: &str = "01";
    let port = server.url.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let port = format!(":{port:04X}");
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let is_of_server = |line: &&str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields[1].ends_with(&port) && fields[3] == ESTABLISHED
    };
    table.lines().skip(1).filter(is_of_server).count()
}

async fn stop_reading(
    program: &Program,
    log: &Log,
    clients: usize,
    faults: &str,
) -> Result<Figures, Violation> {
    let keys: Vec<String> = (0..clients.div_ceil(MAX_LIVE_STREAMS_PER_CALLER))
        .map(|_| program.key(&log.workspace))
        .collect();
    let mut command = program.server_with_faults(faults);
    // What threads keep to themselves would be counted for clients.
    command.env("MALLOC_ARENA_MAX", "1");
    let server = Serving::start(command);
    let open = server
        .http
        .get(format!("{}/live", log.url(&server.url)))
        .bearer_auth(&log.token);
    let mut reads_on = Frames::open(open).await.unwrap();
    for round in 1..=WARMING_UP {
        append_much(&server, log).await;
        reads_on.events_up_to((round * EVENTS) as i64).await;
    }
    let alone = slowest_appends(&server, log).await;
    let before = connections(&server);

    let idle: Vec<(TcpStream, i64)> = (0..clients)
        .map(|number| listen_no_more(&server, log, &keys[number / MAX_LIVE_STREAMS_PER_CALLER]))
        .collect();
    let memory = server.private_memory();
    append_much(&server, log).await;
    let start = Instant::now();
    let end = ((WARMING_UP + 1) * EVENTS + TIMED) as i64;
    reads_on.events_up_to(end).await;
    let beside = slowest_appends(&server, log).await;
    let each = server.private_memory().saturating_sub(memory) / clients as u64;
    if each > MOST_BYTES {
        return Err(Violation::Leaked(format!("{each} bytes for each client")));
    }
    while connections(&server) > before {
        if start.elapsed() > CUT_WITHIN {
            let left = connections(&server) - before;
            return Err(Violation::Leaked(format!(
                "{left} connections after {CUT_WITHIN:?}"
            )));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let cut_after = start.elapsed();
    let expected: Vec<i64> = (1..=end).collect();
    for (number, (_, place)) in idle.iter().enumerate().step_by(Form::wanted().choose(10, 1)) {
        let url = format!("{}/live?last_event_id={place}", log.url(&server.url));
        let key = &keys[number / MAX_LIVE_STREAMS_PER_CALLER];
        let mut stream = Frames::open(server.http.get(url).bearer_auth(key)).await.unwrap();
        let heard = stream.events_up_to(end).await;
        let missing = expected[usize::try_from(*place).unwrap()..]
            .iter()
            .zip(&heard)
            .find(|(a, b)| a != b);
        if let Some((expected, found)) = missing {
            return Err(Violation::Missed(*expected, Some(*found)));
        }
    }
    let micros = |time: Duration| usize::try_from(time.as_micros()).unwrap();
    Ok(Figures::default()
        .with("clients", clients)
        .with("bytes each", usize::try_from(each).unwrap())
        .with("cut after ms", micros(cut_after) / 1_000)
        .with("append p99 before, µs", micros(alone))
        .with("append p99 beside, µs", micros(beside))
        .with("missed", 0))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_costs_little_and_is_cut_off() {
    let program = Program::new().await;
    let log = program.new_log("Unread");
    let clients = Form::wanted().choose(100, 200);
    let figures = stop_reading(&program, &log, clients, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

async fn is_caught(fault: &str, what: &str) {
    let program = Program::new().await;
    let log = program.new_log("Unread");
    let violation = stop_reading(&program, &log, 100, &format!("{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(
        matches!(&violation, Violation::Leaked(leaked) if leaked.contains(what)),
        "{violation}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_waits_for_who_does_not_read_is_caught() {
    is_caught("serve::wait_for_who_takes_nothing", "connections").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_keeps_what_its_client_does_not_take_is_caught() {
    is_caught("serve::buffer_without_end", "bytes").await;
}
