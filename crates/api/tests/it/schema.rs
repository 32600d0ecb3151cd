//! The schema as the database itself tells it: keys that begin with the workspace, no types of time, steps taken once.

use std::collections::BTreeMap;

use daybook_api::append::{Sent, UnknownTypes, daybook};
use daybook_api::db::{Database, Engine};
use daybook_api::migrations;
use daybook_shared::event::NewEvent;
use daybook_shared::plan::Plan;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::support::app::TestApp;

/// Numbers the workspaces of SQLite's full-text tables, whose rows can only have a number as their key.
const EXCEPTIONS: [&str; 1] = ["search_numbers"];
/// Tables that must be there, or the test looks in the wrong place.
const KNOWN: [&str; 12] = [
    "api_keys",
    "event_targets",
    "event_types",
    "events",
    "inbound_sources",
    "memberships",
    "preset_arrangements",
    "presets",
    "webhook_attempts",
    "webhook_deliveries",
    "webhook_endpoints",
    "workspace_head",
];

/// A table: its columns with their types, and the columns of its primary key and of each unique index.
#[derive(Debug, Default)]
struct Table {
    columns: Vec<(String, String)>,
    unique: BTreeMap<String, Vec<String>>,
}

async fn rows(database: &Database, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(database.engine().backend(), sql);
    database.reader().query_all_raw(statement).await.unwrap()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

async fn catalogue(database: &Database) -> BTreeMap<String, Table> {
    let (columns, keys) = match database.engine() {
        Engine::Sqlite => (
            "SELECT m.name AS of_table, c.name AS name, c.type AS kind
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid",
            // A primary key is a unique index of origin `pk`, or the row id, which has no index.
            "SELECT m.name AS of_table, l.name AS index_name, c.name AS name
             FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) c
             WHERE m.type = 'table' AND l.\"unique\" ORDER BY 1, 2, c.seqno",
        ),
        Engine::Postgres => (
            "SELECT table_name::text AS of_table, column_name::text AS name, data_type::text AS kind
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
            "SELECT t.relname::text AS of_table, i.relname::text AS index_name, a.attname::text AS name
             FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
             CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(number, place)
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
             WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace ORDER BY 1, 2, k.place",
        ),
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in rows(database, columns).await {
        let column = (text(&row, "name"), text(&row, "kind"));
        tables
            .entry(text(&row, "of_table"))
            .or_default()
            .columns
            .push(column);
    }
    for row in rows(database, keys).await {
        let unique = &mut tables.get_mut(&text(&row, "of_table")).unwrap().unique;
        unique
            .entry(text(&row, "index_name"))
            .or_default()
            .push(text(&row, "name"));
    }
    if database.engine() == Engine::Sqlite {
        let numbered =
            "SELECT m.name AS of_table, c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.pk = 1 AND lower(c.type) = 'integer'
             AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) l WHERE l.origin = 'pk')";
        for row in rows(database, numbered).await {
            let table = tables.get_mut(&text(&row, "of_table")).unwrap();
            table
                .unique
                .insert("the row id".to_owned(), vec![text(&row, "name")]);
        }
    }
    tables
}

/// A server whose log has an event, so that what the first append makes is there too.
async fn app_with_an_event() -> TestApp {
    let app = TestApp::start().await;
    let workspace = app.workspace("Northwind", Plan::Enterprise).await;
    let sent = Sent {
        pointer: String::new(),
        event: NewEvent::new("post.published"),
    };
    let by = daybook();
    let append = app
        .state
        .appender
        .append(workspace, vec![sent], &by, UnknownTypes::Refuse);
    append.await.unwrap();
    app
}

#[tokio::test]
async fn every_key_of_a_workspace_s_table_begins_with_the_workspace() {
    let app = app_with_an_event().await;
    let tables = catalogue(&app.state.database).await;
    let of_workspaces: BTreeMap<&str, &Table> = tables
        .iter()
        .filter(|(name, table)| {
            !EXCEPTIONS.contains(&name.as_str())
                && table.columns.iter().any(|(column, _)| column == "workspace_id")
        })
        .map(|(name, table)| (name.as_str(), table))
        .collect();
    for name in KNOWN {
        assert!(
            of_workspaces.contains_key(name),
            "{name} is not there: {of_workspaces:?}"
        );
    }
    for (name, table) in of_workspaces {
        assert!(!table.unique.is_empty(), "{name} has no key");
        for (index, columns) in &table.unique {
            assert_eq!(columns[0], "workspace_id", "{name}, {index}: {columns:?}");
        }
    }
}

#[tokio::test]
async fn times_are_numbers() {
    let app = app_with_an_event().await;
    let mut moments = 0;
    for (table, of_table) in catalogue(&app.state.database).await {
        for (column, kind) in of_table.columns {
            let kind = kind.to_lowercase();
            for word in ["time", "date", "interval"] {
                assert!(!kind.contains(word), "{table}.{column} is {kind}");
            }
            if column.ends_with("_at") {
                moments += 1;
                assert!(
                    ["bigint", "integer"].contains(&kind.as_str()),
                    "{table}.{column} is {kind}"
                );
            }
        }
    }
    assert!(
        moments > 10,
        "{moments} columns are times: the test looks in the wrong place"
    );
}

/// All that the catalogue says, and which steps were taken when.
async fn everything(database: &Database) -> Vec<String> {
    let sql = match database.engine() {
        Engine::Sqlite => "SELECT name || ' ' || coalesce(sql, '') AS line FROM sqlite_master ORDER BY 1",
        Engine::Postgres => {
            "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' UNION ALL
             SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1"
        }
    };
    let steps = "SELECT version || ' ' || applied_at AS line FROM seaql_migrations ORDER BY 1";
    let mut lines = Vec::new();
    for sql in [sql, steps] {
        lines.extend(rows(database, sql).await.iter().map(|row| text(row, "line")));
    }
    lines
}

#[tokio::test]
async fn steps_that_were_taken_are_not_taken_again() {
    let app = app_with_an_event().await;
    let database = &app.state.database;
    let before = everything(database).await;
    assert_eq!(migrations::pending(database).await.unwrap(), 0);
    migrations::apply(database).await.unwrap();
    assert_eq!(everything(database).await, before);
}
