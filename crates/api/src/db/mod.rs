//! The database: one schema on two engines, reads and writes apart.

mod appends;
mod connect;
mod failure;
#[cfg(feature = "failpoints")]
mod faults;
mod lock;
pub mod many;
mod rows;
mod trust;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr};

use crate::store::events::{Remembered, Settled};

pub use appends::Appends;
pub use connect::{ConnectError, connect, is_postgres};
pub use failure::Failure;
pub use rows::{Outcome, RowRef};
pub use writer::Work;

/// Connections that read events which a thread has, whatever its share: a slow search must not keep all others waiting.
const FEWEST_EVENT_READERS: usize = 2;

/// Which engine stores the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the server: the default.
    Sqlite,
    /// A server of its own, shared by any number of processes.
    Postgres,
}

impl Engine {
    /// The engine as sea-orm names it.
    pub const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }
}

/// Connections to the database. Events are read by [`Database::rows`], the rest by [`Database::reader`]; every write is a transaction of
/// [`Database::write`], which on SQLite go one after the other through a single connection.
#[derive(Debug, Clone)]
pub struct Database {
    engine: Engine,
    read: DatabaseConnection,
    write: DatabaseConnection,
    rows: rows::Source,
    event_readers: usize,
    /// What the process remembers of the log's combinations.
    pub(crate) combinations: Remembered,
    /// Who waits for appends of this process.
    pub(crate) appends: Appends,
    /// And of events that need not be looked at again.
    pub(crate) settled: Settled,
    writes: Arc<AtomicU64>,
    // The server's own runtime: transactions do not end with the worker that a request came to.
    runtime: tokio::runtime::Handle,
    // How long a transaction on PostgreSQL may take, where there is a limit.
    patience: Option<Duration>,
    // Held as long as the database is open: a second process must not write the same file.
    _lock: Option<Arc<lock::FileLock>>,
}

impl Database {
    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The same database for a server, which has others to answer: a transaction on PostgreSQL that takes longer than
    /// `patience` is given up, together with its connection. A local file keeps nobody waiting for ever.
    pub fn giving_up_after(mut self, patience: Duration) -> Self {
        self.patience = (self.engine == Engine::Postgres).then_some(patience);
        self
    }

    /// The pool for statements that change nothing and are not in a hurry.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The same database for one of a server's threads, which reads events by its own share of connections.
    pub fn for_this_thread_of(&self, threads: usize) -> Self {
        let event_readers = (self.event_readers / threads).max(FEWEST_EVENT_READERS);
        Self {
            event_readers,
            rows: self.rows.for_this_thread(event_readers),
            ..self.clone()
        }
    }

    /// How many statements that read events run at once.
    pub fn event_readers(&self) -> usize {
        self.event_readers
    }

    /// How often this process has written something else than events; what was read before the number changed may be
    /// out of date.
    pub fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Empties SQLite's write-ahead log into the database, so that it takes no room.
    pub async fn checkpoint(&self) -> Result<(), DbErr> {
        if self.engine == Engine::Sqlite {
            let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.write.execute_unprepared(checkpoint).await?;
        }
        Ok(())
    }

    /// The connection that migrations run on.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}
