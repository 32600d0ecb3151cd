//! What was confirmed is there, once, in order, whatever happens to the server: the program as a process, killed under load.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Client;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::app::TestApp;
use crate::support::program::{Program, Serving, eventually, fails};

const CLIENTS: u64 = 8;
const ROUNDS: u64 = 4;
/// How many requests a server confirms before it is killed, and how many milliseconds it then still has.
const CONFIRMED: std::ops::Range<usize> = 20..150;
const THEN: std::ops::Range<u64> = 0..50;
const MOST_OF_A_BATCH: usize = 20;
/// What a stop may take from the signal on.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A request: one event, or a batch where there are more.
#[derive(Debug, Clone)]
struct Sent {
    keys: Vec<String>,
    acked: bool,
}

/// What one client knows of what it did.
type Journal = Vec<Sent>;

fn event(key: &str) -> Value {
    json!({"type": "post.published", "idempotency_key": key, "targets": [{"type": "post", "id": key}]})
}

/// Sends a request; the status, or `None` where no answer came.
async fn send(http: &Client, url: &str, token: &str, keys: &[String]) -> Option<u16> {
    let (path, body) = match keys {
        [key] => ("", event(key)),
        keys => ("/batch", keys.iter().map(|key| event(key)).collect()),
    };
    let request = http.post(format!("{url}{path}")).bearer_auth(token).json(&body);
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    // An answer counts when all of it has come.
    answer.bytes().await.ok()?;
    Some(status)
}

/// Appends until the server is gone or `stop` is set.
async fn client(url: String, token: String, name: String, seed: u64, signs: Arc<Signs>) -> Journal {
    let http = Client::new();
    let mut dice = StdRng::seed_from_u64(seed);
    let mut journal = Journal::new();
    while !signs.stop.load(Ordering::Relaxed) {
        let size = if dice.random_bool(0.5) {
            1
        } else {
            dice.random_range(2..=MOST_OF_A_BATCH)
        };
        let number = journal.len();
        let keys: Vec<String> = (0..size)
            .map(|place| format!("{name}-{number}-{place}"))
            .collect();
        journal.push(Sent {
            keys: keys.clone(),
            acked: false,
        });
        match send(&http, &url, &token, &keys).await {
            Some(201) => {
                journal[number].acked = true;
                signs.confirmed.fetch_add(1, Ordering::Relaxed);
            }
            // It is stopping; whether it stored this is not said.
            Some(503) | None => break,
            Some(other) => panic!("{name}: status {other}"),
        }
    }
    journal
}

/// Starts the clients of a round.
fn load(server: &Serving, workspace: &str, token: &str, round: u64, dice: &mut StdRng) -> Load {
    let signs = Arc::new(Signs::default());
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let url = format!("{}/v1/workspaces/{workspace}/events", server.url);
        let name = format!("r{round}-c{number}");
        clients.spawn(client(url, token.to_owned(), name, dice.random(), signs.clone()));
    }
    Load { clients, signs }
}

struct Load {
    clients: JoinSet<Journal>,
    signs: Arc<Signs>,
}

/// What the clients of a round and the test tell each other.
#[derive(Default)]
struct Signs {
    stop: AtomicBool,
    confirmed: AtomicUsize,
}

impl Load {
    /// Waits until so many requests were confirmed.
    async fn confirmed(&self, wanted: usize) {
        let enough = async || (self.signs.confirmed.load(Ordering::Relaxed) >= wanted).then_some(());
        eventually("enough requests are confirmed", enough).await;
    }

    async fn journal(self) -> Journal {
        self.clients.join_all().await.into_iter().flatten().collect()
    }
}

fn keys(journal: &Journal, acked_only: bool) -> BTreeSet<String> {
    let sent = journal.iter().filter(|sent| sent.acked || !acked_only);
    sent.flat_map(|sent| sent.keys.clone()).collect()
}

/// acked ⊆ log ⊆ sent, every key once, sequence 1..n, batches whole. Answers the keys in the log.
fn check(log: &[Value], journal: &Journal) -> BTreeSet<String> {
    let sequences: Vec<i64> = log
        .iter()
        .map(|event| event["sequence"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..).take(log.len()).collect();
    assert_eq!(sequences, expected, "the sequence has no hole and nothing twice");
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for event in log {
        if let Some(key) = event["idempotency_key"].as_str() {
            *places.entry(key.to_owned()).or_default() += 1;
        }
    }
    let doubled: Vec<_> = places.iter().filter(|(_, times)| **times > 1).collect();
    assert!(doubled.is_empty(), "stored twice: {doubled:?}");
    let stored: BTreeSet<String> = places.into_keys().collect();
    let lost: Vec<_> = keys(journal, true).difference(&stored).cloned().collect();
    assert!(lost.is_empty(), "confirmed and lost: {lost:?}");
    let strange: Vec<_> = stored.difference(&keys(journal, false)).cloned().collect();
    assert!(strange.is_empty(), "never sent: {strange:?}");
    for sent in journal {
        let there = sent.keys.iter().filter(|key| stored.contains(*key)).count();
        assert!(
            there == 0 || there == sent.keys.len(),
            "half a batch: {:?}",
            sent.keys
        );
    }
    stored
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_nothing_and_doubles_nothing() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let program = Program::new().await;
    let workspace = program.workspace("Killed");
    let token = program.key(&workspace);
    let mut journal = Journal::new();
    for round in 0..ROUNDS {
        let server = program.serve();
        let load = load(&server, &workspace, &token, round, &mut dice);
        load.confirmed(dice.random_range(CONFIRMED)).await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(THEN))).await;
        server.kill();
        journal.extend(load.journal().await);
        let server = program.serve();
        check(&server.log(&workspace, &token).await, &journal);
        server.kill();
    }
    let unknown: Vec<Sent> = journal.iter().filter(|sent| !sent.acked).cloned().collect();
    assert!(
        !unknown.is_empty(),
        "every request was answered: no kill came in the middle"
    );

    // Whoever got no answer sends again, and nothing is there twice.
    let server = program.serve();
    let url = format!("{}/v1/workspaces/{workspace}/events", server.url);
    let there = check(&server.log(&workspace, &token).await, &journal);
    for sent in unknown {
        let expected = if there.contains(&sent.keys[0]) { 200 } else { 201 };
        assert_eq!(
            send(&server.http, &url, &token, &sent.keys).await,
            Some(expected),
            "{sent:?}"
        );
    }
    let stored = check(&server.log(&workspace, &token).await, &journal);
    assert_eq!(stored, keys(&journal, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_finishes_what_it_took() {
    let program = Program::new().await;
    let workspace = program.workspace("Stopped");
    let token = program.key(&workspace);
    let server = program.serve();
    let load = load(&server, &workspace, &token, 0, &mut StdRng::seed_from_u64(1));
    load.confirmed(50).await;
    server.terminate();
    let status = server.ended_within(STOP_WITHIN).await;
    assert!(status.success(), "{status}");
    load.signs.stop.store(true, Ordering::Relaxed);
    let journal = load.journal().await;
    let server = program.serve();
    check(&server.log(&workspace, &token).await, &journal);
}

#[tokio::test]
async fn sqlite_forces_every_commit_to_the_disk() {
    let app = TestApp::start().await;
    if app.state.database.engine() != daybook_api::db::Engine::Sqlite {
        return;
    }
    let settings = app.state.database.write(|transaction| {
        Box::pin(async move {
            let backend = transaction.get_database_backend();
            let ask = |pragma: &str| Statement::from_string(backend, format!("PRAGMA {pragma}"));
            let mode = transaction.query_one_raw(ask("journal_mode")).await?.unwrap();
            let force = transaction.query_one_raw(ask("synchronous")).await?.unwrap();
            Ok::<(String, i32), DbErr>((
                mode.try_get("", "journal_mode")?,
                force.try_get("", "synchronous")?,
            ))
        })
    });
    // 2 is FULL: with NORMAL a power cut takes confirmed commits out of the write-ahead log.
    assert_eq!(settings.await.unwrap(), ("wal".to_owned(), 2));
}

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused() {
    let program = Program::new().await;
    if !program.is_sqlite() {
        return;
    }
    let workspace = program.workspace("Alone");
    let server = program.serve();
    for arguments in [
        ["serve", "--listen=127.0.0.1:0"],
        ["import", "--workspace=Alone"],
        ["user", "create"],
    ] {
        let mut command = program.command(arguments);
        if arguments[0] == "user" {
            command
                .args(["--email", "a@example.com", "--name", "A"])
                .env("DAYBOOK_PASSWORD", "correct horse");
        }
        let (code, stderr) = fails(&mut command);
        assert_eq!(code, 1, "{stderr}");
        let begin = "daybook: DAYBOOK_DATABASE_URL: ";
        assert!(
            stderr.starts_with(begin) && stderr.contains("in use by another"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    server.kill();
    // The lock goes with its process.
    let server = program.serve();
    let answer = server.get("/healthz", "").await;
    assert_eq!(answer.code(), 200);
    assert!(workspace.starts_with("wsp_"));
}
