//! What is left to do of exports that are over: telling the log, and removing files whose time has come.

use daybook_shared::export::ExportState;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{Job, TOLD_THE_BEGINNING, TOLD_THE_END, jobs, same, states};
use crate::entity::export::{Column, Entity};

/// Exports of which the log was not told everything yet that happened `before` a moment.
pub async fn list_untold(
    conn: &impl ConnectionTrait,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<Job>, DbErr> {
    let under_way = Condition::all()
        .add(Column::State.is_in(states(ExportState::is_under_way)))
        .add(Column::Told.lt(TOLD_THE_BEGINNING))
        .add(Column::TryAt.lte(before.0));
    let over = Condition::all()
        .add(Column::State.is_in(states(|state| !state.is_under_way())))
        .add(Column::Told.lt(TOLD_THE_END))
        .add(Column::FinishedAt.lte(before.0));
    let select = Entity::find().filter(Condition::any().add(under_way).add(over));
    Ok(jobs(select.limit(limit).all(conn).await?))
}

/// The log was told so much of this round.
pub async fn set_told(conn: &impl ConnectionTrait, job: &Job, told: i32) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Told, Expr::value(told))
        .filter(same(job))
        .filter(Column::Round.eq(job.round))
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
) -> Result<Vec<Job>, DbErr> {
    let select = Entity::find()
        .filter(Column::State.eq(ExportState::Succeeded.as_str()))
        .filter(Column::Told.eq(TOLD_THE_END))
        .filter(Column::ExpiresAt.lte(now.0));
    Ok(jobs(select.limit(limit).all(conn).await?))
}

/// The file of an export is to be removed; the row stays, and names none any more.
pub async fn set_expired(conn: &impl ConnectionTrait, job: &Job) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(ExportState::Expired.as_str()))
        .col_expr(Column::Object, Expr::value(None::<String>))
        .filter(same(job))
        .filter(Column::State.eq(ExportState::Succeeded.as_str()))
        .filter(Column::ExpiresAt.eq(job.expires_at.map(|moment| moment.0)));
    Ok(update.exec(conn).await?.rows_affected > 0)
}
