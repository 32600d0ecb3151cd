//! The log of deliveries reaches back so far, and holds so many.

use daybook_shared::limits::MAX_KEPT_DELIVERIES;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::entity::{webhook_attempt, webhook_delivery, webhook_endpoint};

/// Deliveries that one transaction deletes.
const BATCH: u64 = 500;

/// An endpoint, by its workspace and its id.
pub type Key = (Uuid, Uuid);

/// All endpoints there are.
pub async fn endpoints(conn: &impl ConnectionTrait) -> Result<Vec<Key>, DbErr> {
    use webhook_endpoint::Column;
    webhook_endpoint::Entity::find()
        .select_only()
        .columns([Column::WorkspaceId, Column::Id])
        .into_tuple()
        .all(conn)
        .await
}

/// Some deliveries to an endpoint that are over and to be forgotten: those before a moment, and the oldest where there are too many.
pub async fn to_be_forgotten(
    conn: &impl ConnectionTrait,
    (workspace, endpoint): Key,
    before: Timestamp,
) -> Result<Vec<Uuid>, DbErr> {
    use webhook_delivery::Column;
    let finished = || {
        webhook_delivery::Entity::find()
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::EndpointId.eq(endpoint))
            .filter(Column::FinishedAt.is_not_null())
    };
    let first_too_many: Option<i64> = finished()
        .select_only()
        .column(Column::FinishedAt)
        .order_by_desc(Column::FinishedAt)
        .offset(MAX_KEPT_DELIVERIES)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    let last = first_too_many.map_or(before.0, |at| at.max(before.0));
    finished()
        .select_only()
        .column(Column::Id)
        .filter(Column::FinishedAt.lte(last))
        .order_by_asc(Column::FinishedAt)
        .limit(BATCH)
        .into_tuple()
        .all(conn)
        .await
}

/// Forgets deliveries that are over, and their tries.
pub async fn forget(transaction: &DatabaseTransaction, workspace: Uuid, ids: Vec<Uuid>) -> Result<(), DbErr> {
    use webhook_delivery::Column;
    // One that was asked for again meanwhile stays.
    let over: Vec<Uuid> = webhook_delivery::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Id.is_in(ids))
        .filter(Column::FinishedAt.is_not_null())
        .lock_exclusive()
        .into_tuple()
        .all(transaction)
        .await?;
    webhook_delivery::Entity::delete_many()
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Id.is_in(over.iter().copied()))
        .exec(transaction)
        .await?;
    webhook_attempt::Entity::delete_many()
        .filter(webhook_attempt::Column::WorkspaceId.eq(workspace))
        .filter(webhook_attempt::Column::DeliveryId.is_in(over))
        .exec(transaction)
        .await?;
    Ok(())
}
