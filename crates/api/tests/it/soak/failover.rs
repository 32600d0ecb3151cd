//! PostgreSQL is lost with its machine, and its streaming replica takes over: what was confirmed is there, where the replica
//! confirms too.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::clients::{AfterTrouble, Load, send_again};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::is_sqlite;
use super::journal::Journal;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::cluster::Cluster;
use crate::support::program::{Program, Serving, eventually};

const PROMISE: &str = "failover to a replica";

async fn run(database: &DatabaseConnection, statements: &[&str]) {
    for statement in statements {
        database.execute_unprepared(statement).await.unwrap();
    }
}

/// Whether some connection of the primary has a row of this kind, by looking again and again.
async fn until(database: &DatabaseConnection, what: &str, condition: &str) {
    let sql = format!("SELECT 1 FROM pg_stat_replication WHERE {condition} HAVING count(*) > 0");
    eventually(what, async || {
        let select = sea_orm::Statement::from_string(database.get_database_backend(), &sql);
        database.query_one_raw(select).await.unwrap()
    })
    .await;
}

/// Every commit waits until the replica has it on its disk, as docs/scaling.md asks for.
async fn confirm_by_both(database: &DatabaseConnection) {
    let wait = [
        "ALTER SYSTEM SET synchronous_standby_names = '*'",
        "SELECT pg_reload_conf()",
    ];
    run(database, &wait).await;
    until(database, "the replica confirms", "sync_state = 'sync'").await;
}

/// The replica gets nothing any more, and nobody waits for it.
async fn fall_behind(database: &DatabaseConnection, replica: &str) {
    let replica = sea_orm::Database::connect(replica).await.unwrap();
    run(
        &replica,
        &[
            "ALTER SYSTEM SET primary_conninfo = ''",
            "SELECT pg_reload_conf()",
        ],
    )
    .await;
    let sql = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_replication)";
    eventually("the replica is cut off", async || {
        let select = sea_orm::Statement::from_string(database.get_database_backend(), sql);
        database.query_one_raw(select).await.unwrap()
    })
    .await;
}

/// Kills the primary in the middle of appends and goes on with the replica.
async fn take_over(
    cluster: &Cluster,
    program: &Program,
    confirms: bool,
    confirmed: usize,
) -> Result<Figures, Violation> {
    let log = program.new_log("Failover");
    let replica = cluster.start_replica();
    let primary = program.look().await;
    if confirms {
        confirm_by_both(&primary).await;
    } else {
        fall_behind(&primary, &replica).await;
    }
    primary.close().await.unwrap();

    let mut dice = StdRng::seed_from_u64(rand::random());
    let server = program.serve();
    let load = Load::start("f", &[&server], &[&log], AfterTrouble::End, &mut dice);
    load.confirmed(dice.random_range(confirmed..2 * confirmed)).await;
    cluster.kill();
    let mut journal = Journal(load.stop().await);
    server.kill();
    cluster.promote_replica();

    let (base, _) = replica.rsplit_once('/').unwrap();
    let (_, name) = program.database_url.rsplit_once('/').unwrap();
    let mut command = program.server();
    command.env("DAYBOOK_DATABASE_URL", format!("{base}/{name}"));
    let server = Serving::start(command);
    let unknown = journal.unknown().count();
    exactly_once(&log.read(&server).await, &journal)?;
    send_again(&server, &log, &mut journal).await;
    assert_eq!(journal.unknown().count(), 0, "sent again and still not confirmed");
    let figures = exactly_once(&log.read(&server).await, &journal)?;
    Ok(Figures::default().with("sent again", unknown).and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_confirms_has_all_that_was_confirmed() {
    if is_sqlite() {
        return;
    }
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let confirmed = Form::wanted().choose(50, 5_000);
    let figures = take_over(&cluster, &program, true, confirmed).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_fell_behind_is_caught() {
    if is_sqlite() {
        return;
    }
    let cluster = Cluster::start();
    let program = Program::on(&cluster.url).await;
    let violation = take_over(&cluster, &program, false, 20).await.unwrap_err();
    report::caught(PROMISE, &program, "a replica that nobody waits for", &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}
