//! The head of a workspace's log.

use sea_orm::{DbErr, EntityTrait};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::workspace_head;

/// The sequence of the last event that is visible; 0 where there is none. Every event up to it is visible too.
pub async fn of(database: &Database, workspace: Uuid) -> Result<i64, DbErr> {
    let head = workspace_head::Entity::find_by_id(workspace)
        .one(database.reader())
        .await?;
    Ok(head.map_or(0, |head| head.sequence))
}
