//! Deliveries that are asked for again.

use std::collections::HashMap;

use daybook_shared::id::{DeliveryId, WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::DeliveryState;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use crate::entity::webhook_delivery::{Column, Entity};
use crate::store::MOST_ASKED_FOR;

/// The states of deliveries, as far as there are such.
pub async fn states_of(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ids: &[DeliveryId],
) -> Result<HashMap<DeliveryId, Option<DeliveryState>>, DbErr> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(MOST_ASKED_FOR) {
        let rows: Vec<(Uuid, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::State])
            .filter(Column::WorkspaceId.eq(workspace.0))
            .filter(Column::Id.is_in(some.iter().map(|id| id.0)))
            .into_tuple()
            .all(conn)
            .await?;
        let states = rows
            .iter()
            .map(|(id, state)| (DeliveryId(*id), DeliveryState::find(state)));
        found.extend(states);
    }
    Ok(found)
}

/// Asks for deliveries again: they are due from `due_at` on, and tried as often as new ones. What is being tried right now is asked for already.
pub async fn ask_again(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    endpoint: WebhookId,
    ids: &[DeliveryId],
    now: Timestamp,
    due_at: Timestamp,
) -> Result<(), DbErr> {
    let is_idle = Condition::any()
        .add(Column::Attempt.is_null())
        .add(Column::DueAt.is_null())
        .add(Column::DueAt.lte(now.0));
    for some in ids.chunks(MOST_ASKED_FOR) {
        Entity::update_many()
            .col_expr(Column::State, Expr::value(DeliveryState::Pending.as_str()))
            .col_expr(Column::AskedAt, Expr::value(now.0))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::DueAt, Expr::value(due_at.0))
            .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
            .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
            .filter(Column::WorkspaceId.eq(workspace.0))
            .filter(Column::EndpointId.eq(endpoint.0))
            .filter(Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(is_idle.clone())
            .exec(transaction)
            .await?;
    }
    Ok(())
}
