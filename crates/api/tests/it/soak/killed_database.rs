//! kill -9 of all processes of PostgreSQL during appends, while the server stays.

use std::ops::Range;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::clients::{AfterTrouble, Load, send_again};
use super::exactly_once::{exactly_once, grown};
use super::form::Form;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::unsafe_commits;
use super::violation::Violation;
use super::{assert_enough, is_sqlite};
use crate::support::cluster::Cluster;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "kill -9 of PostgreSQL";
/// How many milliseconds the database still has after enough was confirmed.
const THEN: Range<u64> = 0..50;
/// Requests that are confirmed after each return of the database.
const AFTERWARDS: usize = 20;

async fn kill_database(
    cluster: &Cluster,
    server: &Serving,
    log: &Log,
    kills: usize,
    confirmed: Range<usize>,
) -> Result<Figures, Violation> {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let mut journal = Journal::default();
    let mut before = Vec::new();
    for round in 0..kills {
        let name = format!("r{round}");
        let load = Load::start(&name, &[server], &[log], AfterTrouble::GoOn, &mut dice);
        load.confirmed(dice.random_range(confirmed.clone())).await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(THEN))).await;
        cluster.kill();
        let confirmed = load.confirmed_until_now();
        cluster.start_again();
        load.confirmed(confirmed + AFTERWARDS).await;
        journal.0.extend(load.stop().await);
        let after = log.read(server).await;
        exactly_once(&after, &journal)?;
        grown(&before, &after)?;
        before = after;
    }
    let unknown = journal.unknown().count();
    assert!(
        unknown > 0,
        "every request was answered: no kill came in the middle"
    );

    send_again(server, log, &mut journal).await;
    let after = log.read(server).await;
    let figures = exactly_once(&after, &journal)?;
    grown(&before, &after)?;
    assert_eq!(journal.unknown().count(), 0, "sent again and still not confirmed");
    Ok(Figures::default()
        .with("kills", kills)
        .with("sent again", unknown)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_database_loses_nothing_and_doubles_nothing() {
    if is_sqlite() {
        return;
    }
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let log = program.new_log("Killed");
    let server = program.serve();
    let form = Form::wanted();
    let (kills, confirmed) = form.choose((2, 20..100), (40, 150..500));
    let figures = kill_database(&cluster, &server, &log, kills, confirmed).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert_enough(form, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_that_do_not_wait_for_the_disk_are_caught() {
    if is_sqlite() {
        return;
    }
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let log = program.new_log("Killed");
    unsafe_commits::switch_on(&program).await;
    let server = program.serve_with_faults(unsafe_commits::ACCEPTED);
    cluster.stop_wal_writer();
    let violation = kill_database(&cluster, &server, &log, 3, 20..50).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, "synchronous_commit=off", &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}
