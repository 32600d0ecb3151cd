//! What came of tries. Every try is kept; what becomes of its delivery, only whoever still has it says, unless it arrived.

use std::collections::{BTreeSet, HashMap, HashSet};

use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::DeliveryState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::attempts::{self, Attempt};
use super::endpoints;
use super::queue::Claimed;
use crate::entity::webhook_delivery::{Column, Entity, Model};

/// What becomes of a delivery after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It arrived.
    Delivered,
    /// It is tried again then.
    Again(Timestamp),
    /// It is tried again then, and this one does not count: the receiver has no time.
    PutOff(Timestamp),
    /// It is given up.
    Failed,
}

/// A delivery that was tried, how it went, and what becomes of it.
pub type Note = (Claimed, Attempt, Verdict);

/// Notes tries and what becomes of the deliveries. What is gone is passed over.
pub async fn note(transaction: &DatabaseTransaction, notes: Vec<Note>, now: Timestamp) -> Result<(), DbErr> {
    let mut left = notes;
    while !left.is_empty() {
        // Two tries of one delivery, where its lease ended before the first did, have numbers of their own.
        let mut seen = HashSet::new();
        let (these, later) = left
            .into_iter()
            .partition(|(claimed, _, _)| seen.insert(claimed.id));
        note_one_of_each(transaction, these, now).await?;
        left = later;
    }
    Ok(())
}

async fn note_one_of_each(
    transaction: &DatabaseTransaction,
    notes: Vec<Note>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let rows = locked(transaction, &notes).await?;
    let mut together: HashMap<(Uuid, Outcome), Vec<Uuid>> = HashMap::new();
    let mut tried = Vec::with_capacity(notes.len());
    for (claimed, attempt, verdict) in notes {
        let Some(row) = rows.get(&(claimed.workspace.0, claimed.id.0)) else {
            continue;
        };
        let is_held = row.attempt == Some(claimed.attempt);
        let outcome = Outcome {
            verdict: (is_held || verdict == Verdict::Delivered).then_some(verdict),
            status: attempt.status,
            error: attempt.error.clone(),
        };
        let same = together.entry((claimed.workspace.0, outcome)).or_default();
        same.push(claimed.id.0);
        tried.push((claimed, row.tries + 1, attempt));
    }
    for ((workspace, outcome), ids) in together {
        outcome.write(transaction, workspace, ids, now).await?;
    }
    attempts::insert(transaction, tried).await
}

/// The rows, locked until the end of the transaction: first of the endpoints and each in one order, so that two who lock them do not wait for
/// each other.
async fn locked(
    transaction: &DatabaseTransaction,
    notes: &[Note],
) -> Result<HashMap<(Uuid, Uuid), Model>, DbErr> {
    let of = |(claimed, _, _): &Note| (claimed.workspace, claimed.endpoint);
    let keys: BTreeSet<(WorkspaceId, WebhookId)> = notes.iter().map(of).collect();
    for (workspace, endpoint) in keys {
        endpoints::lock(transaction, workspace, endpoint).await?;
    }
    let mut by_workspace: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (claimed, _, _) in notes {
        let ids = by_workspace.entry(claimed.workspace.0).or_default();
        ids.push(claimed.id.0);
    }
    let mut rows = HashMap::with_capacity(notes.len());
    for (workspace, ids) in by_workspace {
        let found = Entity::find()
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::Id.is_in(ids))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .all(transaction)
            .await?;
        rows.extend(found.into_iter().map(|row| ((workspace, row.id), row)));
    }
    Ok(rows)
}

/// What becomes of a delivery, as its row says it: many that arrive have the same.
#[derive(PartialEq, Eq, Hash)]
struct Outcome {
    /// None where somebody else has it by now, or it is over: that it was tried is all there is to say.
    verdict: Option<Verdict>,
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
        let counted = i32::from(!matches!(self.verdict, Some(Verdict::PutOff(_))));
        let mut update = Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(counted))
            .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::Id.is_in(ids));
        if let Some(verdict) = self.verdict {
            let (state, due_at, finished_at) = match verdict {
                Verdict::Delivered => (DeliveryState::Delivered, None, Some(now.0)),
                Verdict::Again(at) | Verdict::PutOff(at) => (DeliveryState::Pending, Some(at.0), None),
                Verdict::Failed => (DeliveryState::Failed, None, Some(now.0)),
            };
            update = update
                .col_expr(Column::State, Expr::value(state.as_str()))
                .col_expr(Column::DueAt, Expr::value(due_at))
                .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
                .col_expr(Column::FinishedAt, Expr::value(finished_at))
                .col_expr(Column::LastStatus, Expr::value(self.status.map(i32::from)))
                .col_expr(Column::LastError, Expr::value(self.error));
        }
        update.exec(transaction).await?;
        Ok(())
    }
}
