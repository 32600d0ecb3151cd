//! P6: appending over HTTP, against the same rows put into the same tables by the driver alone.

pub mod events;
mod raw_postgres;
mod raw_sqlite;

use std::path::PathBuf;

use super::Subject;
use crate::data::Arrival;
use crate::figures::median;
use crate::load::{TURN_SECONDS, TURNS, wrk};
use crate::outcome::{Outcome, fail};
use crate::place::Engine;
use crate::program::{Daybook, Server};
use crate::table::Row;

/// Events of a batch, and of a commit of the raw side.
const BATCH: usize = 500;
/// Batches made beforehand: at [`TURN_SECONDS`] enough for 50,000 events a second.
const BATCHES: usize = 400;
const LEAST_BATCHED: f64 = 0.8;
const LEAST_SINGLE: f64 = 5.0;

/// Both in turns, on two databases of the same schema that were empty before.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let sent = events::make(subject, BATCH * BATCHES)?;
    let ours = Log::new(subject, "append_ours")?;
    let raw = Log::new(subject, "append_raw")?;
    let mut rows = Vec::new();
    for (work, connections, of_commit, bodies, limit, least) in [
        (
            "append in batches of 500, 2 connections",
            2,
            BATCH,
            &sent.batches,
            "raw insert, one commit per 500",
            LEAST_BATCHED,
        ),
        (
            "append single events, 64 connections",
            64,
            1,
            &sent.singles,
            "raw insert, one commit per event",
            LEAST_SINGLE,
        ),
    ] {
        let (mut our_rates, mut raw_rates) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            our_rates.push(ours.append(subject, connections, of_commit, bodies)?);
            raw_rates.push(raw.insert(subject, &sent.arrivals, of_commit)?);
        }
        let (our_rate, raw_rate) = (median(our_rates), median(raw_rates));
        rows.push(Row::rate(
            "P6",
            work,
            subject.engine,
            "events/s",
            our_rate,
            (limit, raw_rate),
            least,
        ));
    }
    Ok(rows)
}

/// A database of its own, with the tables and indexes of a log that is in use.
pub struct Log {
    url: String,
}

impl Log {
    /// Empty, but for what makes its search indexes.
    pub fn new(subject: &Subject<'_>, name: &str) -> Outcome<Self> {
        let url = match subject.cluster {
            Some(cluster) => {
                cluster.recreate(name)?;
                cluster.url(name)
            }
            None => {
                let path = subject.file(&format!("{name}.db"))?;
                for suffix in ["", "-wal", "-shm", ".lock"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
                }
                format!("sqlite://{}", path.display())
            }
        };
        let log = Self { url };
        log.daybook().run(&["migrate"])?;
        // An event of now, and one of the month before, for what is a little late: their search indexes come with them.
        let workspace = log.workspace()?;
        log.daybook()
            .run_with_input(&["import", "--workspace", &workspace], &events::first_lines())?;
        Ok(log)
    }

    /// The program on it.
    pub fn daybook(&self) -> Daybook {
        Daybook::new(&self.url)
    }

    /// A new workspace: in it no idempotency key has been used.
    pub fn workspace(&self) -> Outcome<String> {
        self.daybook()
            .run(&["workspace", "create", "--name", "Appends", "--plan", "enterprise"])
    }

    /// A key that reads and writes a workspace.
    pub fn key(&self, workspace: &str) -> Outcome<String> {
        let scopes = ["--scope", "events:write", "--scope", "events:read"];
        let create = ["key", "create", "--workspace", workspace, "--name", "bench"];
        self.daybook().run(&[&create[..], &scopes[..]].concat())
    }

    /// Events a second over HTTP. What was answered as stored is stored.
    fn append(
        &self,
        subject: &Subject<'_>,
        connections: usize,
        of_request: usize,
        bodies: &std::path::Path,
    ) -> Outcome<f64> {
        let workspace = self.workspace()?;
        let key = self.key(&workspace)?;
        let server: Server = self.daybook().serve()?;
        let script = subject.file("append.lua")?;
        let path = format!(
            "/v1/workspaces/{workspace}/events{}",
            if of_request > 1 { "/batch" } else { "" }
        );
        wrk::script_of_bodies(&script, &key, &server.address, &path, bodies)?;
        let rate = wrk::run(&script, &server.address, connections, TURN_SECONDS)? * of_request as f64;
        drop(server);
        let stored = self.stored(subject, &workspace)?;
        // wrk counts a little more than its seconds, and forgets what is under way at the end.
        let acknowledged = rate * TURN_SECONDS as f64 * 0.98;
        if stored < acknowledged {
            return Err(fail(format!(
                "{acknowledged} events were acknowledged, {stored} are stored"
            )));
        }
        Ok(rate)
    }

    fn stored(&self, subject: &Subject<'_>, workspace: &str) -> Outcome<f64> {
        let id = events::uuid(workspace)?;
        match subject.cluster {
            Some(cluster) => {
                let database = self.url.rsplit('/').next().unwrap_or_default();
                let count = cluster.psql(
                    database,
                    &format!("SELECT count(*) FROM events WHERE workspace_id = '{id}'"),
                )?;
                Ok(count.parse()?)
            }
            None => {
                let connection = rusqlite::Connection::open(self.path())?;
                let sql = "SELECT count(*) FROM events WHERE workspace_id = ?";
                Ok(connection.query_row(sql, [id], |row| row.get::<_, i64>(0))? as f64)
            }
        }
    }

    /// Events a second by the driver alone.
    fn insert(&self, subject: &Subject<'_>, arrivals: &[Arrival], of_commit: usize) -> Outcome<f64> {
        let workspace = self.workspace()?;
        // The server numbers a workspace for its search tables by an event.
        self.daybook()
            .run_with_input(&["import", "--workspace", &workspace], &events::first_lines())?;
        let id = events::uuid(&workspace)?;
        match subject.engine {
            Engine::Sqlite => raw_sqlite::rate(&self.path(), id, arrivals, of_commit, TURN_SECONDS),
            Engine::Postgres => raw_postgres::rate(&self.url, id, arrivals, of_commit, TURN_SECONDS),
        }
    }

    fn path(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite://"))
    }
}
