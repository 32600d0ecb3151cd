//! Keyset batches of a list, one after the other to its end.

use sea_orm::DbErr;

use super::ahead::Source;
use crate::db::Database;
use crate::store::events::list;
use crate::store::events::query::{ListQuery, Page};
use crate::store::events::rows::Rows;

/// Bytes of bodies that a batch of a file should have: enough that its query costs little beside its rows.
pub const FILE_BATCH_BYTES: usize = 1024 * 1024;
/// The same for a stream to a client, of which there can be many, and slow ones.
pub const STREAM_BATCH_BYTES: usize = 128 * 1024;
/// Rows of the first batch, whose sizes nobody knows: as many of the largest events stay within memory.
const FIRST_ROWS: u64 = 128;
const MOST_ROWS: u64 = 2_000;

/// Walks through a list. Rows at most `query.limit` in all, whatever its batches hold.
pub(super) struct Batches {
    database: Database,
    query: ListQuery,
    batch_bytes: usize,
    left: u64,
    rows_per_batch: u64,
    has_ended: bool,
}

impl Batches {
    pub(super) fn of(database: Database, query: ListQuery, batch_bytes: usize) -> Self {
        Self {
            database,
            batch_bytes,
            left: query.limit,
            query,
            rows_per_batch: FIRST_ROWS,
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
        self.rows_per_batch = rows_of_next(&found.rows, self.rows_per_batch, self.batch_bytes);
    }
}

/// As many rows as fill a batch when they are like the last ones; large events must not fill the memory.
fn rows_of_next(last: &Rows, before: u64, batch_bytes: usize) -> u64 {
    if last.is_empty() {
        return before;
    }
    let mean = (last.bytes() / last.len()).max(1);
    let fitting = (batch_bytes / mean).max(1) as u64;
    fitting.min(before * 4).min(MOST_ROWS)
}

impl Source for Batches {
    type Item = Rows;
    type Error = DbErr;

    async fn next(&mut self) -> Result<Option<Rows>, DbErr> {
        while !self.has_ended {
            self.query.limit = self.rows_per_batch.min(self.left);
            let found = list::list(&self.database, &self.query).await?;
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
        let next = |last: &Rows, before| rows_of_next(last, before, FILE_BATCH_BYTES);
        assert_eq!(next(&rows(128, 100), 128), 512);
        assert_eq!(next(&rows(10, 100), MOST_ROWS), MOST_ROWS);
        assert_eq!(next(&rows(10, 64 * 1024), MOST_ROWS), 16);
        assert_eq!(next(&rows(1, 2 * FILE_BATCH_BYTES), MOST_ROWS), 1);
        assert_eq!(next(&Rows::default(), 7), 7);
    }
}
