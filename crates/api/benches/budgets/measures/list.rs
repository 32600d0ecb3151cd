//! P1: pages of 100 at random places of the large workspace, over HTTP, against the engine's own rate.

use std::path::PathBuf;

use daybook_shared::timestamp::Timestamp;

use super::{Subject, statement};
use crate::data::{Dice, END, SPAN};
use crate::figures::median;
use crate::load::{TURN_SECONDS, TURNS, pgbench, sqlite, wrk};
use crate::outcome::Outcome;
use crate::place::Engine;
use crate::table::Row;

/// Places that the requests go round.
const PLACES: usize = 20_000;
const DAY: i64 = 86_400_000_000;

/// Times before which a page is asked for: there is always a full one.
const EARLIEST: i64 = END - SPAN + 5 * DAY;

/// Both sides in turns, with one connection and with eight; and what a constant answer of that size alone reaches, which
/// is the way through HTTP and the load's own part.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let server = subject.serve()?;
    let script = script(subject)?;
    let limit = Limit::of(subject)?;
    // Both have seen the rows before the clock starts.
    wrk::run(&script, &server.address, 8, TURN_SECONDS)?;
    limit.rate(subject, 8)?;
    let constant = subject.file("constant.lua")?;
    wrk::script_of_paths(&constant, &subject.dataset.key, &["/openapi.json".to_owned()])?;
    let mut rows = Vec::new();
    for connections in [1, 8] {
        let (mut ours, mut limits, mut constants) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(wrk::run(&script, &server.address, connections, TURN_SECONDS)?);
            limits.push(limit.rate(subject, connections)?);
            constants.push(wrk::run(&constant, &server.address, connections, TURN_SECONDS)?);
        }
        let plural = if connections == 1 { "" } else { "s" };
        let limits = median(limits);
        rows.push(Row::rate(
            "P1",
            format!("list of 100, random place, {connections} connection{plural}"),
            subject.engine,
            "pages/s",
            median(ours),
            (limit.name(), limits),
            limit.budget(),
        ));
        let constant = Row::rate(
            "P1",
            format!("a constant document of 74 KB, {connections} connection{plural}"),
            subject.engine,
            "answers/s",
            median(constants),
            (limit.name(), limits),
            limit.budget(),
        );
        rows.push(constant.only_told());
    }
    Ok(rows)
}

/// Requests for pages of 100 at random places.
pub fn script(subject: &Subject<'_>) -> Outcome<PathBuf> {
    let script = subject.file("list.lua")?;
    let mut dice = Dice::new(1);
    let places: Vec<String> = (0..PLACES)
        .map(|_| {
            let time = Timestamp(dice.between(EARLIEST, END));
            format!(
                "/v1/workspaces/{}/events?limit=100&to={time}",
                subject.dataset.workspace
            )
        })
        .collect();
    wrk::script_of_paths(&script, &subject.dataset.key, &places)?;
    Ok(script)
}

/// The engine's own rate.
enum Limit {
    Postgres {
        script: PathBuf,
    },
    Sqlite {
        sql: String,
        values: Vec<sea_orm::sea_query::Value>,
    },
}

impl Limit {
    fn of(subject: &Subject<'_>) -> Outcome<Self> {
        let workspace = subject.dataset.workspace_uuid()?;
        Ok(match subject.engine {
            Engine::Postgres => {
                let script = subject.file("list.sql")?;
                std::fs::write(&script, statement::as_pgbench_script(workspace, EARLIEST, END)?)?;
                Self::Postgres { script }
            }
            Engine::Sqlite => {
                let (sql, values) = statement::of_page(Engine::Sqlite, workspace);
                Self::Sqlite { sql, values }
            }
        })
    }

    fn rate(&self, subject: &Subject<'_>, clients: usize) -> Outcome<f64> {
        match (self, subject.cluster) {
            (Self::Postgres { script }, Some(cluster)) => {
                pgbench::run(cluster, subject.database(), script, clients, TURN_SECONDS)
            }
            (Self::Sqlite { sql, values }, _) => {
                let at = |dice: &mut Dice| statement::sqlite_values(values, dice.between(EARLIEST, END));
                sqlite::run(&subject.dataset.path(), sql, at, clients as u64, TURN_SECONDS)
            }
            (Self::Postgres { .. }, None) => Ok(f64::NAN),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Postgres { .. } => "pgbench",
            Self::Sqlite { .. } => "rusqlite",
        }
    }

    fn budget(&self) -> f64 {
        match self {
            Self::Postgres { .. } => 0.45,
            Self::Sqlite { .. } => 0.5,
        }
    }
}
