//! Tickets of live streams that were used.

use daybook_shared::id::WorkspaceId;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TryInsertResult};
use uuid::Uuid;

use crate::entity::spent_live_ticket::{ActiveModel, Column, Entity, Model};

/// How far the clocks of two servers may differ: one must not forget what the other would still take.
const CLOCK_SKEW_SECONDS: i64 = 10 * 60;

/// Writes that a ticket was used; `false` where it was before. Those of the workspace that expired long ago are forgotten.
pub async fn spend(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ticket: Uuid,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, DbErr> {
    Entity::delete_many()
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::ExpiresAt.lte(now.plus_seconds(-CLOCK_SKEW_SECONDS).0))
        .exec(conn)
        .await?;
    let row = ActiveModel::from(Model {
        workspace_id: workspace.0,
        id: ticket,
        expires_at: expires_at.0,
    });
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(conn)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}
