//! The statement of a page, as the store builds it.

use daybook_api::db;
use daybook_api::store::events::list;
use daybook_api::store::events::query::{ListQuery, Range};
use daybook_api::store::visibility::Visibility;
use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{PostgresQueryBuilder, SqliteQueryBuilder, Value};
use uuid::Uuid;

use crate::outcome::{Outcome, fail};
use crate::place::Engine;

/// Rows that the store reads for a page of 100: one more tells whether another page follows.
pub const ROWS: u64 = 101;
/// Stands for the time in the statement's values.
pub const TIME: i64 = 1;

/// The text and its values, in order, for the rows of a workspace before [`TIME`].
pub fn of_page(engine: Engine, workspace: Uuid) -> (String, Vec<Value>) {
    let query = ListQuery {
        workspace,
        visibility: Visibility::All,
        filter: EventFilter::default(),
        range: Range {
            from: None,
            to: Some(TIME),
        },
        sort: Sort::Occurred,
        order: Order::Desc,
        after: None,
        up_to: None,
        limit: ROWS,
    };
    let select = list::unfiltered(
        match engine {
            Engine::Sqlite => db::Engine::Sqlite,
            Engine::Postgres => db::Engine::Postgres,
        },
        &query,
    );
    let (sql, values) = match engine {
        Engine::Sqlite => select.build(SqliteQueryBuilder),
        Engine::Postgres => select.build(PostgresQueryBuilder),
    };
    (sql, values.0)
}

/// The statement as a script of pgbench, with a random time between two.
pub fn as_pgbench_script(workspace: Uuid, from: i64, to: i64) -> Outcome<String> {
    let (mut sql, values) = of_page(Engine::Postgres, workspace);
    let mut variables = format!("\\set to random({from}, {to})\n");
    // From the last on, so that $1 is not found in $10.
    for (index, value) in values.iter().enumerate().rev() {
        let text = match value {
            Value::Uuid(Some(id)) => format!("'{id}'::uuid"),
            Value::BigInt(Some(TIME)) => ":to".to_owned(),
            Value::BigInt(Some(number)) => number.to_string(),
            Value::BigUnsigned(Some(number)) => number.to_string(),
            other => return Err(fail(format!("pgbench cannot be given {other:?}"))),
        };
        sql = sql.replace(&format!("${}", index + 1), &text);
    }
    variables.push_str(&sql);
    variables.push_str(";\n");
    Ok(variables)
}

/// The statement's values for rusqlite, at a time.
pub fn sqlite_values(values: &[Value], time: i64) -> Vec<rusqlite::types::Value> {
    let value = |value: &Value| match value {
        Value::Uuid(Some(id)) => id.as_bytes().to_vec().into(),
        Value::BigInt(Some(TIME)) => time.into(),
        Value::BigInt(Some(number)) => (*number).into(),
        Value::BigUnsigned(Some(number)) => number.cast_signed().into(),
        Value::String(Some(text)) => text.clone().into(),
        _ => rusqlite::types::Value::Null,
    };
    values.iter().map(value).collect()
}
