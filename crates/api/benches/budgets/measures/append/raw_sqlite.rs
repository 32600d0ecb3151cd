//! SQLite by rusqlite alone: prepared inserts into the events, their targets and the search tables.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use uuid::Uuid;

use crate::data::{Arrival, sqlite};
use crate::outcome::Outcome;

/// Events a second, by one connection, as durable as the server's.
pub fn rate(
    path: &Path,
    workspace: Uuid,
    arrivals: &[Arrival],
    of_commit: usize,
    seconds: u64,
) -> Outcome<f64> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA mmap_size = 1073741824;",
    )?;
    connection.set_prepared_statement_cache_capacity(100);
    let mut log = sqlite::Log::open(&connection, &[workspace])?;
    let mut count = 0;
    let started = Instant::now();
    for chunk in arrivals.chunks(of_commit) {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        log.insert(chunk)?;
        connection.execute_batch("COMMIT")?;
        count += chunk.len();
        if started.elapsed() > Duration::from_secs(seconds) {
            break;
        }
    }
    Ok(count as f64 / started.elapsed().as_secs_f64())
}
