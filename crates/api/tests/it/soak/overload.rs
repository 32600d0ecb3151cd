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
const REFUSED_WITHIN: Duration = Duration::from_secs(5);
/// More than may wait in one workspace.
const APPENDS: usize = 2_400;

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
    let fault = "http::no_read_bound";
    let violation = search_and_append(&program, 3, &format!(";{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Failed(_)), "{violation}");
}

/// Sends more appends at once than may wait while the first commit takes its time.
async fn append_too_much(program: &Program, fault: &str) -> Result<Figures, Violation> {
    let log = program.new_log("Flooded");
    let server = program.serve_with_faults(&format!("append::slow=1*return(8000){fault}"));
    let mut appends = JoinSet::new();
    let http = Client::new();
    for number in 0..APPENDS {
        let (http, url, token) = (http.clone(), log.url(&server.url), log.token.clone());
        appends.spawn(async move {
            let key = format!("flood-{number}");
            let body = json!({"type": "post.published", "idempotency_key": key});
            let answer = http.post(url).bearer_auth(token).json(&body).send().await.ok()?;
            let status = answer.status().as_u16();
            let problem = answer.json::<Value>().await.ok()?;
            let detail = problem["detail"].as_str().unwrap_or_default();
            Some((key, status, detail.contains("too many appends wait")))
        });
    }
    let answers: Vec<(String, u16, bool)> = appends.join_all().await.into_iter().flatten().collect();
    if answers.len() < APPENDS {
        return Err(Violation::Hung(vec![format!(
            "{} appends",
            APPENDS - answers.len()
        )]));
    }
    if let Some((_, status, _)) = answers.iter().find(|(_, status, _)| !matches!(status, 201 | 503)) {
        return Err(Violation::Failed(vec![(*status, 1)]));
    }
    let refused: BTreeSet<&str> = answers
        .iter()
        .filter(|(_, _, is_full)| *is_full)
        .map(|(key, ..)| key.as_str())
        .collect();
    if refused.is_empty() {
        return Err(Violation::Unbounded(APPENDS));
    }
    let stored = log.read(&server).await;
    let mut keys = stored.iter().filter_map(|entry| entry.key.as_deref());
    if let Some(key) = keys.find(|key| refused.contains(key)) {
        return Err(Violation::Strange(vec![key.to_owned()]));
    }
    Ok(Figures::default()
        .with("appends", APPENDS)
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
