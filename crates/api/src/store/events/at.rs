//! Events by their places in the log.

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DbErr, Order};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::event::{Column, Entity};

/// An event as it is sent to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its place.
    pub sequence: i64,
    /// Its type.
    pub kind: String,
    /// When it happened.
    pub occurred_at: i64,
    /// Its body, as it is stored.
    pub body: String,
}

/// The events at places, as far as there are such, in no order.
pub async fn at(database: &Database, workspace: Uuid, places: &[i64]) -> Result<Vec<Stored>, DbErr> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    // Few different numbers of parameters: a statement stays prepared.
    let padding = places.len().next_power_of_two() - places.len();
    let padding = places.last().into_iter().cycle().take(padding);
    let select = Query::select()
        .columns([Column::Sequence, Column::Kind, Column::OccurredAt, Column::Body])
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace))
        .and_where(Column::Sequence.is_in(places.iter().chain(padding).copied()))
        .take();
    let read = |row: crate::db::RowRef<'_>| {
        Ok(Stored {
            sequence: row.integer(0)?,
            kind: row.text(1)?.to_owned(),
            occurred_at: row.integer(2)?,
            body: row.text(3)?.to_owned(),
        })
    };
    database.rows(&select, read).await
}

/// The place of the first event that was recorded at a moment or later; none where there is none yet. Places are searched by halves: in their order
/// events were recorded.
pub async fn first_recorded_from(
    database: &Database,
    workspace: Uuid,
    head: i64,
    moment: i64,
) -> Result<Option<i64>, DbErr> {
    let (mut low, mut high) = (1, head + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let select = Query::select()
            .column(Column::RecordedAt)
            .from(Entity)
            .and_where(Column::WorkspaceId.eq(workspace))
            .and_where(Column::Sequence.gte(middle))
            .order_by(Column::Sequence, Order::Asc)
            .limit(1)
            .take();
        let found = database.rows(&select, |row| row.integer(0)).await?;
        match found.first() {
            Some(recorded_at) if *recorded_at < moment => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(Some(low).filter(|place| *place <= head))
}
