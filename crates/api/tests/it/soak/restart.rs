//! PostgreSQL is killed and comes back; the server goes on without being started again.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::journal::Journal;
use super::report::{self, Figures};
use super::violation::Violation;
use super::watch::{Watch, refused_only_with, resumed};
use crate::support::cluster::Cluster;
use crate::support::database;
use crate::support::program::Program;

const PROMISE: &str = "restart of PostgreSQL";
/// How long the database stays away, in milliseconds.
const AWAY: std::ops::Range<u64> = 100..1_500;

async fn kill_databases(
    cluster: &Cluster,
    program: &Program,
    kills: usize,
    fault: Option<&str>,
) -> Result<Figures, Violation> {
    let seed = rand::rng().next_u64();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let (log, watched) = (program.new_log("Written"), program.new_log("Watched"));
    let server = match fault {
        Some(fault) => program.serve_with_faults(fault),
        None => program.serve(),
    };
    let load = Load::start("r", &[&server], &[&log], AfterTrouble::GoOn, &mut dice);
    let watch = Watch::start(&server, &watched);
    let mut slowest = 0;
    for round in 1..=kills {
        load.confirmed(round * 30).await;
        cluster.kill();
        tokio::time::sleep(Duration::from_millis(dice.random_range(AWAY))).await;
        cluster.start_again();
        slowest = slowest.max(resumed(&server, &watched).await);
    }
    let seen = watch.stop().await;
    let mut journal = Journal::default();
    journal.0.extend(load.stop().await);
    let figures = exactly_once(&log.read(&server).await, &journal)?;
    let answers = refused_only_with(&[503], &seen)?;
    Ok(Figures::default()
        .with("restarts", kills)
        .with("slowest return (ms)", slowest)
        .and(answers)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_comes_back_is_found_again() {
    if !database::is_postgres() {
        return;
    }
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let kills = Form::wanted().choose(2, 20);
    let figures = kill_databases(&cluster, &program, kills, None).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert!(figures.get("refused") > 0, "nobody noticed: {figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_before_the_commit_is_caught() {
    if !database::is_postgres() {
        return;
    }
    let fault = "db::answer_before_commit";
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let violation = kill_databases(&cluster, &program, 2, Some(&format!("{fault}=return"))).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}
