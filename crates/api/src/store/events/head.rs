//! The head of a workspace's log.

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use super::query::ListQuery;
use crate::db::Database;
use crate::entity::workspace_head::{Column, Entity};

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
