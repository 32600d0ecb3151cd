//! Filling SQLite: without its indexes, which are made at the end, but with its search tables.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Datelike};
use daybook_api::store::events::indexed_text;
use daybook_shared::timestamp::Timestamp;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::combinations::Combinations;
use super::stream::{Arrival, each_chunk};
use crate::outcome::{Outcome, fail};

/// The bits of a search row's id that hold the sequence.
const SEQUENCE_BITS: u32 = 40;

/// Appends the events of all workspaces, as the server would have stored them.
pub fn fill(path: &Path, rows: usize, workspaces: &[Uuid]) -> Outcome<()> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA cache_size = -2000000; PRAGMA threads = 2;",
    )?;
    connection.set_prepared_statement_cache_capacity(100);
    let indexes = take_indexes_away(&connection)?;
    let mut log = Log::open(&connection, workspaces)?;
    each_chunk(rows, |arrivals| {
        connection.execute_batch("BEGIN")?;
        log.insert(&arrivals)?;
        connection.execute_batch("COMMIT")?;
        Ok(())
    })?;
    log.move_heads()?;
    for index in indexes {
        connection.execute_batch(&index)?;
    }
    connection.execute_batch(
        "PRAGMA locking_mode = NORMAL; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;",
    )?;
    Ok(())
}

/// Drops the indexes of the events; answers the statements that make them.
fn take_indexes_away(connection: &Connection) -> Outcome<Vec<String>> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'events' AND sql IS NOT NULL";
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let indexes: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX \"{name}\""))?;
    }
    Ok(indexes.into_iter().map(|(_, statement)| statement).collect())
}

/// Puts rows where the server would have put them.
pub struct Log<'a> {
    connection: &'a Connection,
    places: Vec<Place>,
}

/// Where a workspace stands: the last sequence, and the number that leads its search rows' ids.
struct Place {
    workspace: Uuid,
    head: i64,
    number: i64,
    combinations: Combinations,
}

impl<'a> Log<'a> {
    /// The log of workspaces that have an event each; `connection` stays with whoever commits.
    pub fn open(connection: &'a Connection, workspaces: &[Uuid]) -> Outcome<Self> {
        let mut places = Vec::new();
        for workspace in workspaces {
            let of_workspace = |sql: &str| connection.query_row(sql, [workspace], |row| row.get::<_, i64>(0));
            places.push(Place {
                workspace: *workspace,
                head: of_workspace("SELECT sequence FROM workspace_head WHERE workspace_id = ?")?,
                number: of_workspace("SELECT number FROM search_numbers WHERE workspace_id = ?")?,
                combinations: combinations(connection, *workspace)?,
            });
        }
        Ok(Self { connection, places })
    }

    /// Inserts into the events, their targets and the search tables.
    pub fn insert(&mut self, arrivals: &[Arrival]) -> Outcome<()> {
        let mut event = self.connection.prepare_cached(
            "INSERT INTO events (workspace_id, sequence, id, occurred_at, recorded_at, type, category, platform, state,
                actor_kind, actor_id, correlation_id, restricted, idempotency_key, sent_hash, search_text, body, combination)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut target = self.connection.prepare_cached(
            "INSERT INTO event_targets (workspace_id, target_id, occurred_at, sequence, position) VALUES (?, ?, ?, ?, ?)",
        )?;
        let mut texts: HashMap<i32, Vec<(i64, &str)>> = HashMap::new();
        for Arrival {
            workspace,
            draft,
            recorded_at,
        } in arrivals
        {
            let place = &mut self.places[*workspace];
            place.head += 1;
            let sequence = place.head;
            let (key, hash) = draft
                .idempotency
                .as_ref()
                .map(|(key, hash)| (key, hash.as_slice()))
                .unzip();
            event.execute(params![
                place.workspace,
                sequence,
                draft.id,
                draft.occurred_at,
                recorded_at,
                draft.kind,
                draft.category,
                draft.platform,
                draft.state,
                draft.actor_kind,
                draft.actor_id,
                draft.correlation_id,
                draft.restricted,
                key,
                hash,
                draft.search_text,
                draft.body(sequence, Timestamp(*recorded_at)),
                place.combinations.number(draft),
            ])?;
            for (position, target_id) in draft.target_ids.iter().enumerate() {
                let position = i64::try_from(position)?;
                target.execute(params![
                    place.workspace,
                    target_id,
                    draft.occurred_at,
                    sequence,
                    position
                ])?;
            }
            let row_id = (place.number << SEQUENCE_BITS) + sequence;
            let of_month = texts.entry(month(draft.occurred_at)?).or_default();
            of_month.push((row_id, &draft.search_text));
        }
        for (month, mut texts) in texts {
            // FTS5 closes a segment whenever a row id does not rise.
            texts.sort_unstable_by_key(|(row_id, _)| *row_id);
            let mut text = self.connection.prepare_cached(&format!(
                "INSERT INTO event_search_{month}(rowid, text) VALUES (?, ?)"
            ))?;
            for (row_id, words) in texts {
                text.execute(params![row_id, indexed_text(words)])?;
            }
        }
        Ok(())
    }

    /// Stores the combinations that are new, and tells the server how far the logs have come.
    fn move_heads(self) -> Outcome<()> {
        for place in self.places {
            for ((kind, category, platform, state, actor_kind, restricted), number) in
                place.combinations.lacking()
            {
                self.connection.execute(
                    "INSERT INTO event_combinations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    params![
                        place.workspace,
                        number,
                        kind,
                        category,
                        platform,
                        state,
                        actor_kind,
                        restricted
                    ],
                )?;
            }
            let update = "UPDATE workspace_head SET sequence = ? WHERE workspace_id = ?";
            self.connection
                .execute(update, params![place.head, place.workspace])?;
        }
        Ok(())
    }
}

/// What the server has numbered already.
fn combinations(connection: &Connection, workspace: Uuid) -> Outcome<Combinations> {
    let mut select = connection.prepare(
        "SELECT type, category, platform, state, actor_kind, restricted, number FROM event_combinations WHERE workspace_id = ?",
    )?;
    let rows = select.query_map([workspace], |row| {
        let properties = (
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        );
        Ok((properties, row.get(6)?))
    })?;
    Ok(Combinations::stored(rows.collect::<Result<Vec<_>, _>>()?))
}

/// Months of UTC since January of the year 0: what the search tables are called by.
fn month(micros: i64) -> Outcome<i32> {
    let moment =
        DateTime::from_timestamp_micros(micros).ok_or_else(|| fail("a time outside the calendar"))?;
    Ok(moment.year() * 12 + i32::try_from(moment.month0())?)
}
