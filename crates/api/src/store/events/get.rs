//! One event by its id.

use sea_orm::sea_query::Query;
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
    let select = Query::select()
        .column(event::Column::Body)
        .from(event::Entity)
        .and_where(event::Column::WorkspaceId.eq(workspace))
        .and_where(event::Column::Id.eq(id))
        .cond_where(visible(visibility))
        .take();
    let bodies = database.rows(&select, |row| Ok(row.text(0)?.to_owned()));
    Ok(bodies.await?.pop())
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
