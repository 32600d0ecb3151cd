//! Reading SQLite on blocking threads.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::Value as SqliteValue;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use sea_orm::{DbErr, RuntimeErr, Statement, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Outcome, RowRef, is_unavailable, unavailable};
use crate::db::Failure;

/// Statements that a connection keeps prepared.
const PREPARED: usize = 200;
/// Steps of SQLite's machine between two looks at the deadline: well under a millisecond.
const STEPS: i32 = 10_000;
/// How long a thread that serves other requests too may be kept, and the steps between two looks: some rows.
const MOMENT: Duration = Duration::from_millis(2);
const STEPS_OF_A_MOMENT: i32 = 100;

/// Connections that read one file, as many as there are permits.
#[derive(Debug, Clone)]
pub struct SqliteRows {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl SqliteRows {
    /// Opens none yet.
    pub fn new(path: &Path, connections: usize) -> Self {
        Self {
            path: Arc::new(path.to_owned()),
            idle: Arc::default(),
            permits: Arc::new(Semaphore::new(connections)),
        }
    }

    /// Other connections to the same file.
    pub fn with_others(&self, connections: usize) -> Self {
        Self::new(&self.path, connections)
    }

    /// The right to use a connection; what waits too long is told that the database is out of reach.
    pub async fn permit(&self, patience: Duration) -> Result<OwnedSemaphorePermit, DbErr> {
        match tokio::time::timeout(patience, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(unavailable("all connections that read are busy")),
        }
    }

    /// Runs a statement on this thread, for whoever holds a permit.
    pub fn run<S: Default>(
        &self,
        deadline: Instant,
        statement: &Statement,
        add: &mut impl FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr>,
    ) -> Result<Outcome<S>, DbErr> {
        self.with_connection(STEPS, deadline, super::LIMIT, |connection| {
            all(connection, statement, add)
        })
    }

    /// The same, for a moment only: `None` where that was too short. What lies in memory is read faster than it can be
    /// handed from one thread to another, and a disk that has to be waited for keeps no other request of this thread waiting.
    pub fn run_at_once<S: Default>(
        &self,
        statement: &Statement,
        add: &mut impl FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr>,
    ) -> Option<Result<S, DbErr>> {
        self.run_within(MOMENT, statement, add)
    }

    fn run_within<S: Default>(
        &self,
        moment: Duration,
        statement: &Statement,
        add: &mut impl FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr>,
    ) -> Option<Result<S, DbErr>> {
        let deadline = Instant::now() + moment;
        let run = |connection: &Connection| all(connection, statement, add);
        match self.with_connection(STEPS_OF_A_MOMENT, deadline, Duration::ZERO, run) {
            Ok(Outcome::Whole(found)) => Some(Ok(found)),
            Ok(Outcome::Stopped) => None,
            Err(error) if is_unavailable(&error) => None,
            Err(error) => Some(Err(error)),
        }
    }

    fn with_connection<S>(
        &self,
        steps: i32,
        deadline: Instant,
        busy_timeout: Duration,
        run: impl FnOnce(&Connection) -> Result<S, DbErr>,
    ) -> Result<Outcome<S>, DbErr> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open(&self.path).map_err(error)?,
        };
        connection
            .progress_handler(steps, Some(move || Instant::now() > deadline))
            .and_then(|()| connection.busy_timeout(busy_timeout))
            .map_err(error)?;
        let result = run(&connection);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        match result {
            Ok(found) => Ok(Outcome::Whole(found)),
            // What is interrupted fails in many ways: preparing it, opening a search table, taking a step.
            Err(_) if Instant::now() > deadline => Ok(Outcome::Stopped),
            Err(error) => Err(error),
        }
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    // Else a statement is planned anew with every value that it is given.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "query_only", true)?;
    for (name, value) in crate::db::connect::SQLITE_PRAGMAS {
        // Some answer with the value that they then have, others do not.
        connection.execute_batch(&format!("PRAGMA {name} = {value}"))?;
    }
    Ok(connection)
}

fn all<S: Default>(
    connection: &Connection,
    statement: &Statement,
    add: &mut impl FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr>,
) -> Result<S, DbErr> {
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(error)?;
    let values = statement.values.iter().flat_map(|values| &values.0);
    let values: Vec<SqliteValue> = values.map(parameter).collect::<Result<_, _>>()?;
    let mut rows = prepared.query(params_from_iter(values)).map_err(error)?;
    let mut found = S::default();
    loop {
        match rows.next() {
            Ok(Some(row)) => add(&mut found, RowRef::Sqlite(row))?,
            Ok(None) => return Ok(found),
            Err(failure) => return Err(error(failure)),
        }
    }
}

fn parameter(value: &Value) -> Result<SqliteValue, DbErr> {
    Ok(match value {
        Value::Bool(value) => value.map(i64::from).into(),
        Value::Int(value) => value.map(i64::from).into(),
        Value::BigInt(value) => (*value).into(),
        Value::BigUnsigned(Some(value)) => i64::try_from(*value)
            .map_err(|error| DbErr::Type(error.to_string()))?
            .into(),
        Value::String(value) => value.clone().into(),
        Value::Bytes(value) => value.clone().into(),
        Value::Uuid(value) => value.map(|id| id.as_bytes().to_vec()).into(),
        other => return Err(DbErr::Type(format!("{other:?} cannot be a parameter"))),
    })
}

/// An error of the driver, as the rest of the server knows it.
pub fn error(error: rusqlite::Error) -> DbErr {
    let code = error.sqlite_error().map(|error| error.extended_code);
    match code.map(Failure::of_sqlite) {
        Some(Failure::Defect) | None => DbErr::Query(RuntimeErr::Internal(error.to_string())),
        Some(_) => unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;

    use super::*;

    /// A statement whose rows are counted up to a number.
    fn counting(to: u32) -> Statement {
        let sql = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {to}) SELECT i FROM n"
        );
        Statement::from_string(DbBackend::Sqlite, sql)
    }

    fn add(rows: &mut Vec<i64>, row: RowRef<'_>) -> Result<(), DbErr> {
        rows.push(row.integer(0)?);
        Ok(())
    }

    #[test]
    fn what_takes_longer_than_a_moment_is_left_to_another_thread() {
        const ROWS: u32 = 10_000;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        Connection::open(&path).unwrap();
        let rows = SqliteRows::new(&path, 1);
        let long = Duration::from_secs(60);
        let within = |moment| -> Option<Result<Vec<i64>, DbErr>> {
            rows.run_within(moment, &counting(ROWS), &mut add)
        };
        assert!(within(Duration::ZERO).is_none());
        assert_eq!(within(long).unwrap().unwrap().len(), ROWS as usize);
        let Outcome::Whole(found) = rows
            .run(Instant::now() + long, &counting(ROWS), &mut add)
            .unwrap()
        else {
            panic!("stopped");
        };
        assert_eq!(found.len(), ROWS as usize, "nothing is left of the first try");
    }
}
