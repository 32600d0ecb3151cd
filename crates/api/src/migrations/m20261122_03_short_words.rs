//! SQLite's search tables know the ends of texts, take letters as they are, and tell their trigrams: so that words of one or two
//! letters are found by the trigrams that begin with them.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Whole or not at all, also where it is killed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let connection = manager.get_connection();
        let slices = Statement::from_string(DbBackend::Sqlite, "SELECT slice FROM search_slices");
        for row in connection.query_all_raw(slices).await? {
            for statement in remade(row.try_get("", "slice")?) {
                connection.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

/// The table of a slice anew, filled from the events.
fn remade(slice: i32) -> [String; 4] {
    let name = format!("event_search_{slice}");
    let (start, end) = (micros(slice), micros(next(slice)));
    [
        format!("DROP TABLE {name}"),
        format!(
            "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')"
        ),
        format!("CREATE VIRTUAL TABLE {name}_terms USING fts5vocab({name}, row)"),
        format!(
            "INSERT INTO {name}(rowid, text) \
             SELECT (number << 40) + sequence, search_text || char(10, 10) FROM search_numbers CROSS JOIN events \
             WHERE events.workspace_id = search_numbers.workspace_id AND occurred_at >= {start} AND occurred_at < {end} \
             ORDER BY number, sequence"
        ),
    ]
}

/// A slice is a month since 2020, a year since 1990, and all before.
fn next(slice: i32) -> i32 {
    match slice {
        24_240.. => slice + 1,
        23_880.. => slice + 12,
        _ => 23_880,
    }
}

/// The first moment of a month, counted since January of the year 0.
fn micros(month: i32) -> i64 {
    let first =
        chrono::NaiveDate::from_ymd_opt(month / 12, month.unsigned_abs() % 12 + 1, 1).unwrap_or_default();
    first
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_micros()
}
