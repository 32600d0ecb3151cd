//! Eight writers, on PostgreSQL through two servers, and readers of the live stream that break off and come back, while servers
//! are killed and stopped.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::RwLock;

use super::clients::{AfterTrouble, Load};
use super::followers::{Addresses, missed_nothing};
use super::form::Form;
use super::listeners::Listeners;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "readers by live stream";

async fn write_and_listen(
    program: &Program,
    log: &Log,
    rounds: usize,
    faults: &str,
) -> Result<Figures, Violation> {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let serve = || Serving::start(program.server_with_faults(faults));
    let stays = (!program.is_sqlite()).then(serve);
    let mut goes = serve();
    let name_servers = |goes: &Serving| {
        let all = [stays.as_ref(), Some(goes)].into_iter().flatten();
        all.map(|server| server.url.clone()).collect::<Vec<_>>()
    };
    let addresses: Addresses = Arc::new(RwLock::new(name_servers(&goes)));
    let listeners = Listeners::start(log, &addresses, &mut dice);
    for round in 0..rounds {
        let servers: Vec<&Serving> = [stays.as_ref(), Some(&goes)].into_iter().flatten().collect();
        let load = Load::start(
            &format!("r{round}"),
            &servers,
            &[log],
            AfterTrouble::End,
            &mut dice,
        );
        load.confirmed(dice.random_range(150..400)).await;
        if round % 2 == 0 {
            goes.kill();
        } else {
            goes.terminate();
            assert!(goes.ended_within(super::STOP_WITHIN).await.success());
        }
        goes = serve();
        *addresses.write().await = name_servers(&goes);
        load.stop().await;
    }
    let entries = log.read(&goes).await;
    let heard = listeners
        .stop_at(entries.last().map_or(0, |last| last.sequence))
        .await;
    for heard in &heard {
        missed_nothing(&heard.entries, &entries)?;
    }
    let sum = |count: fn(&super::listeners::Heard) -> usize| heard.iter().map(count).sum();
    Ok(Figures::default()
        .with("servers that went", rounds)
        .with("readers", heard.len())
        .with("streams", sum(|heard| heard.streams))
        .with("events read", sum(|heard| heard.entries.len()))
        .with("resets", sum(|heard| heard.resets))
        .with("missed", 0)
        .with("events", entries.len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_stream_misses_nothing() {
    let program = Program::new().await;
    let log = program.new_log("Heard");
    let rounds = Form::wanted().choose(4, 40);
    let figures = write_and_listen(&program, &log, rounds, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    assert!(figures.get("streams") > 3 * figures.get("readers"), "{figures}");
    report::kept(PROMISE, &program, &figures);
}

async fn is_caught(fault: &str) {
    let program = Program::new().await;
    let log = program.new_log("Heard");
    let violation = write_and_listen(&program, &log, 2, &format!("{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Missed(..)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_forgets_where_its_reader_was_is_caught() {
    is_caught("live::forget_places").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_skips_what_is_not_kept_is_caught() {
    is_caught("live::skip_what_is_gone").await;
}
