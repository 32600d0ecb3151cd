//! What is stored already under the idempotency keys of some requests.

use std::collections::HashMap;

use daybook_shared::event::AppendStatus;
use daybook_shared::id::EventId;
use sea_orm::sea_query::{Alias, ArrayType, Cond, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use sea_orm::{DatabaseTransaction, FromQueryResult, Value, entity::prelude::*};
use uuid::Uuid;

use super::Appended;
use crate::append::Draft;
use crate::db::Engine;
use crate::entity::event;
use crate::error::ApiResult;

/// What is stored under an idempotency key.
pub(super) struct Known {
    /// SHA-256 of the event as its producer sent it.
    pub sent_hash: Vec<u8>,
    pub appended: Appended,
}

/// The events that are stored under a key of the requests.
pub(super) async fn stored(
    transaction: &DatabaseTransaction,
    engine: Engine,
    workspace: Uuid,
    requests: &[Vec<Draft>],
) -> ApiResult<HashMap<String, Known>> {
    let drafts = requests.iter().flatten();
    let keys: Vec<&str> = drafts
        .filter_map(|draft| draft.idempotency.as_ref().map(|(key, _)| key.as_str()))
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let select = match engine {
        Engine::Sqlite => under_any(workspace, keys),
        Engine::Postgres => under_each(workspace, keys),
    };
    let rows = transaction.query_all(&select).await?;
    let mut known = HashMap::with_capacity(rows.len());
    for row in &rows {
        let row = Row::from_query_result(row, "")?;
        let appended = Appended {
            status: AppendStatus::Duplicate,
            id: EventId(row.id),
            sequence: row.sequence,
            body: row.body,
        };
        let sent_hash = row.sent_hash;
        known.insert(row.idempotency_key, Known { sent_hash, appended });
    }
    Ok(known)
}

#[derive(FromQueryResult)]
struct Row {
    idempotency_key: String,
    sent_hash: Vec<u8>,
    id: Uuid,
    sequence: i64,
    body: String,
}

const COLUMNS: [event::Column; 5] = [
    event::Column::IdempotencyKey,
    event::Column::SentHash,
    event::Column::Id,
    event::Column::Sequence,
    event::Column::Body,
];

fn under_any(workspace: Uuid, keys: Vec<&str>) -> SelectStatement {
    of_workspace(workspace)
        .and_where(event::Column::IdempotencyKey.is_in(keys))
        .take()
}

/// Each key is looked up for itself: of a list of keys PostgreSQL, where it has no statistics, thinks that reading all of
/// the workspace is less work than asking the index for each.
fn under_each(workspace: Uuid, keys: Vec<&str>) -> SelectStatement {
    let [wanted, known] = ["wanted", "known"].map(Alias::new);
    let keys = keys.into_iter().map(Value::from).collect();
    let keys = Expr::value(Value::Array(ArrayType::String, Some(Box::new(keys))));
    let under_one = of_workspace(workspace)
        .and_where(
            Expr::col((event::Entity, event::Column::IdempotencyKey))
                .eq(Expr::col((wanted.clone(), wanted.clone()))),
        )
        .limit(1)
        .take();
    Query::select()
        .columns(COLUMNS.map(|column| (known.clone(), column)))
        .from_function(Func::cust("unnest").arg(keys), wanted)
        .join_lateral(
            JoinType::InnerJoin,
            under_one,
            known,
            Cond::all().add(Expr::cust("TRUE")),
        )
        .take()
}

fn of_workspace(workspace: Uuid) -> SelectStatement {
    Query::select()
        .columns(COLUMNS.map(|column| (event::Entity, column)))
        .from(event::Entity)
        .and_where(event::Column::WorkspaceId.eq(workspace))
        .take()
}
