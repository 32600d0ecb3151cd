//! What of callers' quotas was taken.

use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::Database;
use crate::entity::quota_window::{ActiveModel, Column, Entity, Model};
use crate::quota::Subject;

/// Takes a share of the window that ends at a moment; answers how much was taken before.
pub async fn take(
    database: &Database,
    subject: Subject,
    ends_at: Timestamp,
    share: u32,
) -> Result<u64, DbErr> {
    let share = i64::from(share);
    let row = Model {
        workspace_id: subject.workspace.map(|id| id.0).unwrap_or_default(),
        caller_id: subject.caller,
        policy: subject.policy.as_str().to_owned(),
        ends_at: ends_at.0,
        taken: share,
    };
    let add = OnConflict::columns([
        Column::WorkspaceId,
        Column::CallerId,
        Column::Policy,
        Column::EndsAt,
    ])
    .value(Column::Taken, Expr::col((Entity, Column::Taken)).add(share))
    .to_owned();
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let insert = Entity::insert(ActiveModel::from(row)).on_conflict(add);
            insert.exec_with_returning(transaction).await
        })
    });
    let after = work.await?.taken;
    Ok(u64::try_from(after - share).unwrap_or_default())
}

/// Forgets windows that ended before a moment.
pub async fn delete_until(database: &Database, moment: Timestamp) -> Result<(), DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let over = Entity::delete_many().filter(Column::EndsAt.lt(moment.0));
            over.exec(transaction).await
        })
    });
    work.await.map(|_| ())
}
