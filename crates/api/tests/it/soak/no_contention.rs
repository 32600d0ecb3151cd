//! Eight writers, searches and lists at the same time: nobody is told that the database was busy.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;

use super::clients::{AfterTrouble, Load};
use super::form::Form;
use super::is_sqlite;
use super::journal::{Journal, Outcome};
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::http;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "writers and searches";
/// Writers of one workspace share commits; those of different ones compete.
const WORKSPACES: usize = 4;
/// What readers ask for.
const QUERIES: [&str; 4] = [
    "q=published",
    "q=nothing+like+it",
    "type=post.published&limit=500",
    "sort=sequence&order=desc",
];
/// What SQLite says when somebody else writes.
const LOCKED: &str = "database is locked";

/// The status of a request that would have had to wait too long.
const TOO_SLOW: u16 = 503;

/// Statuses, each with how often it came.
type Statuses = BTreeMap<u16, usize>;

async fn read(url: String, token: String, stop: Arc<AtomicBool>) -> Statuses {
    let http = http::client();
    let mut statuses = Statuses::new();
    while !stop.load(Ordering::Relaxed) {
        let answer = http.get(&url).bearer_auth(&token).send().await.unwrap();
        *statuses.entry(answer.status().as_u16()).or_default() += 1;
        answer.bytes().await.unwrap();
    }
    statuses
}

/// Whether every answer was a success, or, where the disk was too slow, the honest refusal that is to be sent again; and
/// whether nothing in the server's log says that two of its connections met.
fn nobody_met_a_lock(statuses: &Statuses, server_log: &str) -> Result<Figures, Violation> {
    let is_failure = |(status, _): &(&u16, &usize)| **status >= 300 && **status != TOO_SLOW;
    let failed: Vec<_> = statuses
        .iter()
        .filter(is_failure)
        .map(|(a, b)| (*a, *b))
        .collect();
    if !failed.is_empty() {
        return Err(Violation::Failed(failed));
    }
    let locked: Vec<String> = server_log
        .lines()
        .filter(|line| line.contains(LOCKED))
        .map(str::to_owned)
        .collect();
    if !locked.is_empty() {
        return Err(Violation::Locked(locked));
    }
    Ok(Figures::default()
        .with("requests", statuses.values().sum())
        .with(
            "turned away with 503",
            statuses.get(&TOO_SLOW).copied().unwrap_or(0),
        )
        .with("other 5xx", 0)
        .with("locked", 0))
}

async fn write_and_search(
    program: &Program,
    fault: Option<&str>,
    time: Duration,
) -> Result<Figures, Violation> {
    let logs: Vec<Log> = (0..WORKSPACES)
        .map(|number| program.new_log(&format!("Busy {number}")))
        .collect();
    let said = program.directory().join("server.log");
    let mut command = match fault {
        Some(fault) => program.server_with_faults(&format!("{fault}=return")),
        None => program.server(),
    };
    command.stderr(File::create(&said).unwrap());
    let server = Serving::start(command);

    let stop = Arc::new(AtomicBool::new(false));
    let mut readers = JoinSet::new();
    for (number, query) in QUERIES.iter().enumerate() {
        let log = &logs[number % WORKSPACES];
        let url = format!("{}?{query}", log.url(&server.url));
        readers.spawn(read(url, log.token.clone(), stop.clone()));
    }
    let each: Vec<&Log> = logs.iter().collect();
    let load = Load::start(
        "w",
        &[&server],
        &each,
        AfterTrouble::GoOn,
        &mut StdRng::seed_from_u64(1),
    );
    tokio::time::sleep(time).await;
    let journal = Journal(load.stop().await);
    stop.store(true, Ordering::Relaxed);
    let mut statuses = Statuses::new();
    for (status, count) in readers.join_all().await.into_iter().flatten() {
        *statuses.entry(status).or_default() += count;
    }
    let searches = statuses.values().sum();
    for request in &journal.0 {
        let status = match request.outcome {
            Outcome::Acked(status, _) | Outcome::Refused(status) => status,
            Outcome::Unknown => panic!("the server did not answer {:?}", request.keys),
        };
        *statuses.entry(status).or_default() += 1;
    }
    server.kill();
    let figures = nobody_met_a_lock(&statuses, &std::fs::read_to_string(said).unwrap())?;
    Ok(figures
        .with("searches and lists", searches)
        .with("acknowledged", journal.acked().len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_and_searches_do_not_get_in_each_others_way() {
    let program = Program::new().await;
    let time = Form::wanted().choose(Duration::from_secs(4), Duration::from_secs(60));
    let figures = write_and_search(&program, None, time).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_sqlite_writers_are_caught() {
    if !is_sqlite() {
        return;
    }
    let fault = "db::many_deferred_writers";
    let program = Program::new().await;
    let violation = write_and_search(&program, Some(fault), Duration::from_secs(2))
        .await
        .unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    let is_caught = matches!(violation, Violation::Failed(_) | Violation::Locked(_));
    assert!(is_caught, "{violation}");
}
