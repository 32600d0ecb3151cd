//! Keyset batches of a list, one after the other to its end.

use std::time::{Duration, Instant};

use sea_orm::DbErr;
use tokio::sync::Mutex;

use super::ahead::Source;
use crate::db::{Database, Engine};
use crate::store::events::list;
use crate::store::events::query::{ListQuery, Page};
use crate::store::events::rows::Rows;

/// Rows of the first batch, whose sizes nobody knows.
const FIRST_ROWS: u64 = 128;
/// Rows of any: as many of the largest events, behind small ones, stay within memory.
const MOST_ROWS: u64 = 500;
/// Rows of a batch that others may have to wait for: what PostgreSQL reads in about a millisecond.
const MOST_ROWS_BESIDE_OTHERS: u64 = 128;

/// Whose turn it is to have PostgreSQL read. Its processes are as important as all others, however unimportant their clients: only
/// by waiting does what rests come last.
static TURN: Mutex<()> = Mutex::const_new(());

/// How somebody reads who wants all rows.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Bytes of bodies that a batch should have.
    bytes: usize,
    /// Pauses before what failed is tried again: a database that is out of reach is often there again soon.
    pauses: &'static [Duration],
    /// Whether a server that reads for it is left to others as long as it was kept busy, and reads for one of a process at a time.
    rests: bool,
}

impl Pace {
    /// Of a file: batches so large that a query costs little beside its rows, and some patience, for to begin anew costs more.
    pub const FILE: Self = Self {
        bytes: 1024 * 1024,
        pauses: &[
            Duration::from_millis(200),
            Duration::from_secs(1),
            Duration::from_secs(3),
            Duration::from_secs(10),
        ],
        rests: false,
    };
    /// Of a file that is made beside whatever else a server does.
    pub const JOB: Self = Self {
        rests: true,
        ..Self::FILE
    };
    /// Of a stream to a client, of which there can be many, and slow ones.
    pub const STREAM: Self = Self {
        bytes: 128 * 1024,
        pauses: &[],
        rests: false,
    };
}

/// Walks through a list. Rows at most `query.limit` in all, whatever its batches hold.
pub(super) struct Batches {
    database: Database,
    query: ListQuery,
    pace: Pace,
    left: u64,
    rows_per_batch: u64,
    most_rows: u64,
    rest: Duration,
    has_ended: bool,
}

impl Batches {
    pub(super) fn of(database: Database, query: ListQuery, pace: Pace) -> Self {
        let rests = pace.rests && database.engine() == Engine::Postgres;
        Self {
            most_rows: if rests { MOST_ROWS_BESIDE_OTHERS } else { MOST_ROWS },
            pace: Pace { rests, ..pace },
            database,
            left: query.limit,
            query,
            rows_per_batch: FIRST_ROWS,
            rest: Duration::ZERO,
            has_ended: false,
        }
    }

    fn note(&mut self, found: &Page) {
        let rows = found.rows.len() as u64;
        let is_full = rows == self.query.limit;
        let last = found.rows.last();
        // A search that spent its budget goes on where it stopped, not behind the last row that it found.
        self.query.after = if is_full { last } else { found.stopped_at };
        self.left = self.left.saturating_sub(rows);
        self.has_ended = self.left == 0 || self.query.after.is_none();
        let most = (self.pace.bytes, self.most_rows);
        self.rows_per_batch = rows_of_next(&found.rows, self.rows_per_batch, most);
    }

    async fn read_in_turn(&mut self) -> Result<Page, DbErr> {
        if !self.pace.rests {
            return self.read().await;
        }
        let _turn = TURN.lock().await;
        tokio::time::sleep(self.rest).await;
        let begun = Instant::now();
        let found = self.read().await;
        self.rest = begun.elapsed();
        found
    }

    async fn read(&self) -> Result<Page, DbErr> {
        let mut pauses = self.pace.pauses.iter();
        loop {
            let found = list::list(&self.database, &self.query).await;
            match (found, pauses.next()) {
                (Err(error @ DbErr::Conn(_)), Some(pause)) => {
                    tracing::warn!(%error, "rows could not be read, and are read again");
                    tokio::time::sleep(*pause).await;
                }
                (found, _) => return found,
            }
        }
    }
}

/// As many rows as fill a batch when they are like the last ones; large events must not fill the memory.
fn rows_of_next(last: &Rows, before: u64, (most_bytes, most_rows): (usize, u64)) -> u64 {
    if last.is_empty() {
        return before;
    }
    let mean = (last.bytes() / last.len()).max(1);
    let fitting = (most_bytes / mean).max(1) as u64;
    fitting.min(before * 4).min(most_rows)
}

impl Source for Batches {
    type Item = Rows;
    type Error = DbErr;

    async fn next(&mut self) -> Result<Option<Rows>, DbErr> {
        while !self.has_ended {
            self.query.limit = self.rows_per_batch.min(self.left);
            let found = self.read_in_turn().await?;
            self.note(&found);
            if !found.rows.is_empty() {
                return Ok(Some(found.rows));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::events::query::Position;

    fn rows(count: usize, bytes: usize) -> Rows {
        let position = Position {
            occurred_at: 0,
            sequence: 1,
        };
        let mut rows = Rows::default();
        for _ in 0..count {
            rows.push(position, &"x".repeat(bytes));
        }
        rows
    }

    #[test]
    fn a_batch_is_bounded_by_bytes_and_by_rows() {
        let next = |last: &Rows, before| rows_of_next(last, before, (Pace::FILE.bytes, MOST_ROWS));
        assert_eq!(next(&rows(100, 100), 100), 400);
        assert_eq!(next(&rows(128, 100), 128), MOST_ROWS);
        assert_eq!(next(&rows(10, 100), MOST_ROWS), MOST_ROWS);
        assert_eq!(next(&rows(10, 64 * 1024), MOST_ROWS), 16);
        assert_eq!(next(&rows(1, 2 * Pace::FILE.bytes), MOST_ROWS), 1);
        assert_eq!(next(&Rows::default(), 7), 7);
    }
}
