//! Deliveries: their rows, for those who show them and ask for them.

use std::collections::HashMap;

use daybook_shared::id::{DeliveryId, EventId, WebhookId, WorkspaceId};
use daybook_shared::page::Order;
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{Delivery, DeliveryCounts, DeliveryState};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::entity::webhook_attempt;
use crate::entity::webhook_delivery::{ActiveModel, Column, Entity, Model};

/// Rows that one statement writes.
const MOST_AT_ONCE: usize = 100;
/// Over so long finished deliveries are counted, in seconds.
const COUNTED_SECONDS: i64 = 24 * 60 * 60;

/// From when on is due what a person waits for: before everything else.
pub const BEFORE_ALL: Timestamp = Timestamp(0);

/// A delivery to be written.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its id, which derives from the endpoint and the event.
    pub id: DeliveryId,
    /// The event, and its place; none of a ping.
    pub event: Option<(EventId, i64)>,
    /// The type of the message.
    pub kind: String,
}

/// Writes deliveries that are due from `due_at` on.
pub async fn insert(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    endpoint: WebhookId,
    new: Vec<NewDelivery>,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<(), DbErr> {
    let row = |new: NewDelivery| {
        ActiveModel::from(Model {
            workspace_id: workspace.0,
            id: new.id.0,
            endpoint_id: endpoint.0,
            sequence: new.event.map(|(_, sequence)| sequence),
            event_id: new.event.map(|(id, _)| id.0),
            kind: new.kind,
            state: DeliveryState::Pending.as_str().to_owned(),
            created_at: now.0,
            asked_at: now.0,
            attempts: 0,
            tries: 0,
            due_at: Some(due_at.0),
            attempt: None,
            finished_at: None,
            last_status: None,
            last_error: None,
        })
    };
    let mut rows = new.into_iter().map(row).peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(MOST_AT_ONCE);
        Entity::insert_many(some)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// A delivery to an endpoint.
pub async fn find(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    endpoint: WebhookId,
    id: DeliveryId,
) -> Result<Option<Delivery>, DbErr> {
    let found = of(workspace, endpoint)
        .filter(Column::Id.eq(id.0))
        .one(conn)
        .await?;
    found.map(to_wire).transpose()
}

/// Deliveries to an endpoint behind another one, in the order of their events; an id tells when its own was recorded.
pub async fn list(
    conn: &impl ConnectionTrait,
    (workspace, endpoint): (WorkspaceId, WebhookId),
    state: Option<DeliveryState>,
    behind: Option<Uuid>,
    order: Order,
    limit: u32,
) -> Result<Vec<Delivery>, DbErr> {
    let select = of(workspace, endpoint).apply_if(state, |select, state| {
        select.filter(Column::State.eq(state.as_str()))
    });
    let select = match order {
        Order::Desc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.lt(id)))
            .order_by_desc(Column::Id),
        Order::Asc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.gt(id)))
            .order_by_asc(Column::Id),
    };
    let rows = select.limit(u64::from(limit)).all(conn).await?;
    rows.into_iter().map(to_wire).collect()
}

/// What came of deliveries to endpoints of a workspace.
pub async fn counts(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    endpoints: &[WebhookId],
    now: Timestamp,
) -> Result<HashMap<WebhookId, DeliveryCounts>, DbErr> {
    let recently = Condition::any()
        .add(Column::DueAt.is_not_null())
        .add(Column::FinishedAt.gt(now.plus_seconds(-COUNTED_SECONDS).0));
    let rows: Vec<(Uuid, String, i64)> = Entity::find()
        .select_only()
        .columns([Column::EndpointId, Column::State])
        .column_as(Column::Id.count(), "deliveries")
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::EndpointId.is_in(endpoints.iter().map(|id| id.0)))
        .filter(recently)
        .group_by(Column::EndpointId)
        .group_by(Column::State)
        .into_tuple()
        .all(conn)
        .await?;
    let mut counts: HashMap<WebhookId, DeliveryCounts> = HashMap::new();
    for (endpoint, state, number) in rows {
        let counts = counts.entry(WebhookId(endpoint)).or_default();
        let number = u64::try_from(number).unwrap_or(0);
        match DeliveryState::find(&state) {
            Some(DeliveryState::Pending) => counts.pending = number,
            Some(DeliveryState::Delivered) => counts.delivered = number,
            Some(DeliveryState::Failed) => counts.failed = number,
            None => {}
        }
    }
    Ok(counts)
}

/// How many deliveries to an endpoint wait.
pub async fn count_waiting(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    endpoint: WebhookId,
) -> Result<u64, DbErr> {
    of(workspace, endpoint)
        .filter(Column::DueAt.is_not_null())
        .count(conn)
        .await
}

/// Gives up all that waits for an endpoint which is stopped.
pub(super) async fn give_up_all(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    endpoint: WebhookId,
    now: Timestamp,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Failed.as_str()))
        .col_expr(Column::DueAt, Expr::value(None::<i64>))
        .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
        .col_expr(Column::FinishedAt, Expr::value(now.0))
        .col_expr(
            Column::LastError,
            Expr::value("the endpoint was disabled before this was delivered"),
        )
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::EndpointId.eq(endpoint.0))
        .filter(Column::DueAt.is_not_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Deletes all deliveries to an endpoint, and their tries.
pub(super) async fn delete_all(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    endpoint: WebhookId,
) -> Result<(), DbErr> {
    let ids = Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace.0))
        .and_where(Column::EndpointId.eq(endpoint.0))
        .take();
    webhook_attempt::Entity::delete_many()
        .filter(webhook_attempt::Column::WorkspaceId.eq(workspace.0))
        .filter(webhook_attempt::Column::DeliveryId.in_subquery(ids))
        .exec(transaction)
        .await?;
    Entity::delete_many()
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::EndpointId.eq(endpoint.0))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(super) fn of(workspace: WorkspaceId, endpoint: WebhookId) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::EndpointId.eq(endpoint.0))
}

fn to_wire(row: Model) -> Result<Delivery, DbErr> {
    let state = DeliveryState::find(&row.state)
        .ok_or_else(|| DbErr::Custom(format!("the state `{}` is not known", row.state)))?;
    // While somebody tries it, this is only how long they have it.
    let due_at = row.due_at.filter(|_| row.attempt.is_none());
    let next_attempt_at = due_at.map(|at| Timestamp(at.max(row.asked_at)));
    Ok(Delivery {
        id: DeliveryId(row.id),
        kind: row.kind,
        event_id: row.event_id.map(EventId),
        sequence: row.sequence,
        state,
        attempt_count: u32::try_from(row.attempts).unwrap_or(0),
        created_at: Timestamp(row.created_at),
        next_attempt_at,
        finished_at: row.finished_at.map(Timestamp),
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error,
    })
}
