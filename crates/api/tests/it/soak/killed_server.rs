//! kill -9 of the server during appends.

use std::ops::Range;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::assert_enough;
use super::clients::{AfterTrouble, Load, send_again};
use super::exactly_once::{exactly_once, grown};
use super::form::Form;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "kill -9 of the server";
/// How many milliseconds a server still has after it confirmed enough.
const THEN: Range<u64> = 0..50;

/// A server of the program, perhaps with a fault.
fn serve(program: &Program, fault: Option<&str>) -> Serving {
    match fault {
        Some(fault) => program.serve_with_faults(&format!("{fault}=return")),
        None => program.serve(),
    }
}

/// Kills servers under load, each after as many confirmed requests as the dice say; then sends again what is unknown.
async fn kill_servers(
    program: &Program,
    log: &Log,
    kills: usize,
    confirmed: Range<usize>,
    fault: Option<&str>,
) -> Result<Figures, Violation> {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let mut journal = Journal::default();
    let mut before = Vec::new();
    for round in 0..kills {
        let server = serve(program, fault);
        let name = format!("r{round}");
        let load = Load::start(&name, &[&server], &[log], AfterTrouble::End, &mut dice);
        load.confirmed(dice.random_range(confirmed.clone())).await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(THEN))).await;
        server.kill();
        journal.0.extend(load.stop().await);
        let server = serve(program, fault);
        let after = log.read(&server).await;
        exactly_once(&after, &journal)?;
        grown(&before, &after)?;
        before = after;
        server.kill();
    }
    let unknown = journal.unknown().count();
    assert!(
        unknown > 0,
        "every request was answered: no kill came in the middle"
    );

    let server = serve(program, fault);
    send_again(&server, log, &mut journal).await;
    let after = log.read(&server).await;
    let figures = exactly_once(&after, &journal)?;
    grown(&before, &after)?;
    let left = journal.unknown().count();
    assert_eq!(left, 0, "requests that were sent again and still not confirmed");
    Ok(Figures::default()
        .with("kills", kills)
        .with("sent again", unknown)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_nothing_and_doubles_nothing() {
    let program = Program::new().await;
    let log = program.new_log("Killed");
    let form = Form::wanted();
    let (kills, confirmed) = form.choose((3, 20..100), (40, 150..500));
    let figures = kill_servers(&program, &log, kills, confirmed, None).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert_enough(form, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_before_the_commit_is_caught() {
    let fault = "db::answer_before_commit";
    let program = Program::new().await;
    let log = program.new_log("Killed");
    let violation = kill_servers(&program, &log, 4, 20..50, Some(fault))
        .await
        .unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forgotten_keys_are_caught() {
    let fault = "append::forget_keys";
    let program = Program::new().await;
    let log = program.new_log("Killed");
    let violation = kill_servers(&program, &log, 1, 20..50, Some(fault))
        .await
        .unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Doubled(_)), "{violation}");
}
