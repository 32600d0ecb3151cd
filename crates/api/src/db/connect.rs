//! Opening the database as its URL says, with the settings that durability rests on.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::{PgConnection, Postgres};
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement};

use tokio::runtime::Handle;

use super::lock::{self, FileLock};
use super::rows::{PostgresRows, Source, SqliteRows};
use super::trust::Trust;
use super::{Appends, Database, Engine};
use crate::store::events::{Remembered, Settled};

/// Connections that read events, and those that read everything else.
const SQLITE_EVENT_READERS: usize = 8;
const POSTGRES_EVENT_READERS: usize = 16;
const SQLITE_READERS: u32 = 4;
const POSTGRES_READERS: u32 = 8;
const POSTGRES_WRITERS: u32 = 8;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);

/// What every connection to a SQLite file sets: 8 MiB of its own cache, and up to 1 TiB of the file mapped, which is as much as
/// `.cargo/config.toml` lets SQLite map.
pub(super) const SQLITE_PRAGMAS: &[(&str, &str)] = &[("cache_size", "-8192"), ("mmap_size", "1099511627776")];

/// Why the database cannot be used.
#[derive(Debug)]
pub enum ConnectError {
    /// The URL names no engine that Daybook knows.
    UnknownUrl(String),
    /// Another process has the SQLite file open.
    Locked(PathBuf),
    /// The directory or the lock beside the file cannot be made.
    File(PathBuf, std::io::Error),
    /// The engine refuses.
    Database(DbErr),
    /// PostgreSQL runs with a setting that loses what it has confirmed.
    Unsafe(String),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownUrl(url) => write!(
                f,
                "DAYBOOK_DATABASE_URL: `{url}` is no database; use `sqlite://path/to/file.db` or `postgres://user@host/name`"
            ),
            Self::Locked(path) => write!(
                f,
                "DAYBOOK_DATABASE_URL: `{}` is in use by another daybook process; stop it, or use PostgreSQL for several processes",
                path.display()
            ),
            Self::File(path, error) => write!(
                f,
                "DAYBOOK_DATABASE_URL: `{}` cannot be opened: {error}",
                path.display()
            ),
            Self::Database(error) => {
                write!(f, "DAYBOOK_DATABASE_URL: the database cannot be opened: {error}")
            }
            Self::Unsafe(setting) => write!(
                f,
                "DAYBOOK_DATABASE_URL: PostgreSQL runs with `{setting}`, so it can lose events that were confirmed; switch it on"
            ),
        }
    }
}

impl std::error::Error for ConnectError {}

impl From<DbErr> for ConnectError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Opens the database; a SQLite file is made where there is none.
pub async fn connect(url: &str) -> Result<Database, ConnectError> {
    let path = url.strip_prefix("sqlite://").unwrap_or_default();
    let path = path.split('?').next().unwrap_or(path);
    if !path.is_empty() {
        connect_sqlite(Path::new(path)).await
    } else if is_postgres(url) {
        connect_postgres(url).await
    } else {
        // No more of it: a password may follow.
        let scheme = url.split(':').next().unwrap_or_default();
        Err(ConnectError::UnknownUrl(scheme.to_owned()))
    }
}

/// Whether a URL names a PostgreSQL database.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

async fn connect_sqlite(path: &Path) -> Result<Database, ConnectError> {
    if let Some(directory) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory)
            .map_err(|error| ConnectError::File(directory.to_owned(), error))?;
    }
    let lock_path = lock::path_beside(path);
    let lock = FileLock::take(&lock_path).map_err(|error| ConnectError::File(lock_path, error))?;
    let lock = lock.ok_or_else(|| ConnectError::Locked(path.to_owned()))?;
    let write = sqlite_pool(path, sqlite_writers()).await?;
    keep_private(path).map_err(|error| ConnectError::File(path.to_owned(), error))?;
    let read = sqlite_pool(path, SQLITE_READERS).await?;
    Ok(Database {
        engine: Engine::Sqlite,
        read,
        write,
        rows: Source::Sqlite(SqliteRows::new(path, SQLITE_EVENT_READERS)),
        event_readers: SQLITE_EVENT_READERS,
        combinations: Remembered::default(),
        appends: Appends::default(),
        settled: Settled::default(),
        writes: Arc::default(),
        runtime: Handle::current(),
        patience: None,
        _lock: Some(Arc::new(lock)),
    })
}

/// One connection writes: several would find each other's locks.
fn sqlite_writers() -> u32 {
    fail::fail_point!("db::many_deferred_writers", |_| 8);
    1
}

/// Every commit waits for the disk: with less, a power cut takes confirmed commits out of the write-ahead log.
fn sqlite_synchronous() -> SqliteSynchronous {
    fail::fail_point!("db::synchronous_normal", |_| SqliteSynchronous::Normal);
    SqliteSynchronous::Full
}

/// How long a connection waits for what another has locked.
fn sqlite_busy_timeout() -> Duration {
    fail::fail_point!("db::many_deferred_writers", |_| Duration::ZERO);
    Duration::from_secs(5)
}

/// Lets nobody else read the file: it holds password hashes. SQLite gives its WAL the same permissions.
fn keep_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

async fn sqlite_pool(path: &Path, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let file = path.to_owned();
    // The URL only names the engine; the path is set below, to the letter.
    let mut options = base_options("sqlite://daybook".to_owned(), connections);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| Box::pin(std::future::ready(Ok(is_reusable(connection)))))
    });
    options.map_sqlx_sqlite_opts(move |settings| {
        let settings = SQLITE_PRAGMAS
            .iter()
            .fold(settings, |settings, (name, value)| settings.pragma(*name, *value));
        settings
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(sqlite_synchronous())
            .foreign_keys(true)
            .busy_timeout(sqlite_busy_timeout())
            .statement_cache_capacity(200)
    });
    sea_orm::Database::connect(options).await
}

async fn connect_postgres(url: &str) -> Result<Database, ConnectError> {
    // Never a plan that was made while the log was small: it would read all of one that has grown since.
    let mut writers = postgres_options(url, POSTGRES_WRITERS, "force_custom_plan");
    let trust = Trust::default();
    let trusted = trust.clone();
    writers.map_sqlx_postgres_pool_opts(move |pool| {
        asked_before_use(pool, &trusted)
            .after_release(|connection, _| Box::pin(async move { close_given_up(connection) }))
    });
    let mut readers = postgres_options(url, POSTGRES_READERS, "auto");
    let trusted = trust.clone();
    readers.map_sqlx_postgres_pool_opts(move |pool| {
        asked_before_use(pool, &trusted).after_release(|connection, _| Box::pin(close_silent(connection)))
    });
    let write = sea_orm::Database::connect(writers).await?;
    let read = sea_orm::Database::connect(readers).await?;
    refuse_unsafe_settings(&write).await?;
    Ok(Database {
        engine: Engine::Postgres,
        read,
        write,
        rows: Source::Postgres(PostgresRows::new(url, POSTGRES_EVENT_READERS, trust)?),
        event_readers: POSTGRES_EVENT_READERS,
        combinations: Remembered::default(),
        appends: Appends::default(),
        settled: Settled::default(),
        writes: Arc::default(),
        runtime: Handle::current(),
        patience: None,
        _lock: None,
    })
}

fn postgres_options(url: &str, connections: u32, plans: &'static str) -> ConnectOptions {
    let mut options = base_options(url.to_owned(), connections);
    options.map_sqlx_postgres_opts(move |settings| {
        settings
            .application_name("daybook")
            .statement_cache_capacity(200)
            .options([
                ("idle_in_transaction_session_timeout", "5s"),
                ("jit", "off"),
                ("plan_cache_mode", plans),
            ])
    });
    options
}

fn asked_before_use(pool: PoolOptions<Postgres>, trust: &Trust) -> PoolOptions<Postgres> {
    let trust = trust.clone();
    pool.before_acquire(move |connection, known| {
        let trust = trust.clone();
        Box::pin(async move {
            if trust.deserved(known.idle_for, connection.ping()).await {
                Ok(true)
            } else {
                Err(timed_out("an idle connection does not answer; it is closed"))
            }
        })
    })
}

/// A full disk makes SQLite roll back by itself; the driver does not learn of it, takes the transaction for open, and
/// would make every later one a part of it that is never committed.
fn is_reusable(connection: &SqliteConnection) -> bool {
    fail::fail_point!("db::reuse_broken_connections", |_| true);
    !connection.is_in_transaction()
}

/// Closes a connection that comes back with a rollback it has not sent: its transaction was given up in the middle, and
/// it may wait for an answer that never comes.
fn close_given_up(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    if connection.should_flush() || connection.is_in_transaction() {
        return Err(timed_out("a transaction was given up; its connection is closed"));
    }
    Ok(true)
}

/// Closes a connection that comes back and does not answer: its statement was given up.
async fn close_silent(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match tokio::time::timeout(ACQUIRE_TIMEOUT, connection.ping()).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Err(timed_out("a statement was given up; its connection is closed")),
    }
}

fn timed_out(reason: &'static str) -> sqlx::Error {
    io::Error::new(io::ErrorKind::TimedOut, reason).into()
}

fn base_options(url: String, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

/// Refuses a server whose settings would let a confirmed commit be lost.
async fn refuse_unsafe_settings(connection: &DatabaseConnection) -> Result<(), ConnectError> {
    fail::fail_point!("db::accept_unsafe_settings", |_| Ok(()));
    let sql = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'";
    let rows = connection
        .query_all_raw(Statement::from_string(Engine::Postgres.backend(), sql))
        .await?;
    match rows.first() {
        Some(row) => Err(ConnectError::Unsafe(format!(
            "{} = off",
            row.try_get::<String>("", "name")?
        ))),
        None => Ok(()),
    }
}
