//! The log as it grows: its rows in the order of their places, with all that a filter looks at.

use daybook_shared::filter::EventFields;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DbErr, Order};
use serde::Deserialize;
use uuid::Uuid;

use crate::db::{Database, RowRef};
use crate::entity::event::{Column, Entity};

/// A row of the log.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place.
    pub sequence: i64,
    /// When it happened.
    pub occurred_at: i64,
    /// Its type.
    pub kind: String,
    /// Its type's category.
    pub category: String,
    /// The network it concerns.
    pub platform: Option<String>,
    /// Its outcome.
    pub state: String,
    /// The kind of its actor.
    pub actor_kind: String,
    /// The id of its actor.
    pub actor_id: Option<String>,
    /// Whether members see it only where it is their own.
    pub restricted: bool,
    /// What searches look in.
    pub search_text: String,
    /// The stored body.
    pub body: String,
    /// Its id.
    pub id: Uuid,
}

impl Row {
    /// What filters look at.
    pub fn fields(&self) -> EventFields<'_> {
        EventFields {
            kind: &self.kind,
            category: &self.category,
            platform: self.platform.as_deref(),
            state: &self.state,
            actor_kind: &self.actor_kind,
            actor_id: self.actor_id.as_deref(),
            occurred_at: self.occurred_at,
            search_text: &self.search_text,
        }
    }
}

/// The ids of the targets in a stored body.
pub fn targets_in(body: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Targets {
        #[serde(default)]
        targets: Vec<Target>,
    }

    #[derive(Deserialize)]
    struct Target {
        id: String,
    }

    // It was written by ourselves.
    let body = serde_json::from_slice::<Targets>(body);
    let targets = body.map(|body| body.targets).unwrap_or_default();
    targets.into_iter().map(|target| target.id).collect()
}

/// The next rows behind a place. Places have no holes: where fewer came than asked for, that is the end for now.
pub async fn behind(
    database: &Database,
    workspace: Uuid,
    place: i64,
    most: usize,
) -> Result<Vec<Row>, DbErr> {
    let select = Query::select()
        .columns([
            Column::Sequence,
            Column::OccurredAt,
            Column::Kind,
            Column::Category,
            Column::Platform,
            Column::State,
            Column::ActorKind,
            Column::ActorId,
            Column::Restricted,
            Column::SearchText,
            Column::Body,
            Column::Id,
        ])
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace))
        .and_where(Column::Sequence.gt(place))
        .order_by(Column::Sequence, Order::Asc)
        .limit(most as u64)
        .take();
    database.rows(&select, read).await
}

fn read(row: RowRef<'_>) -> Result<Row, DbErr> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(Row {
        sequence: row.integer(0)?,
        occurred_at: row.integer(1)?,
        kind: row.text(2)?.to_owned(),
        category: row.text(3)?.to_owned(),
        platform: owned(row.optional_text(4)?),
        state: row.text(5)?.to_owned(),
        actor_kind: row.text(6)?.to_owned(),
        actor_id: owned(row.optional_text(7)?),
        restricted: row.boolean(8)?,
        search_text: row.text(9)?.to_owned(),
        body: row.text(10)?.to_owned(),
        id: row.uuid(11)?,
    })
}
