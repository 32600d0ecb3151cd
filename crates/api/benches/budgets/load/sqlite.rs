//! SQLite in this process: the same statement, with nothing between it and the file.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags};

use crate::data::Dice;
use crate::outcome::{Outcome, fail};

/// Opens a file as the server opens it for reading.
pub fn open(path: &Path) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA cache_size = -16384; PRAGMA mmap_size = 1073741824;")?;
    Ok(connection)
}

/// Runs a second of a statement with the values that `values` throws, in several threads. Every column is read.
pub fn run<V>(path: &Path, sql: &str, values: V, threads: u64, seconds: u64) -> Outcome<f64>
where
    V: Fn(&mut Dice) -> Vec<Value> + Sync,
{
    let is_over = AtomicBool::new(false);
    let count = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|number| {
                let (values, is_over, count) = (&values, &is_over, &count);
                scope.spawn(move || -> Outcome<()> {
                    let connection = open(path)?;
                    let mut dice = Dice::new(number);
                    while !is_over.load(Ordering::Relaxed) {
                        read(&connection, sql, values(&mut dice))?;
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        std::thread::sleep(Duration::from_secs(seconds));
        is_over.store(true, Ordering::Relaxed);
        for worker in workers {
            worker
                .join()
                .map_err(|_| fail("a thread that reads SQLite panicked"))??;
        }
        Outcome::Ok(())
    })?;
    Ok(count.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64())
}

/// Reads all rows; answers their bytes.
fn read(connection: &Connection, sql: &str, values: Vec<Value>) -> Outcome<usize> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            bytes += match row.get_ref(column)? {
                ValueRef::Text(text) | ValueRef::Blob(text) => text.to_vec().len(),
                _ => 8,
            };
        }
    }
    Ok(bytes)
}
