//! Tries of deliveries: what was sent, and what came back.

use daybook_shared::id::{DeliveryId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::DeliveryAttempt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Map, Value};

use super::queue::Claimed;
use crate::entity::webhook_attempt::{ActiveModel, Column, Entity, Model};

/// Tries of a delivery that are shown.
const MOST_SHOWN: u64 = 50;

/// A try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// What it took, in microseconds.
    pub duration: i64,
    /// Where it went.
    pub url: String,
    /// The headers that were sent.
    pub request_headers: Map<String, Value>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Its headers, as far as they are kept.
    pub response_headers: Option<Map<String, Value>>,
    /// Its beginning.
    pub response_body: Option<String>,
    /// Why there is none, or none that counts.
    pub error: Option<String>,
}

/// Adds tries of deliveries, with their numbers.
pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    tried: Vec<(Claimed, i32, Attempt)>,
) -> Result<(), DbErr> {
    if tried.is_empty() {
        return Ok(());
    }
    let row = |(claimed, number, attempt): (Claimed, i32, Attempt)| {
        let headers = |headers| Value::from(headers).to_string();
        ActiveModel::from(Model {
            workspace_id: claimed.workspace.0,
            delivery_id: claimed.id.0,
            number,
            at: attempt.at.0,
            duration: attempt.duration,
            url: attempt.url,
            request_headers: headers(attempt.request_headers),
            status: attempt.status.map(i32::from),
            response_headers: attempt.response_headers.map(headers),
            response_body: attempt.response_body,
            error: attempt.error,
        })
    };
    Entity::insert_many(tried.into_iter().map(row))
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// The tries of a delivery, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    delivery: DeliveryId,
) -> Result<Vec<DeliveryAttempt>, DbErr> {
    let rows = Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::DeliveryId.eq(delivery.0))
        .order_by_desc(Column::Number)
        .limit(MOST_SHOWN)
        .all(conn)
        .await?;
    rows.into_iter().map(to_wire).collect()
}

fn to_wire(row: Model) -> Result<DeliveryAttempt, DbErr> {
    let headers = |text: &str| serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()));
    Ok(DeliveryAttempt {
        number: u32::try_from(row.number).unwrap_or(0),
        at: Timestamp(row.at),
        duration_ms: u64::try_from(row.duration / 1_000).unwrap_or(0),
        url: row.url,
        request_headers: headers(&row.request_headers)?,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        response_headers: row.response_headers.as_deref().map(headers).transpose()?,
        response_body: row.response_body,
        error: row.error,
    })
}
