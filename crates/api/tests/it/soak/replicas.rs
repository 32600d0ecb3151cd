//! Two servers and two workers on one PostgreSQL, of which one each is killed again and again: both oracles, of the log and of
//! its readers.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Statement};
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
use crate::support::bouncer::{Bouncer, KEEPS_STATEMENTS};
use crate::support::database::address;
use crate::support::program::{Program, Serving, eventually, fails};

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

/// What docs/scaling.md says of large logs.
const PARTITIONS: &str = include_str!("../../../../../docs/partitions.sql");

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_partitions_is_one_log() {
    if is_sqlite() {
        return;
    }
    let program = Program::new().await;
    // It has rows and search indexes before it is divided.
    let log = program.new_log("Partitions");
    let database = program.look().await;
    database.execute_unprepared(PARTITIONS).await.unwrap();
    let kills = Form::wanted().choose(1, 20);
    let figures = kill_one_of_two(&program, &log, kills, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept("two servers, hash partitions", &program, &figures);

    let indexed = "SELECT 1 FROM search_slices s HAVING count(*) * 16 = (\
                   SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'event\\_search\\_%\\_events\\_%') AND count(*) > 0";
    let _works = program.work();
    eventually("each partition has its search indexes", async || {
        let select = Statement::from_string(database.get_database_backend(), indexed);
        database.query_one_raw(select).await.unwrap()
    })
    .await;
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

/// Lets the program's transactions share a few connections, set up as docs/scaling.md says but for a setting.
async fn put_behind_a_pooler(program: &mut Program, setting: &str) -> Bouncer {
    let database = program.look().await;
    let name = program.database_url.rsplit_once('/').unwrap().1;
    // What the start-up parameters say, which the pooler does not pass on.
    for setting in [
        "jit = off",
        "idle_in_transaction_session_timeout = '10s'",
        "plan_cache_mode = force_custom_plan",
    ] {
        let set = format!("ALTER DATABASE {name} SET {setting}");
        database.execute_unprepared(&set).await.unwrap();
    }
    let bouncer = Bouncer::before(address(&program.database_url), setting);
    program.database_url = bouncer.url(&program.database_url);
    bouncer
}

/// A machine without a pooler that is new enough can do without this test, but for the full form.
fn has_bouncer() -> bool {
    let available = Bouncer::available();
    if Form::wanted() == Form::Full {
        available.clone().unwrap();
    }
    available.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_two_servers_are_one_log() {
    if is_sqlite() || !has_bouncer() {
        return;
    }
    let mut program = Program::new().await;
    let log = program.new_log("Pooled");
    let _bouncer = put_behind_a_pooler(&mut program, KEEPS_STATEMENTS).await;
    let kills = Form::wanted().choose(2, 20);
    let figures = kill_one_of_two(&program, &log, kills, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept("two servers, pgbouncer", &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_that_forgets_statements_no_server_starts() {
    if is_sqlite() || !has_bouncer() {
        return;
    }
    let mut program = Program::new().await;
    let setting = "max_prepared_statements = 0";
    let _bouncer = put_behind_a_pooler(&mut program, setting).await;
    let (_, complaint) = fails(&mut program.server());
    assert!(complaint.contains("prepared statement"), "{complaint}");
}
