//! A mutant of the database: `synchronous_commit=off`, which Daybook refuses at its start, behind its back.

use sea_orm::ConnectionTrait;

use crate::support::program::Program;

/// The fault by which a server starts on such a database all the same.
pub const ACCEPTED: &str = "db::accept_unsafe_settings=return";

/// Lets every later connection to the program's database commit without waiting for the disk. PostgreSQL would force its log
/// to the disk five times a second by itself; here it does so every ten seconds.
pub async fn switch_on(program: &Program) {
    let database = program.look().await;
    let (_, name) = program.database_url.rsplit_once('/').unwrap();
    for sql in [
        "ALTER SYSTEM SET wal_writer_delay = '10s'",
        "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
        "SELECT pg_reload_conf()",
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    ] {
        database.execute_unprepared(sql).await.unwrap();
    }
    database.close().await.unwrap();
}
