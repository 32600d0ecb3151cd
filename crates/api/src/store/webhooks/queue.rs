//! Deliveries that are to be tried: taken by one who tries them, for a time.

use daybook_shared::id::{DeliveryId, WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{DeliveryState, PING};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Endpoint, deliveries};
use crate::entity::webhook_delivery::{Column, Entity, Model};

/// A delivery that this process tries, until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Where it goes.
    pub endpoint: WebhookId,
    /// Its id.
    pub id: DeliveryId,
    /// The event's place; none of a ping.
    pub sequence: Option<i64>,
    /// The type of the message.
    pub kind: String,
    /// When it was last asked for.
    pub asked_at: Timestamp,
    /// When it was first put into the queue.
    pub created_at: Timestamp,
    /// How often it was tried since it was asked for.
    pub attempts: usize,
    pub(super) attempt: Uuid,
}

/// Takes what is due of an endpoint, what waits longest first; only pings where it is disabled.
pub async fn claim(
    transaction: &DatabaseTransaction,
    endpoint: &Endpoint,
    most: usize,
    attempt: Uuid,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Vec<Claimed>, DbErr> {
    let mut select = deliveries::of(endpoint.workspace, endpoint.id)
        .filter(Column::DueAt.lte(now.0))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Sequence)
        .limit(most as u64);
    if !endpoint.is_enabled() {
        select = select.filter(Column::Kind.eq(PING));
    }
    // SQLite lets one transaction write, so that there is nothing to lock.
    let select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let rows = select.all(transaction).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let taken = Entity::update_many()
        .col_expr(Column::Attempt, Expr::value(attempt))
        .col_expr(Column::DueAt, Expr::value(taken_until(lease_until)))
        .filter(Column::WorkspaceId.eq(endpoint.workspace.0))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)));
    taken.exec(transaction).await?;
    Ok(rows.into_iter().map(|row| claimed(row, attempt)).collect())
}

/// Whether something was delivered to an endpoint since a moment.
pub async fn has_delivered_since(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    endpoint: WebhookId,
    since: Timestamp,
) -> Result<bool, DbErr> {
    let delivered = deliveries::of(workspace, endpoint)
        .filter(Column::FinishedAt.gte(since.0))
        .filter(Column::State.eq(DeliveryState::Delivered.as_str()))
        .filter(Column::Kind.ne(PING));
    Ok(delivered.count(conn).await? > 0)
}

/// Makes due at once what a process left that is gone, for one that knows that it is the only one.
pub async fn release_all(transaction: &DatabaseTransaction, now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
        .col_expr(Column::DueAt, Expr::value(now.0))
        .filter(Column::Attempt.is_not_null())
        .filter(Column::DueAt.is_not_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Gives back what was taken and not tried to its end, so that others need not wait.
pub async fn give_back(
    transaction: &DatabaseTransaction,
    claimed: &Claimed,
    now: Timestamp,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
        .col_expr(Column::DueAt, Expr::value(now.0))
        .filter(held(claimed))
        .exec(transaction)
        .await?;
    Ok(())
}

fn held(claimed: &Claimed) -> Condition {
    Condition::all()
        .add(Column::WorkspaceId.eq(claimed.workspace.0))
        .add(Column::Id.eq(claimed.id.0))
        .add(Column::Attempt.eq(claimed.attempt))
}

fn claimed(row: Model, attempt: Uuid) -> Claimed {
    Claimed {
        workspace: WorkspaceId(row.workspace_id),
        endpoint: WebhookId(row.endpoint_id),
        id: DeliveryId(row.id),
        sequence: row.sequence,
        kind: row.kind,
        asked_at: Timestamp(row.asked_at),
        created_at: Timestamp(row.created_at),
        attempts: usize::try_from(row.attempts).unwrap_or(0),
        attempt,
    }
}

/// When others may try it; or never, for a test that shows that it would notice.
fn taken_until(lease_until: Timestamp) -> Option<i64> {
    fail::fail_point!("webhook::forget_when_taken", |_| None);
    Some(lease_until.0)
}
