//! One event by its id.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::conditions::visible;
use crate::db::Database;
use crate::entity::event;
use crate::store::visibility::Visibility;

/// The stored body of an event that the caller may see.
pub async fn find_body(
    database: &Database,
    workspace: Uuid,
    visibility: &Visibility,
    id: Uuid,
) -> Result<Option<String>, DbErr> {
    event::Entity::find()
        .select_only()
        .column(event::Column::Body)
        .filter(event::Column::WorkspaceId.eq(workspace))
        .filter(event::Column::Id.eq(id))
        .filter(visible(visibility))
        .into_tuple()
        .one(database.reader())
        .await
}

/// Whether an event was appended under a key.
pub async fn has_idempotency_key(database: &Database, workspace: Uuid, key: &str) -> Result<bool, DbErr> {
    let sequence: Option<i64> = event::Entity::find()
        .select_only()
        .column(event::Column::Sequence)
        .filter(event::Column::WorkspaceId.eq(workspace))
        .filter(event::Column::IdempotencyKey.eq(key))
        .into_tuple()
        .one(database.reader())
        .await?;
    Ok(sequence.is_some())
}
