//! Looking after PostgreSQL's trigram indexes, one a slice: made beside the appends, by whichever process comes first.

use sea_orm::sea_query::{ExprTrait, Func, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, RuntimeErr, Statement, TransactionTrait};

use super::slices::{self, Slice};
use crate::db::{Database, Engine};
use crate::entity::event;
use crate::store::events::conditions::col;

/// Full batches after which a log that was empty has grown enough for new statistics.
pub const QUICK_GROWTH_BATCHES: usize = 10;

/// The table of events.
const WHOLE: &str = "events";

/// PostgreSQL's code for a lock that somebody else holds.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// What there is of a slice's index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    Absent,
    /// Another process makes it now.
    UnderWay,
    /// A process that made it was killed.
    Broken,
    Ready,
}

/// Gives every slice that has events, and the next one, its trigram index; where another process is at it, leaves it to
/// that one. SQLite has them from the append on.
pub async fn ensure(database: &Database, now: i64) -> Result<(), DbErr> {
    if database.engine() == Engine::Sqlite {
        return Ok(());
    }
    let turn = database.writer().begin().await?;
    if take_turn(&turn).await? {
        ensure_all(database, now).await?;
    }
    turn.rollback().await
}

/// Whether no other process makes indexes: two that do so at once on the same table wait for each other for ever.
/// The turn ends with the transaction, also when its process is killed; it holds no snapshot that an index would wait for.
async fn take_turn(turn: &DatabaseTransaction) -> Result<bool, DbErr> {
    turn.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
        .await?;
    // A lock that conflicts with itself alone: the list of slices can be read and added to meanwhile.
    let lock = "LOCK TABLE search_slices IN SHARE UPDATE EXCLUSIVE MODE NOWAIT";
    match turn.execute_unprepared(lock).await {
        Ok(_) => Ok(true),
        Err(error) if is_lock_taken(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_lock_taken(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == LOCK_NOT_AVAILABLE)
}

async fn ensure_all(database: &Database, now: i64) -> Result<(), DbErr> {
    let mut made_any = false;
    let mut slice = Some(Slice::of(now).next());
    while let Some(current) = slice {
        if !slices::is_indexed(database.reader(), current).await? {
            make(database, current).await?;
            made_any = true;
        }
        slice = slice_before(database, current).await?;
    }
    if made_any {
        refresh_statistics(database).await
    } else {
        Ok(())
    }
}

/// Tells PostgreSQL's planner how large the log has become, after it has grown quickly: until it knows, it sorts whole
/// workspaces instead of following an index. By itself it looks once a minute.
pub async fn refresh_statistics(database: &Database) -> Result<(), DbErr> {
    if database.engine() == Engine::Postgres {
        database
            .writer()
            .execute_unprepared("ANALYZE events, event_targets")
            .await?;
    }
    Ok(())
}

/// Gives a slice its index, on each table that holds events.
async fn make(database: &Database, slice: Slice) -> Result<(), DbErr> {
    for table in tables(database).await? {
        let name = match table.as_str() {
            WHOLE => slice.index_name(),
            partition => format!("{}_{partition}", slice.index_name()),
        };
        if !make_on(database, slice, &table, &name).await? {
            return Ok(());
        }
    }
    slices::insert_slice(database.writer(), slice).await
}

/// The table of events, or its partitions (docs/scaling.md): no index is made beside the appends on what is partitioned.
async fn tables(database: &Database) -> Result<Vec<String>, DbErr> {
    let sql = format!(
        "SELECT c.relname::text FROM pg_partition_tree('{WHOLE}') t JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf"
    );
    let select = Statement::from_string(Engine::Postgres.backend(), sql);
    let rows = database.reader().query_all_raw(select).await?;
    let names: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    // Of a table without partitions the tree may be empty.
    Ok(if names.is_empty() {
        vec![WHOLE.to_owned()]
    } else {
        names
    })
}

/// Makes one index; `false` where another process is at it.
async fn make_on(database: &Database, slice: Slice, table: &str, name: &str) -> Result<bool, DbErr> {
    let state = state_of(database, name).await?;
    if state == Index::UnderWay {
        return Ok(false);
    }
    if state == Index::Broken {
        database
            .writer()
            .execute_unprepared(&format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"))
            .await?;
    }
    if state != Index::Ready {
        let condition = slices::index_condition(slice);
        let sql = format!(
            "CREATE INDEX CONCURRENTLY {name} ON {table} USING gin (search_text gin_trgm_ops) WHERE {condition}"
        );
        database.writer().execute_unprepared(&sql).await?;
    }
    Ok(true)
}

async fn state_of(database: &Database, name: &str) -> Result<Index, DbErr> {
    let sql = "SELECT i.indisvalid, EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid) \
               FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid \
               WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace";
    let select = Statement::from_sql_and_values(Engine::Postgres.backend(), sql, [name.into()]);
    let Some(row) = database.reader().query_one_raw(select).await? else {
        return Ok(Index::Absent);
    };
    Ok(match (row.try_get_by_index(0)?, row.try_get_by_index(1)?) {
        (true, _) => Index::Ready,
        (false, true) => Index::UnderWay,
        (false, false) => Index::Broken,
    })
}

/// The newest slice before this one in which any workspace has events.
async fn slice_before(database: &Database, slice: Slice) -> Result<Option<Slice>, DbErr> {
    let select = Query::select()
        .expr(Func::max(col(event::Column::OccurredAt)))
        .from(event::Entity)
        .and_where(col(event::Column::OccurredAt).lt(slice.start()))
        .take();
    let row = database.reader().query_one(&select).await?;
    let newest = row
        .map(|row| row.try_get_by_index::<Option<i64>>(0))
        .transpose()?
        .flatten();
    Ok(newest.map(Slice::of))
}
