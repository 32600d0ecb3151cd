//! Those who put load on: wrk on the server, pgbench on PostgreSQL, threads on SQLite, and single requests.

pub mod client;
pub mod pgbench;
pub mod sqlite;
pub mod wrk;

/// How long one side is loaded before it is the other's turn.
pub const TURN_SECONDS: u64 = 4;
/// How often the two take turns.
pub const TURNS: usize = 3;
