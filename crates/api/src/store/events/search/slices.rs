//! Slices of time, each with its own trigram index: what a search costs is bounded by a slice, not by the history.
//!
//! A slice is a month, before 2020 a year, and everything before 1990 is one: however old the events are that somebody
//! appends, there are about a hundred slices, which all workspaces share.
//!
//! SQLite: an FTS5 table a slice, made and fed in the append transaction. Its row ids lead with a small number of
//! the workspace, so that a search touches no other workspace's rows. PostgreSQL: a partial GIN index a slice over
//! `events.search_text`, made beside the appends; a slice without one is scanned along the time index.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};
use uuid::Uuid;

use crate::db::{Database, Engine, RowRef};
use crate::entity::search_slice;

/// Bits of a row id that hold the sequence; the workspace's number stands above them.
const SEQUENCE_BITS: u32 = 40;
/// The last sequence that a row id has room for.
pub const LAST_SEQUENCE: i64 = (1 << SEQUENCE_BITS) - 1;
/// Rows of one insert into a search table: two parameters each, well below SQLite's limit.
const ROWS_PER_INSERT: usize = 500;

/// The rows that PostgreSQL has counted in a slice's index; of a log in partitions, as many as a busy month may have.
const ROWS_OF_INDEX: &str = "COALESCE((SELECT \"reltuples\" FROM \"pg_class\" WHERE \"relkind\" = 'i' AND \"relname\" = 'event_search_' || \"slice\"), 500000)::bigint";

/// The first month that is a slice of its own.
const FIRST_MONTH: i32 = 2020 * 12;
/// The first month of the first year that is a slice of its own.
const FIRST_YEAR: i32 = 1990 * 12;

/// A slice, by its first month: months of UTC since January of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice(pub i32);

impl Slice {
    /// The slice that a time lies in.
    pub fn of(micros: i64) -> Self {
        let moment = DateTime::from_timestamp_micros(micros).unwrap_or_default();
        let month = moment.year() * 12 + i32::try_from(moment.month0()).unwrap_or(0);
        match month {
            FIRST_MONTH.. => Self(month),
            FIRST_YEAR.. => Self(month - month % 12),
            _ => Self(0),
        }
    }

    /// The slice that follows.
    pub fn next(self) -> Self {
        match self.0 {
            FIRST_MONTH.. => Self(self.0 + 1),
            FIRST_YEAR.. => Self(self.0 + 12),
            _ => Self(FIRST_YEAR),
        }
    }

    /// Its first moment, in microseconds.
    pub fn start(self) -> i64 {
        let month = u32::try_from(self.0 % 12).unwrap_or(0) + 1;
        let first = NaiveDate::from_ymd_opt(self.0 / 12, month, 1).unwrap_or_default();
        first
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_micros()
    }

    /// The first moment after it, in microseconds.
    pub fn end(self) -> i64 {
        self.next().start()
    }

    /// The name of its trigram index.
    pub fn index_name(self) -> String {
        format!("event_search_{}", self.0)
    }

    /// SQLite: the name of the table of the index's trigrams.
    pub fn terms_name(self) -> String {
        format!("event_search_{}_terms", self.0)
    }
}

/// The condition of a slice's partial index on PostgreSQL, in literals: a query must repeat it to use the index.
pub fn index_condition(slice: Slice) -> String {
    format!(
        "\"occurred_at\" >= {} AND \"occurred_at\" < {}",
        slice.start(),
        slice.end()
    )
}

/// What is to be indexed of an event.
pub struct Text {
    /// When it happened.
    pub occurred_at: i64,
    /// Its place in the log.
    pub sequence: i64,
    /// What searches look in.
    pub text: String,
}

/// Whether the slice has its trigram index.
pub async fn is_indexed(connection: &impl ConnectionTrait, slice: Slice) -> Result<bool, DbErr> {
    Ok(search_slice::Entity::find_by_id(slice.0)
        .one(connection)
        .await?
        .is_some())
}

/// The slices that have their trigram index, and how many rows PostgreSQL takes each to have.
pub async fn indexed(database: &Database) -> Result<BTreeMap<Slice, u64>, DbErr> {
    let mut select = Query::select();
    select
        .column((search_slice::Entity, search_slice::Column::Slice))
        .from(search_slice::Entity);
    match database.engine() {
        Engine::Sqlite => select.expr(Expr::cust("0")),
        Engine::Postgres => select.expr(Expr::cust(ROWS_OF_INDEX)),
    };
    let read = |row: RowRef<'_>| Ok((Slice(row.narrow_integer(0)?), row.integer(1)?.unsigned_abs()));
    Ok(database.rows(&select, read).await?.into_iter().collect())
}

/// The first row id of a workspace's rows in SQLite's search tables, for readers; 0 where nothing of it is indexed.
pub async fn first_row_id_of(database: &Database, workspace: Uuid) -> Result<i64, DbErr> {
    if database.engine() == Engine::Postgres {
        return Ok(0);
    }
    let select = Query::select()
        .column(Alias::new("number"))
        .from(Alias::new("search_numbers"))
        .and_where(Expr::col(Alias::new("workspace_id")).eq(workspace))
        .take();
    let number = database.rows(&select, |row| row.integer(0)).await?.pop();
    Ok(number.unwrap_or(0) << SEQUENCE_BITS)
}

/// The first row id of a workspace's rows in SQLite's search tables; 0 where nothing of it is indexed.
async fn first_row_id(connection: &impl ConnectionTrait, workspace: Uuid) -> Result<i64, DbErr> {
    let sql = "SELECT number FROM search_numbers WHERE workspace_id = ?";
    let select = Statement::from_sql_and_values(Engine::Sqlite.backend(), sql, [workspace.into()]);
    let number = match connection.query_one_raw(select).await? {
        Some(row) => row.try_get::<i64>("", "number")?,
        None => 0,
    };
    Ok(number << SEQUENCE_BITS)
}

/// Indexes texts on SQLite, in the transaction that stores their events.
pub async fn index_texts(
    transaction: &DatabaseTransaction,
    workspace: Uuid,
    mut texts: Vec<Text>,
) -> Result<(), DbErr> {
    let number = "INSERT OR IGNORE INTO search_numbers (workspace_id) VALUES (?)";
    transaction
        .execute_raw(Statement::from_sql_and_values(
            Engine::Sqlite.backend(),
            number,
            [workspace.into()],
        ))
        .await?;
    let first = first_row_id(transaction, workspace).await?;
    texts.sort_by_key(|text| (Slice::of(text.occurred_at), text.sequence));
    for of_slice in texts.chunk_by(|a, b| Slice::of(a.occurred_at) == Slice::of(b.occurred_at)) {
        let slice = Slice::of(of_slice[0].occurred_at);
        if !is_indexed(transaction, slice).await? {
            make_table(transaction, slice).await?;
        }
        for rows in of_slice.chunks(ROWS_PER_INSERT) {
            let places = vec!["(?, ?)"; rows.len()].join(", ");
            let sql = format!("INSERT INTO {}(rowid, text) VALUES {places}", slice.index_name());
            let values = rows.iter().flat_map(|row| {
                [
                    Value::from(first + row.sequence),
                    Value::from(indexed_text(&row.text)),
                ]
            });
            transaction
                .execute_raw(Statement::from_sql_and_values(
                    Engine::Sqlite.backend(),
                    sql,
                    values,
                ))
                .await?;
        }
    }
    Ok(())
}

async fn make_table(transaction: &DatabaseTransaction, slice: Slice) -> Result<(), DbErr> {
    let (name, terms) = (slice.index_name(), slice.terms_name());
    for sql in [
        // The texts are in lower case already.
        format!(
            "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')"
        ),
        format!("CREATE VIRTUAL TABLE {terms} USING fts5vocab({name}, row)"),
    ] {
        transaction.execute_unprepared(&sql).await?;
    }
    insert_slice(transaction, slice).await
}

/// A text as SQLite indexes it: so that trigrams begin with its last letters, too.
pub fn indexed_text(text: &str) -> String {
    format!("{text}\n\n")
}

/// Marks the slice as indexed.
pub async fn insert_slice(connection: &impl ConnectionTrait, slice: Slice) -> Result<(), DbErr> {
    let row = search_slice::ActiveModel {
        slice: sea_orm::ActiveValue::Set(slice.0),
    };
    search_slice::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_holds_its_first_moment_and_not_the_next_one_s() {
        let december = Slice(2026 * 12 + 11);
        assert_eq!(Slice::of(december.start()), december);
        assert_eq!(Slice::of(december.end() - 1), december);
        assert_eq!(Slice::of(december.end()), Slice(2027 * 12));
    }

    #[test]
    fn the_slices_of_all_time_are_few_and_leave_no_gap() {
        let mut slice = Slice::of(Slice(0).start());
        let mut count = 0;
        while slice < Slice(2027 * 12) {
            assert_eq!(Slice::of(slice.start()), slice);
            assert_eq!(Slice::of(slice.end() - 1), slice);
            assert_eq!(Slice::of(slice.end()), slice.next());
            slice = slice.next();
            count += 1;
        }
        assert_eq!(count, 1 + 30 + 7 * 12);
    }
}
