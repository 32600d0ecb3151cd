//! SIGTERM under load: what was taken is finished, and whoever sent it is told.

use std::ops::Range;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::STOP_WITHIN;
use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::journal::Journal;
use super::log::{Entry, Log};
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::Program;

const PROMISE: &str = "SIGTERM under load";
/// How many milliseconds a server still has after it confirmed enough.
const THEN: Range<u64> = 0..300;
/// Answers wait after their commit, so that the signal always finds some that were not given yet.
const LATE_ANSWERS: &str = "append::answer_late=sleep(200)";

/// Whether everybody whose events are stored was told so.
fn all_answered(log: &[Entry], journal: &Journal) -> Result<(), Violation> {
    let stored = |key: &&str| log.iter().any(|entry| entry.key.as_deref() == Some(*key));
    let unknown = journal
        .unknown()
        .flat_map(|request| request.keys.iter().map(String::as_str));
    let unanswered: Vec<String> = unknown.filter(stored).map(str::to_owned).collect();
    if unanswered.is_empty() {
        Ok(())
    } else {
        Err(Violation::Unanswered(unanswered))
    }
}

async fn stop_servers(
    program: &Program,
    log: &Log,
    stops: usize,
    faults: &str,
) -> Result<Figures, Violation> {
    let mut dice = StdRng::seed_from_u64(1);
    let mut journal = Journal::default();
    let mut figures = Figures::default();
    for round in 0..stops {
        let server = program.serve_with_faults(faults);
        let name = format!("r{round}");
        let load = Load::start(&name, &[&server], &[log], AfterTrouble::End, &mut dice);
        load.confirmed(30).await;
        // The answer just given says where the server stands; the signal is to come anywhere.
        tokio::time::sleep(Duration::from_millis(dice.random_range(THEN))).await;
        server.terminate();
        let status = server.ended_within(STOP_WITHIN).await;
        assert!(status.success(), "{status}");
        journal.0.extend(load.stop().await);
        let server = program.serve();
        let entries = log.read(&server).await;
        server.kill();
        all_answered(&entries, &journal)?;
        figures = exactly_once(&entries, &journal)?;
    }
    Ok(Figures::default()
        .with("stops", stops)
        .with("stored and not answered", 0)
        .with("refused", journal.refused())
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_finishes_what_it_took() {
    let program = Program::new().await;
    let log = program.new_log("Stopped");
    let stops = Form::wanted().choose(2, 40);
    let figures = stop_servers(&program, &log, stops, LATE_ANSWERS).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_drops_what_it_took_is_caught() {
    let fault = "serve::exit_at_once";
    let program = Program::new().await;
    let log = program.new_log("Stopped");
    let faults = format!("{fault}=return;{LATE_ANSWERS}");
    let violation = stop_servers(&program, &log, 5, &faults).await.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Unanswered(_)), "{violation}");
}
