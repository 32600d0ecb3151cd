//! What is left to do of exports that are over: telling the log, and removing files whose time has come.

use daybook_shared::export::ExportState;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{TOLD_THE_BEGINNING, TOLD_THE_END};
use crate::entity::export::{Column, Entity, Model};

/// Exports of which the log was not told everything yet.
pub async fn list_untold(conn: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbErr> {
    let under_way = ExportState::ALL.iter().filter(|state| state.is_under_way());
    let under_way = Condition::all()
        .add(Column::State.is_in(under_way.map(|state| state.as_str())))
        .add(Column::Told.lt(TOLD_THE_BEGINNING));
    let over = ExportState::ALL.iter().filter(|state| !state.is_under_way());
    let over = Condition::all()
        .add(Column::State.is_in(over.map(|state| state.as_str())))
        .add(Column::Told.lt(TOLD_THE_END));
    let select = Entity::find().filter(Condition::any().add(under_way).add(over));
    select.limit(limit).all(conn).await
}

/// The log was told so much of this round.
pub async fn set_told(conn: &impl ConnectionTrait, row: &Model, told: i32) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Told, Expr::value(told))
        .filter(Column::WorkspaceId.eq(row.workspace_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Round.eq(row.round))
        .filter(Column::Told.lt(told))
        .exec(conn)
        .await?;
    Ok(())
}

/// Exports whose files have had their time.
pub async fn list_expired(
    conn: &impl ConnectionTrait,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let select = Entity::find()
        .filter(Column::State.eq(ExportState::Succeeded.as_str()))
        .filter(Column::Told.eq(TOLD_THE_END))
        .filter(Column::ExpiresAt.lte(now.0));
    select.limit(limit).all(conn).await
}

/// The file of an export is to be removed; the row stays, and names none any more.
pub async fn set_expired(conn: &impl ConnectionTrait, row: &Model) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(ExportState::Expired.as_str()))
        .col_expr(Column::Object, Expr::value(None::<String>))
        .filter(Column::WorkspaceId.eq(row.workspace_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(ExportState::Succeeded.as_str()))
        .filter(Column::ExpiresAt.eq(row.expires_at));
    Ok(update.exec(conn).await?.rows_affected > 0)
}
