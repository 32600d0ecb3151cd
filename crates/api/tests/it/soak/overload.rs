//! More than the server can do is refused, soon and politely; appends get through meanwhile.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::transactions::Transactions;
use super::violation::Violation;
use super::watch::{Seen, ask, patient, refused_only_with};
use crate::support::program::Program;

const PROMISE: &str = "overload is refused";
/// Searches at the same time, each of which keeps a connection busy for so many milliseconds.
const SEARCHES: usize = 200;
const SLOW: &str = "search::slow=return(1000)";
/// How long a refusal may take: the promise is two seconds, and the machine may be busy with other tests.
const REFUSED_WITHIN: Duration = Duration::from_secs(8);
/// Batches of 500 at the same time: more than may wait in one workspace.
const BATCHES: usize = 60;

/// Searches all at once, again and again; what became of each, and of the appends meanwhile.
async fn search_and_append(program: &Program, rounds: usize, fault: &str) -> Result<Figures, Violation> {
    let log = program.new_log("Searched");
    let server = program.serve_with_faults(&format!("{SLOW}{fault}"));
    let mut dice = StdRng::seed_from_u64(1);
    let mut searches = JoinSet::new();
    for _ in 0..SEARCHES {
        searches.spawn(search(server.url.clone(), log.clone(), rounds));
    }
    let load = Load::start("o", &[&server], &[&log], AfterTrouble::GoOn, &mut dice);
    let transactions = Transactions::of(program).await;
    let mut seen = Vec::new();
    while let Some(done) = searches.join_next().await {
        seen.extend(done.unwrap());
        transactions.none_left_open().await?;
    }
    let mut journal = Journal::default();
    journal.0.extend(load.stop().await);
    let appended = journal.acked().len();
    let refused = journal.refused();
    if refused > 0 || appended == 0 {
        return Err(Violation::Failed(vec![(503, refused)]));
    }
    let figures = refused_only_with(&[503], &seen)?;
    in_time(&seen)?;
    exactly_once(&log.read(&server).await, &journal)?;
    Ok(figures.with("appended meanwhile", appended))
}

async fn search(server: String, log: Log, rounds: usize) -> Vec<Seen> {
    let http = patient();
    let mut seen = Vec::new();
    for _ in 0..rounds {
        seen.push(ask(&http, &server, &log, "search").await);
    }
    seen
}

fn in_time(seen: &[Seen]) -> Result<(), Violation> {
    let late = seen
        .iter()
        .filter(|seen| seen.status == Some(503) && seen.took > REFUSED_WITHIN);
    let late: Vec<String> = late
        .map(|seen| format!("{} after {:?}", seen.request, seen.took))
        .collect();
    if late.is_empty() {
        Ok(())
    } else {
        Err(Violation::Hung(late))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_searches_keep_no_append_out_and_are_refused_beyond_a_bound() {
    let program = Program::new().await;
    let figures = search_and_append(&program, Form::wanted().choose(2, 30), "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert!(
        figures.get("answered") > 0 && figures.get("refused") > 0,
        "{figures}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_bound_on_reads_is_caught() {
    let program = Program::new().await;
    // Of several bounds one is enough.
    let faults = "http::no_read_bound=return;http::never_late=return;db::wait_for_ever=return";
    let violation = search_and_append(&program, 2, &format!(";{faults}")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, faults, &violation);
    assert!(matches!(violation, Violation::Hung(_)), "{violation}");
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Append {
    /// Answered, or not in time: it waits, or has waited.
    Waited,
    /// Refused because too many wait.
    Full,
    /// Refused before it could wait: the server asks its database who the caller is.
    NotYet,
}

async fn append(http: &Client, url: &str, token: &str, key: &str) -> Result<Append, Violation> {
    let event = |place| json!({"type": "post.published", "idempotency_key": format!("{key}-{place}")});
    let batch: Value = (0..500).map(event).collect();
    let answer = http
        .post(format!("{url}/batch"))
        .bearer_auth(token)
        .json(&batch)
        .send()
        .await;
    let answer = answer.map_err(|error| Violation::Hung(vec![error.to_string()]))?;
    let status = answer.status().as_u16();
    let problem: Value = answer.json().await.unwrap_or_default();
    let detail = problem["detail"].as_str().unwrap_or_default();
    match status {
        503 if detail.contains("too many appends wait") => Ok(Append::Full),
        503 if detail.contains("cannot be reached") => Ok(Append::NotYet),
        201 | 503 => Ok(Append::Waited),
        other => Err(Violation::Failed(vec![(other, 1)])),
    }
}

/// Sends more batches than may wait while the first commit takes a minute; the server is killed before it ends.
async fn append_too_much(program: &Program, fault: &str) -> Result<Figures, Violation> {
    let log = program.new_log("Flooded");
    let server = program.serve_with_faults(&format!("append::slow=return(60000){fault}"));
    let mut appends = JoinSet::new();
    let http = crate::support::http::client();
    for number in 0..BATCHES {
        let (http, url, token) = (http.clone(), log.url(&server.url), log.token.clone());
        appends.spawn(async move {
            let key = format!("flood-{number}");
            loop {
                match append(&http, &url, &token, &key).await? {
                    Append::NotYet => {}
                    outcome => return Ok((key, outcome)),
                }
            }
        });
    }
    let outcomes: Result<Vec<_>, Violation> = appends.join_all().await.into_iter().collect();
    let refused = outcomes?
        .into_iter()
        .filter(|(_, outcome)| *outcome == Append::Full);
    let refused: BTreeSet<String> = refused.map(|(key, _)| key).collect();
    if refused.is_empty() {
        return Err(Violation::Unbounded(BATCHES));
    }
    server.kill();
    let stored = log.read(&program.serve()).await;
    let mut keys = stored.into_iter().filter_map(|entry| entry.key);
    let is_refused = |key: &String| {
        key.rsplit_once('-')
            .is_some_and(|(batch, _)| refused.contains(batch))
    };
    if let Some(key) = keys.find(is_refused) {
        return Err(Violation::Strange(vec![key]));
    }
    Ok(Figures::default()
        .with("batches", BATCHES)
        .with("refused", refused.len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_appends_wait_than_may() {
    let program = Program::new().await;
    let figures = append_too_much(&program, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept("appends that wait", &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_without_an_end_is_caught() {
    let program = Program::new().await;
    let fault = "append::no_queue_bound";
    let violation = append_too_much(&program, &format!(";{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught("appends that wait", &program, fault, &violation);
    assert!(matches!(violation, Violation::Unbounded(_)), "{violation}");
}
