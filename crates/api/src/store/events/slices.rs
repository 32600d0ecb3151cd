//! Slices of time, one a month, each with its own trigram index: what a search costs is bounded by a slice,
//! not by the history.
//!
//! SQLite: an FTS5 table a month, made and fed in the append transaction. Its row ids lead with a small number of
//! the workspace, so that a search touches no other workspace's rows. PostgreSQL: a partial GIN index a month over
//! `events.search_text`, made beside the appends; a month without one is scanned along the time index.

use chrono::{DateTime, Datelike, NaiveDate};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};
use uuid::Uuid;

use crate::db::Engine;
use crate::entity::search_slice;

/// Bits of a row id that hold the sequence; the workspace's number stands above them.
const SEQUENCE_BITS: u32 = 40;
/// Rows of one insert into a search table: two parameters each, well below SQLite's limit.
const ROWS_PER_INSERT: usize = 500;

/// A month of UTC: months since January of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month that a time lies in.
    pub fn of(micros: i64) -> Self {
        let moment = DateTime::from_timestamp_micros(micros).unwrap_or_default();
        Self(moment.year() * 12 + i32::try_from(moment.month0()).unwrap_or(0))
    }

    /// Its first moment, in microseconds.
    pub fn start(self) -> i64 {
        let month = u32::try_from(self.0.rem_euclid(12)).unwrap_or(0) + 1;
        let first = NaiveDate::from_ymd_opt(self.0.div_euclid(12), month, 1).unwrap_or_default();
        first
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp_micros()
    }

    /// The first moment after it, in microseconds.
    pub fn end(self) -> i64 {
        Self(self.0 + 1).start()
    }

    /// The name of its trigram index.
    pub fn index_name(self) -> String {
        format!("event_search_{}", self.0)
    }
}

/// The condition of a month's partial index on PostgreSQL, in literals: a query must repeat it to use the index.
pub fn index_condition(month: Month) -> String {
    format!(
        "\"occurred_at\" >= {} AND \"occurred_at\" < {}",
        month.start(),
        month.end()
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

/// Whether the month has its own trigram index.
pub async fn is_indexed(connection: &impl ConnectionTrait, month: Month) -> Result<bool, DbErr> {
    Ok(search_slice::Entity::find_by_id(month.0)
        .one(connection)
        .await?
        .is_some())
}

/// The first row id of a workspace's rows in SQLite's search tables; 0 where nothing of it is indexed.
pub async fn first_row_id(connection: &impl ConnectionTrait, workspace: Uuid) -> Result<i64, DbErr> {
    let sql = "SELECT number FROM search_numbers WHERE workspace_id = ?";
    let select = Statement::from_sql_and_values(Engine::Sqlite.backend(), sql, [workspace.into()]);
    let number = match connection.query_one_raw(select).await? {
        Some(row) => row.try_get::<i64>("", "number")?,
        None => 0,
    };
    Ok(number << SEQUENCE_BITS)
}

/// One past the last row id that a workspace can have.
pub fn end_row_id(first: i64) -> i64 {
    first + (1 << SEQUENCE_BITS)
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
    texts.sort_by_key(|text| (Month::of(text.occurred_at), text.sequence));
    for of_month in texts.chunk_by(|a, b| Month::of(a.occurred_at) == Month::of(b.occurred_at)) {
        let month = Month::of(of_month[0].occurred_at);
        if !is_indexed(transaction, month).await? {
            make_table(transaction, month).await?;
        }
        for rows in of_month.chunks(ROWS_PER_INSERT) {
            let places = vec!["(?, ?)"; rows.len()].join(", ");
            let sql = format!("INSERT INTO {}(rowid, text) VALUES {places}", month.index_name());
            let values = rows
                .iter()
                .flat_map(|row| [Value::from(first + row.sequence), Value::from(row.text.as_str())]);
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

async fn make_table(transaction: &DatabaseTransaction, month: Month) -> Result<(), DbErr> {
    let name = month.index_name();
    let sql = format!(
        "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram')"
    );
    transaction.execute_unprepared(&sql).await?;
    insert_slice(transaction, month).await
}

/// Marks the month as indexed.
pub async fn insert_slice(connection: &impl ConnectionTrait, month: Month) -> Result<(), DbErr> {
    let row = search_slice::ActiveModel {
        month: sea_orm::ActiveValue::Set(month.0),
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
    fn a_month_holds_its_first_moment_and_not_the_next_one_s() {
        let december = Month(2026 * 12 + 11);
        assert_eq!(Month::of(december.start()), december);
        assert_eq!(Month::of(december.end() - 1), december);
        assert_eq!(Month::of(december.end()), Month(2027 * 12));
        let before_christ_and_1970 = Month::of(-62_167_219_200_000_000);
        assert_eq!(
            (before_christ_and_1970, before_christ_and_1970.start()),
            (Month(0), -62_167_219_200_000_000)
        );
    }
}
