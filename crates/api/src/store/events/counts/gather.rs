//! Keeping the counts: what was appended since the last time is added to them, some of it at a time.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::spans::LENGTHS;
use super::{marks_of, read_marks};
use crate::db::Database;
use crate::entity::{event_count, event_count_head, workspace_head};
use crate::store::events::query::ListQuery;

/// Events that a workspace may have beyond its counts: they are counted with every question.
const FEW_UNCOUNTED: i64 = 500;
/// Events that are counted by one transaction: the more, the fewer rows are written for each.
const BATCH: u64 = 20_000;
/// Workspaces that one round looks after.
const WORKSPACES: u64 = 50;
/// Rows of one statement.
const ROWS: usize = 2_000;

/// A log and how far it is counted.
struct Behind {
    workspace: Uuid,
    counted: i64,
}

/// Counts what is not counted yet, for some workspaces a batch each; whether there is more. A log that cannot be counted keeps
/// no other one waiting.
pub async fn gather(database: &Database) -> Result<bool, DbErr> {
    let behind = behind(database).await?;
    let mut is_more = behind.len() as u64 == WORKSPACES;
    for log in &behind {
        match count_batch(database, log).await {
            Ok(more) => is_more |= more,
            Err(error) => tracing::error!(%error, workspace = %log.workspace, "events could not be counted"),
        }
    }
    Ok(is_more)
}

async fn behind(database: &Database) -> Result<Vec<Behind>, DbErr> {
    use event_count_head::Column as Counted;
    use workspace_head::Column as Head;
    let counted = || Expr::cust("coalesce(\"event_count_heads\".\"sequence\", 0)");
    let select = Query::select()
        .column((workspace_head::Entity, Head::WorkspaceId))
        .expr(counted())
        .from(workspace_head::Entity)
        .left_join(
            event_count_head::Entity,
            Expr::col((event_count_head::Entity, Counted::WorkspaceId))
                .equals((workspace_head::Entity, Head::WorkspaceId)),
        )
        .and_where(Expr::col((workspace_head::Entity, Head::Sequence)).gt(counted().add(FEW_UNCOUNTED)))
        .limit(WORKSPACES)
        .take();
    database
        .rows(&select, |row| {
            Ok(Behind {
                workspace: row.uuid(0)?,
                counted: row.integer(1)?,
            })
        })
        .await
}

/// Adds the next events of a log to its counts, unless somebody else does at this moment; whether more may follow.
async fn count_batch(database: &Database, log: &Behind) -> Result<bool, DbErr> {
    let (workspace, counted) = (log.workspace, log.counted);
    let next = ListQuery {
        limit: BATCH,
        ..ListQuery::of_log_behind(workspace, counted)
    };
    let events = database.rows(&marks_of(&next), read_marks).await?;
    let is_more = events.len() as u64 == BATCH;
    // Sequences have no holes.
    let reached = counted + i64::try_from(events.len()).unwrap_or(0);
    let mut counts: HashMap<(i64, i64, i32), i64> = HashMap::new();
    for (moment, combination) in events {
        for span in LENGTHS {
            let start_at = moment.div_euclid(span) * span;
            *counts.entry((span, start_at, combination)).or_default() += 1;
        }
    }
    let mut rows: Vec<event_count::ActiveModel> = counts
        .into_iter()
        .map(
            |((span, start_at, combination), events)| event_count::ActiveModel {
                workspace_id: Set(workspace),
                span: Set(span),
                start_at: Set(start_at),
                combination: Set(combination),
                events: Set(events),
            },
        )
        .collect();
    rows.sort_by_key(|row| (row.span.clone().take(), row.start_at.clone().take()));
    database
        .write_quietly(move |transaction| {
            Box::pin(async move {
                if move_head(transaction, workspace, counted, reached).await? {
                    add(transaction, rows).await?;
                }
                Ok::<(), DbErr>(())
            })
        })
        .await?;
    Ok(is_more)
}

/// Moves the place up to which a log is counted; `false` where it is not where it was.
async fn move_head(
    transaction: &DatabaseTransaction,
    workspace: Uuid,
    from: i64,
    to: i64,
) -> Result<bool, DbErr> {
    use event_count_head::{ActiveModel, Column, Entity};
    if from == 0 {
        let first = ActiveModel {
            workspace_id: Set(workspace),
            sequence: Set(0),
        };
        Entity::insert(first)
            .on_conflict(OnConflict::column(Column::WorkspaceId).do_nothing().to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    let moved = Entity::update_many()
        .col_expr(Column::Sequence, Expr::value(to))
        .filter(Column::WorkspaceId.eq(workspace))
        .filter(Column::Sequence.eq(from))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected == 1)
}

async fn add(transaction: &DatabaseTransaction, rows: Vec<event_count::ActiveModel>) -> Result<(), DbErr> {
    use event_count::{Column, Entity};
    for some in rows.chunks(ROWS) {
        let sum = Expr::cust("\"event_counts\".\"events\" + \"excluded\".\"events\"");
        let key = [
            Column::WorkspaceId,
            Column::Span,
            Column::StartAt,
            Column::Combination,
        ];
        Entity::insert_many(some.to_vec())
            .on_conflict(OnConflict::columns(key).value(Column::Events, sum).to_owned())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}
