//! Two servers and two workers on one PostgreSQL, of which one each is killed again and again: both oracles, of the log and of
//! its readers.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::RwLock;

use super::clients::{AfterTrouble, Load, send_again};
use super::exactly_once::exactly_once;
use super::followers::{Addresses, Followers, missed_nothing};
use super::form::Form;
use super::is_sqlite;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "two servers, two workers";

async fn kill_one_of_two(
    program: &Program,
    log: &Log,
    kills: usize,
    faults: &str,
) -> Result<Figures, Violation> {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let serve = || {
        let mut command = program.server_with_faults(faults);
        command.env("DAYBOOK_NO_WORK", "true");
        Serving::start(command)
    };
    let stays = serve();
    let _works_on = program.work();
    let addresses: Addresses = Arc::new(RwLock::new(vec![stays.url.clone()]));
    let followers = Followers::start(log, &addresses);
    let mut journal = Journal::default();
    for round in 0..kills {
        let goes = serve();
        let working = program.work();
        *addresses.write().await = vec![stays.url.clone(), goes.url.clone()];
        let name = format!("r{round}");
        let load = Load::start(&name, &[&stays, &goes], &[log], AfterTrouble::End, &mut dice);
        load.confirmed(dice.random_range(30..80)).await;
        goes.kill();
        drop(working);
        journal.0.extend(load.stop().await);
    }
    let unknown = journal.unknown().count();
    assert!(
        unknown > 0,
        "every request was answered: no kill came in the middle"
    );
    send_again(&stays, log, &mut journal).await;
    assert_eq!(journal.unknown().count(), 0, "sent again and still not confirmed");
    let seen = followers.stop().await;
    let entries = log.read(&stays).await;
    for seen in &seen {
        missed_nothing(seen, &entries)?;
    }
    let figures = exactly_once(&entries, &journal)?;
    Ok(Figures::default()
        .with("kills of a server and a worker", kills)
        .with("sent again", unknown)
        .with("readers", seen.len())
        .with("events read", seen.iter().map(Vec::len).sum())
        .with("missed", 0)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_are_one_log() {
    if is_sqlite() {
        return;
    }
    let program = Program::new().await;
    let log = program.new_log("Two");
    let kills = Form::wanted().choose(2, 40);
    let figures = kill_one_of_two(&program, &log, kills, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_without_the_lock_are_caught() {
    if is_sqlite() {
        return;
    }
    let fault = "append::number_before_the_insert";
    let program = Program::new().await;
    let log = program.new_log("Two");
    let faults = format!("{fault}=return");
    let violation = kill_one_of_two(&program, &log, 1, &faults).await.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Missed(_, Some(_))), "{violation}");
}
