//! The head of a workspace's log.

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::query::ListQuery;
use crate::db::Database;
use crate::entity::workspace_head::{Column, Entity};

/// Workspaces whose heads one statement asks for.
const MOST_HEADS: usize = 512;

/// The sequence of the last event that is visible; 0 where there is none. Every event up to it is visible too.
pub async fn of(database: &Database, workspace: Uuid) -> Result<i64, DbErr> {
    let select = Query::select()
        .column(Column::Sequence)
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace))
        .take();
    let found = database.rows(&select, |row| row.integer(0)).await?;
    Ok(found.first().copied().unwrap_or(0))
}

/// The same of several workspaces at once, in any order.
pub async fn of_many(database: &Database, workspaces: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
    let mut heads = Vec::with_capacity(workspaces.len());
    for some in workspaces.chunks(MOST_HEADS) {
        // Few different numbers of parameters: a statement stays prepared while workspaces come and go.
        let padding = some.len().next_power_of_two() - some.len();
        let padding = some.last().into_iter().cycle().take(padding);
        let select = Query::select()
            .columns([Column::WorkspaceId, Column::Sequence])
            .from(Entity)
            .and_where(Column::WorkspaceId.is_in(some.iter().chain(padding).copied()))
            .take();
        heads.extend(
            database
                .rows(&select, |row| Ok((row.uuid(0)?, row.integer(1)?)))
                .await?,
        );
    }
    Ok(heads)
}

/// A query of what is there now: for a list that is put together by several statements, between which others append.
pub async fn as_of_now(database: &Database, query: &ListQuery) -> Result<ListQuery, DbErr> {
    let up_to = match query.up_to {
        Some(up_to) => up_to,
        None => of(database, query.workspace).await?,
    };
    Ok(ListQuery {
        up_to: Some(up_to),
        ..query.clone()
    })
}

/// The head of a log whose next event has its place: nobody else appends until the end of the transaction.
pub async fn lock(transaction: &DatabaseTransaction, workspace: Uuid) -> Result<i64, DbErr> {
    // SQLite lets one transaction write, so that there is nothing to lock.
    let select = Entity::find_by_id(workspace).lock_exclusive();
    let found = select.one(transaction).await?;
    Ok(found.map_or(0, |head| head.sequence))
}
