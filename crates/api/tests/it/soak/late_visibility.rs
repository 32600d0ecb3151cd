//! Eight writers, on PostgreSQL through two servers, and readers that follow the cursor all the while.

use std::sync::Arc;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::RwLock;

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::followers::{Followers, missed_nothing};
use super::form::Form;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "readers by cursor";

async fn write_and_follow(servers: &[&Serving], log: &Log, time: Duration) -> Result<Figures, Violation> {
    let addresses = servers.iter().map(|server| server.url.clone()).collect();
    let followers = Followers::start(log, &Arc::new(RwLock::new(addresses)));
    let mut dice = StdRng::seed_from_u64(1);
    let load = Load::start("w", servers, &[log], AfterTrouble::GoOn, &mut dice);
    tokio::time::sleep(time).await;
    let journal = Journal(load.stop().await);
    let seen = followers.stop().await;
    let entries = log.read(servers[0]).await;
    for seen in &seen {
        missed_nothing(seen, &entries)?;
    }
    let figures = exactly_once(&entries, &journal)?;
    assert!(figures.get("acknowledged") > 0, "nothing was appended");
    Ok(Figures::default()
        .with("servers", servers.len())
        .with("readers", seen.len())
        .with("events read", seen.iter().map(Vec::len).sum())
        .with("missed", 0)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_follows_the_cursor_misses_nothing() {
    let program = Program::new().await;
    let log = program.new_log("Followed");
    let first = program.serve();
    let second = (!program.is_sqlite()).then(|| program.serve());
    let servers: Vec<&Serving> = [Some(&first), second.as_ref()].into_iter().flatten().collect();
    let time = Form::wanted().choose(Duration::from_secs(4), Duration::from_secs(60));
    let figures = write_and_follow(&servers, &log, time).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_taken_outside_the_lock_are_caught() {
    let fault = "append::number_before_the_insert";
    let program = Program::new().await;
    let log = program.new_log("Followed");
    let start = || program.serve_with_faults(&format!("{fault}=return"));
    let first = start();
    let second = (!program.is_sqlite()).then(start);
    let servers: Vec<&Serving> = [Some(&first), second.as_ref()].into_iter().flatten().collect();
    let violation = write_and_follow(&servers, &log, Duration::from_secs(4)).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Missed(_, Some(_))), "{violation}");
}
