//! The wire to PostgreSQL is cut, with nobody being told, and mended.

use std::time::Duration;

use daybook_api::db::{self, Database};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::forwarder::{Forwarder, Mending};
use super::journal::Journal;
use super::report::{self, Figures};
use super::violation::Violation;
use super::watch::{Watch, refused_only_with, resumed};
use crate::support::database;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "partition";
/// Longer than the server waits for its database.
const SHORT: Duration = Duration::from_secs(6);
const FULL: Duration = Duration::from_secs(30);
/// Connections that are idle at once.
const IDLE: usize = 8;
/// Longer than anybody may be left hanging.
const UNTIL_SOMEBODY_HANGS: Duration = Duration::from_secs(12);

async fn cut_and_mend(
    program: &Program,
    mendings: &[Mending],
    away: Duration,
    faults: &str,
) -> Result<Figures, Violation> {
    let forwarder = Forwarder::to(database::address(&program.database_url)).await;
    let (log, watched) = (program.new_log("Written"), program.new_log("Watched"));
    let mut command = program.server();
    command.env("DAYBOOK_DATABASE_URL", forwarder.url(&program.database_url));
    command.env("FAILPOINTS", faults);
    let server = Serving::start(command);
    let mut dice = StdRng::seed_from_u64(1);
    let load = Load::start("p", &[&server], &[&log], AfterTrouble::GoOn, &mut dice);
    let watch = Watch::start(&server, &watched);
    let mut slowest = 0;
    for (round, mending) in (1..).zip(mendings) {
        load.confirmed(round * 50).await;
        forwarder.cut();
        tokio::time::sleep(away).await;
        forwarder.mend(*mending);
        slowest = slowest.max(resumed(&server, &watched).await);
    }
    let seen = watch.stop().await;
    let mut journal = Journal::default();
    journal.0.extend(load.stop().await);
    let figures = exactly_once(&log.read(&server).await, &journal)?;
    let answers = refused_only_with(&[503], &seen)?;
    Ok(Figures::default()
        .with("cuts", mendings.len())
        .with("slowest return (ms)", slowest)
        .and(answers)
        .and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hangs_while_the_database_is_cut_off() {
    if !database::is_postgres() {
        return;
    }
    let program = Program::new().await;
    let away = Form::wanted().choose(SHORT, FULL);
    let mendings = [Mending::GoesOn, Mending::Forgets];
    let figures = cut_and_mend(&program, &mendings, away, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert!(figures.get("refused") > 0, "nobody noticed: {figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_time_limits_is_caught() {
    if !database::is_postgres() {
        return;
    }
    let program = Program::new().await;
    let faults = "http::never_late=return;db::never_give_up=return";
    let violation = cut_and_mend(&program, &[Mending::GoesOn], UNTIL_SOMEBODY_HANGS, faults).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, faults, &violation);
    assert!(matches!(violation, Violation::Hung(_)), "{violation}");
}

/// Connections that somebody in between forgets while they are idle; whether each of as many reads then finds one that lives.
async fn are_replaced() -> Result<(), String> {
    let program = Program::new().await;
    let forwarder = Forwarder::to(database::address(&program.database_url)).await;
    let database = db::connect(&forwarder.url(&program.database_url)).await.unwrap();
    let mut reads = JoinSet::new();
    for _ in 0..IDLE {
        let database = database.clone();
        reads.spawn(async move { ping(&database).await.unwrap() });
    }
    reads.join_all().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    forwarder.cut();
    forwarder.mend(Mending::Forgets);
    for _ in 0..IDLE {
        ping(&database).await?;
    }
    Ok(())
}

async fn ping(database: &Database) -> Result<(), String> {
    let answer = tokio::time::timeout(SHORT, database.ping()).await;
    answer
        .map_err(|late| late.to_string())?
        .map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_died_idle_cost_no_read() {
    if database::is_postgres() {
        are_replaced().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_trusts_idle_connections_is_caught() {
    if database::is_postgres() {
        fail::cfg("db::trust_idle", "return").unwrap();
        assert!(are_replaced().await.is_err());
    }
}
