//! Deliveries that are to be tried: taken by one who tries them, and what came of it. What somebody writes of a delivery, they write
//! only while it is still theirs.

use std::collections::{HashMap, HashSet};

use daybook_shared::id::{DeliveryId, WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{DeliveryState, PING};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::attempts::{self, Attempt};
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
    /// And in all.
    pub tries: i32,
    attempt: Uuid,
}

/// What becomes of a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It arrived.
    Delivered,
    /// It is tried again then.
    Again(Timestamp),
    /// It is given up.
    Failed,
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

/// A delivery that was tried, how it went, and what becomes of it.
pub type Note = (Claimed, Attempt, Verdict);

/// Notes tries and what becomes of the deliveries. What somebody else has by now, or is gone, is passed over.
pub async fn note(transaction: &DatabaseTransaction, notes: Vec<Note>, now: Timestamp) -> Result<(), DbErr> {
    let held = held_of(transaction, &notes).await?;
    let key = |claimed: &Claimed| (claimed.workspace.0, claimed.id.0, claimed.attempt);
    let mut together: HashMap<(Uuid, Outcome), Vec<Uuid>> = HashMap::new();
    let mut tried = Vec::with_capacity(notes.len());
    for (claimed, attempt, verdict) in notes {
        if !held.contains(&key(&claimed)) {
            continue;
        }
        let outcome = Outcome {
            verdict,
            status: attempt.status,
            error: attempt.error.clone(),
        };
        let same = together.entry((claimed.workspace.0, outcome)).or_default();
        same.push(claimed.id.0);
        tried.push((claimed, attempt));
    }
    for ((workspace, outcome), ids) in together {
        outcome.write(transaction, workspace, ids, now).await?;
    }
    attempts::insert(transaction, tried).await
}

/// Those that are still with whoever tried them, locked until the end of the transaction.
async fn held_of(
    transaction: &DatabaseTransaction,
    notes: &[Note],
) -> Result<HashSet<(Uuid, Uuid, Uuid)>, DbErr> {
    let mut by_lease: HashMap<(Uuid, Uuid), Vec<Uuid>> = HashMap::new();
    for (claimed, _, _) in notes {
        let lease = (claimed.workspace.0, claimed.attempt);
        by_lease.entry(lease).or_default().push(claimed.id.0);
    }
    let mut held = HashSet::with_capacity(notes.len());
    for ((workspace, attempt), ids) in by_lease {
        let found: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::Id.is_in(ids))
            .filter(Column::Attempt.eq(attempt))
            // In one order, so that two who do so do not wait for each other.
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(transaction)
            .await?;
        held.extend(found.into_iter().map(|id| (workspace, id, attempt)));
    }
    Ok(held)
}

/// What becomes of a delivery, as its row says it: many that arrive have the same.
#[derive(PartialEq, Eq, Hash)]
struct Outcome {
    verdict: Verdict,
    status: Option<u16>,
    error: Option<String>,
}

impl Outcome {
    async fn write(
        self,
        transaction: &DatabaseTransaction,
        workspace: Uuid,
        ids: Vec<Uuid>,
        now: Timestamp,
    ) -> Result<(), DbErr> {
        let (state, due_at, finished_at) = match self.verdict {
            Verdict::Delivered => (DeliveryState::Delivered, None, Some(now.0)),
            Verdict::Again(at) => (DeliveryState::Pending, Some(at.0), None),
            Verdict::Failed => (DeliveryState::Failed, None, Some(now.0)),
        };
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::DueAt, Expr::value(due_at))
            .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
            .col_expr(Column::FinishedAt, Expr::value(finished_at))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
            .col_expr(Column::LastStatus, Expr::value(self.status.map(i32::from)))
            .col_expr(Column::LastError, Expr::value(self.error))
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::Id.is_in(ids))
            .exec(transaction)
            .await?;
        Ok(())
    }
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
        tries: row.tries,
        attempt,
    }
}

/// When others may try it; or never, for a test that shows that it would notice.
fn taken_until(lease_until: Timestamp) -> Option<i64> {
    fail::fail_point!("webhook::forget_when_taken", |_| None);
    Some(lease_until.0)
}
