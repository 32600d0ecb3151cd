//! Reading SQLite on blocking threads.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::types::Value as SqliteValue;
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use sea_orm::{DbErr, RuntimeErr, Statement, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Outcome, RowRef, unavailable};
use crate::db::Failure;

/// Statements that a connection keeps prepared.
const PREPARED: usize = 200;
/// Steps of SQLite's machine between two looks at the deadline: well under a millisecond.
const STEPS: i32 = 10_000;

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

    /// The right to use a connection; what waits too long is told that the database is out of reach.
    pub async fn permit(&self, patience: Duration) -> Result<OwnedSemaphorePermit, DbErr> {
        match tokio::time::timeout(patience, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(unavailable("all connections that read are busy")),
        }
    }

    /// Runs a statement on this thread.
    pub fn run<T>(
        &self,
        permit: OwnedSemaphorePermit,
        deadline: Instant,
        statement: &Statement,
        read: impl FnMut(RowRef<'_>) -> Result<T, DbErr>,
    ) -> Result<Outcome<T>, DbErr> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open(&self.path).map_err(error)?,
        };
        connection
            .progress_handler(STEPS, Some(move || Instant::now() > deadline))
            .map_err(error)?;
        let outcome = all(&connection, statement, read);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        drop(permit);
        outcome
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.busy_timeout(super::LIMIT)?;
    connection.pragma_update(None, "query_only", true)?;
    for (name, value) in crate::db::connect::SQLITE_PRAGMAS {
        // Some answer with the value that they then have, others do not.
        connection.execute_batch(&format!("PRAGMA {name} = {value}"))?;
    }
    Ok(connection)
}

fn all<T>(
    connection: &Connection,
    statement: &Statement,
    mut read: impl FnMut(RowRef<'_>) -> Result<T, DbErr>,
) -> Result<Outcome<T>, DbErr> {
    let mut prepared = connection.prepare_cached(&statement.sql).map_err(error)?;
    let values = statement.values.iter().flat_map(|values| &values.0);
    let values: Vec<SqliteValue> = values.map(parameter).collect::<Result<_, _>>()?;
    let mut rows = prepared.query(params_from_iter(values)).map_err(error)?;
    let mut found = Vec::new();
    loop {
        match rows.next() {
            Ok(Some(row)) => found.push(read(RowRef::Sqlite(row))?),
            Ok(None) => return Ok(Outcome::Rows(found)),
            Err(failure) if failure.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                return Ok(Outcome::Stopped);
            }
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
