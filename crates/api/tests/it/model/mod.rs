//! A model of the log, which is a list of events and nothing else, and runs of random requests that server and model
//! must answer alike: appends with and without idempotency keys, lists in every order and with every filter, cursors
//! in both directions and after later appends, as owner, member, key and stranger.
//!
//! A run that fails is shrunk to a few steps and printed; `DAYBOOK_SEED=<seed>` takes it again.

mod answer;
mod cursors;
pub mod dice;
mod effort;
mod filter;
mod list;
mod log;
mod mutant;
pub mod pools;
mod run;
mod script;
mod seeds;
mod server;
mod shorter;
mod step;
mod strategy;
mod words;

use std::sync::Arc;

use daybook_api::store::events;
use tokio::runtime::Runtime;

use log::Log;
use mutant::Mutant;
use run::Run;
use seeds::{Failure, Outcome, SHRINKS};
use server::Server;
use step::{Form, Step, Who};

/// Events of the long log: more than a search looks at before it asks its indexes.
const LONG_LOG: usize = 6_000;
/// Runs in which every mistake must have shown itself.
const MUTANT_RUNS: u64 = 400;

#[test]
fn random_operations_agree_with_the_model() {
    let (runtime, server) = start();
    let check = |steps: Vec<Step>| runtime.block_on(one_run(&server, &steps, None));
    let failure = seeds::try_all(seeds_to(effort::runs()), strategy::runs, SHRINKS, check);
    assert_none(failure);
}

#[test]
fn every_mistake_in_the_model_would_be_noticed() {
    let (runtime, server) = start();
    let (mutants, shrinks) = effort::mutants();
    for mutant in mutants {
        let check = |steps: Vec<Step>| runtime.block_on(one_run(&server, &steps, Some(*mutant)));
        let noticed = seeds::try_all(0..MUTANT_RUNS, strategy::runs, shrinks, check);
        let Some(Failure { seed, steps, report }) = noticed else {
            panic!("{mutant:?} was not noticed in {MUTANT_RUNS} runs");
        };
        println!("{mutant:?}: seed {seed}, {} steps\n{report}\n", steps.len());
        assert!(shrinks == 0 || steps.len() <= 8, "{mutant:?}: this is not short");
    }
}

#[test]
fn searches_of_a_long_log_agree_with_the_model() {
    let (runtime, server) = start();
    let place = runtime.block_on(server.place());
    let log = runtime.block_on(long_log(&server, &place));
    let check = |steps: Vec<Step>| {
        let mut run = Run::with_logs(&server, &place, [log.clone(), Arc::default()]);
        runtime.block_on(taken(&mut run, &steps))
    };
    let failure = seeds::try_all(seeds_to(effort::searches()), strategy::searches, SHRINKS, check);
    assert_none(failure);
}

fn start() -> (Runtime, Server) {
    let runtime = seeds::runtime();
    let server = runtime.block_on(Server::start());
    (runtime, server)
}

fn seeds_to(end: u64) -> std::ops::Range<u64> {
    effort::only_seed().map_or(0..end, |seed| seed..seed + 1)
}

async fn one_run(server: &Server, steps: &[Step], mutant: Option<Mutant>) -> Outcome {
    let place = server.place().await;
    taken(&mut Run::new(server, &place, mutant), steps).await
}

async fn taken(run: &mut Run<'_>, steps: &[Step]) -> Outcome {
    let agreement = run.take(steps).await;
    agreement.map_err(|difference| format!("{}\n{difference}", run.script.text()))
}

fn assert_none(failure: Option<Failure<Vec<Step>>>) {
    if let Some(Failure { seed, steps, report }) = failure {
        panic!(
            "DAYBOOK_SEED={seed} takes this again; shrunk to {} steps:\n{report}",
            steps.len()
        );
    }
}

/// The first workspace filled with events, their indexes made.
async fn long_log(server: &Server, place: &server::Place) -> Arc<Log> {
    let events = seeds::drawn(0, strategy::plain_events(LONG_LOG));
    let mut run = Run::new(server, place, None);
    for batch in events.chunks(500) {
        let batch = batch.iter().map(|event| event.body()).collect();
        run.append(0, Who::Owner, true, Form::Array, batch).await.unwrap();
    }
    let now = server.app.clock.now().0;
    events::ensure_slices(&server.app.state.database, now)
        .await
        .unwrap();
    run.into_first_log()
}
