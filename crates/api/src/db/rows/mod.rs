//! The way in which events are read: the engines' own drivers, statements kept prepared, rows handed on where they
//! lie. Measured beside it, sqlx reaches half the rate on PostgreSQL and a third on SQLite; everything that is
//! not read thousands of times a second goes through sea-orm.

mod postgres;
mod sqlite;

use std::time::{Duration, Instant};

use sea_orm::sea_query::SelectStatement;
use sea_orm::{DbErr, Statement};
use tokio::runtime::Handle;
use uuid::Uuid;

pub(super) use postgres::PostgresRows;
pub(super) use sqlite::SqliteRows;

use super::Database;

/// What a statement may take that names no deadline of its own.
const LIMIT: Duration = Duration::from_secs(5);
/// How long a statement waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);

/// The same, or for a test of those who would wait for ever an hour.
fn acquire_timeout() -> Duration {
    fail::fail_point!("db::wait_for_ever", |_| Duration::from_secs(3_600));
    ACQUIRE_TIMEOUT
}

/// A row where it lies; columns are counted from 0.
pub enum RowRef<'r> {
    /// Of SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// Of PostgreSQL.
    Postgres(&'r tokio_postgres::Row),
}

impl RowRef<'_> {
    /// A whole number.
    pub fn integer(&self, column: usize) -> Result<i64, DbErr> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(sqlite::error),
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }

    /// A whole number of a column of 32 bits.
    pub fn narrow_integer(&self, column: usize) -> Result<i32, DbErr> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(sqlite::error),
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }

    /// An id, which SQLite keeps as bytes.
    pub fn uuid(&self, column: usize) -> Result<Uuid, DbErr> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(sqlite::error),
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }

    /// A truth value, which SQLite keeps as a number.
    pub fn boolean(&self, column: usize) -> Result<bool, DbErr> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(sqlite::error),
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }

    /// A text, or null.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, DbErr> {
        match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(column).map_err(sqlite::error)?;
                value
                    .as_str_or_null()
                    .map_err(|error| DbErr::Type(error.to_string()))
            }
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }

    /// A text.
    pub fn text(&self, column: usize) -> Result<&str, DbErr> {
        match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(column).map_err(sqlite::error)?;
                value.as_str().map_err(|error| DbErr::Type(error.to_string()))
            }
            Self::Postgres(row) => row.try_get(column).map_err(postgres::error),
        }
    }
}

/// How a statement ended.
#[derive(Debug)]
pub enum Outcome<S> {
    /// With all its rows.
    Whole(S),
    /// It was stopped at its deadline; rows that it may have had are dropped.
    Stopped,
}

#[derive(Debug, Clone)]
pub(super) enum Source {
    Sqlite(SqliteRows),
    Postgres(PostgresRows),
}

impl Source {
    /// Other connections to the same database, for the thread that asks: an answer need not come from another one.
    pub fn for_this_thread(&self, connections: usize) -> Self {
        match self {
            Self::Sqlite(rows) => Self::Sqlite(rows.with_others(connections)),
            Self::Postgres(rows) => Self::Postgres(rows.with_others(connections)),
        }
    }
}

/// What a statement asks of its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// A few rows by an index: planning costs as much as running, and so does another thread.
    Short,
    /// Many rows; kept prepared.
    Far,
    /// Planned anew for its values.
    Planned,
}

impl Database {
    /// The rows of a short statement, each as `read` makes it. One that takes longer than seconds fails as out of reach.
    pub async fn rows<T, F>(&self, select: &SelectStatement, mut read: F) -> Result<Vec<T>, DbErr>
    where
        T: Send + 'static,
        F: FnMut(RowRef<'_>) -> Result<T, DbErr> + Send + 'static,
    {
        let add = move |rows: &mut Vec<T>, row: RowRef<'_>| {
            rows.push(read(row)?);
            Ok(())
        };
        self.gather(select, add).await
    }

    /// The same, collected by `add`.
    pub async fn gather<S, F>(&self, select: &SelectStatement, add: F) -> Result<S, DbErr>
    where
        S: Default + Send + 'static,
        F: FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr> + Send + 'static,
    {
        self.gather_whole(select, Effort::Short, add).await
    }

    /// The same for a statement that looks at many rows.
    pub async fn gather_far<S, F>(&self, select: &SelectStatement, add: F) -> Result<S, DbErr>
    where
        S: Default + Send + 'static,
        F: FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr> + Send + 'static,
    {
        self.gather_whole(select, Effort::Far, add).await
    }

    /// The same for a statement whose plan depends on its values, and which is stopped at a deadline.
    pub async fn gather_until<S, F>(
        &self,
        deadline: Instant,
        select: &SelectStatement,
        add: F,
    ) -> Result<Outcome<S>, DbErr>
    where
        S: Default + Send + 'static,
        F: FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr> + Send + 'static,
    {
        let statement = self.engine.backend().build(select);
        self.run(statement, Effort::Planned, deadline, add).await
    }

    async fn gather_whole<S, F>(&self, select: &SelectStatement, effort: Effort, add: F) -> Result<S, DbErr>
    where
        S: Default + Send + 'static,
        F: FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr> + Send + 'static,
    {
        let statement = self.engine.backend().build(select);
        let deadline = Instant::now() + LIMIT;
        match self.run(statement, effort, deadline, add).await? {
            Outcome::Whole(rows) => Ok(rows),
            Outcome::Stopped => Err(unavailable("a statement took too long")),
        }
    }

    /// Runs a statement where no client that hangs up can leave a connection with half an answer.
    async fn run<S, F>(
        &self,
        statement: Statement,
        effort: Effort,
        deadline: Instant,
        mut add: F,
    ) -> Result<Outcome<S>, DbErr>
    where
        S: Default + Send + 'static,
        F: FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr> + Send + 'static,
    {
        let task = match self.rows.clone() {
            Source::Sqlite(rows) => {
                let permit = rows.permit(acquire_timeout()).await?;
                if effort == Effort::Short
                    && let Some(found) = rows.run_at_once(&statement, &mut add)
                {
                    return found.map(Outcome::Whole);
                }
                // The worker's own blocking threads: nearer than those of the server's runtime.
                Handle::current().spawn_blocking(move || {
                    let found = rows.run(deadline, &statement, &mut add);
                    drop(permit);
                    found
                })
            }
            Source::Postgres(rows) => {
                let runtime = rows.runtime();
                runtime.spawn(async move { rows.run(&statement, effort, deadline, add).await })
            }
        };
        task.await
            .unwrap_or_else(|error| Err(unavailable(format!("a statement ended early: {error}"))))
    }
}

#[cfg(feature = "failpoints")]
impl Database {
    /// Keeps a connection that reads busy for as many milliseconds as the fault says: `search::slow=return(500)`.
    pub async fn busy_reader(&self, fault: &'static str) {
        let milliseconds = fail::eval(fault, |text| text.and_then(|text| text.parse().ok())).flatten();
        let Some(pause) = milliseconds.map(Duration::from_millis) else {
            return;
        };
        match &self.rows {
            Source::Sqlite(rows) => {
                if let Ok(_permit) = rows.permit(acquire_timeout()).await {
                    tokio::time::sleep(pause).await;
                }
            }
            Source::Postgres(_) => {
                let sleep = format!("SELECT 1::bigint FROM pg_sleep({})", pause.as_secs_f64());
                let sleep = Statement::from_string(self.engine.backend(), sleep);
                // Where it fails, so does what follows.
                let _ = self
                    .run(sleep, Effort::Planned, Instant::now() + 100 * LIMIT, |(), _| {
                        Ok(())
                    })
                    .await;
            }
        }
    }
}

/// An error that stands for a database out of reach.
fn unavailable(detail: impl Into<String>) -> DbErr {
    DbErr::Conn(sea_orm::RuntimeErr::Internal(detail.into()))
}

fn is_unavailable(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(_))
}
