//! Exports: their rows, from the asking to the removal of the file.

mod ask;
mod over;
mod work;

use daybook_shared::event::Actor;
use daybook_shared::export::{Export, ExportError, ExportProgress, ExportState, NewExport};
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::page::Order;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::events::query::{ListQuery, Range};
use crate::entity::export::{Column, Entity, Model};

pub use ask::{Asked, cancel, create, retry};
pub use over::{list_expired, list_untold, set_expired, set_told};
pub use work::{
    Finished, LEASE_SECONDS, Trouble, claim, expires_after, fail, give_back, note_progress, put_off,
    release_all, succeed,
};

/// What the log was told of a round of an export: that it was asked for.
pub const TOLD_THE_BEGINNING: i32 = 1;
/// And how it ended.
pub const TOLD_THE_END: i32 = 2;

/// An export of a workspace.
pub async fn find(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ExportId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((workspace.0, id.0)).one(conn).await
}

/// Exports of a workspace behind another one, in an order of the moments of asking; an id tells its own.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    behind: Option<ExportId>,
    order: Order,
    limit: u32,
) -> Result<Vec<Model>, DbErr> {
    let mut select = Entity::find().filter(Column::WorkspaceId.eq(workspace.0));
    select = match (order, behind) {
        (_, None) => select,
        (Order::Desc, Some(id)) => select.filter(Column::Id.lt(id.0)),
        (Order::Asc, Some(id)) => select.filter(Column::Id.gt(id.0)),
    };
    select = match order {
        Order::Desc => select.order_by_desc(Column::Id),
        Order::Asc => select.order_by_asc(Column::Id),
    };
    select.limit(u64::from(limit)).all(conn).await
}

/// What was asked for.
pub fn request_of(row: &Model) -> Result<NewExport, DbErr> {
    read(&row.request)
}

/// Who asked.
pub fn requester_of(row: &Model) -> Result<Actor, DbErr> {
    read(&row.requested_by)
}

/// Who stopped it.
pub fn canceller_of(row: &Model) -> Result<Option<Actor>, DbErr> {
    row.cancelled_by.as_deref().map(read).transpose()
}

/// How far it is; a state that this version does not know is nobody's to go on with.
pub fn state_of(row: &Model) -> ExportState {
    ExportState::find(&row.state).unwrap_or(ExportState::Failed)
}

/// The events of an export: as many, and the same ones, whenever they are read.
pub fn selection_of(row: &Model, request: &NewExport) -> ListQuery {
    ListQuery {
        range: Range {
            from: row.range_from,
            to: row.range_to,
        },
        filter: request.filter.clone(),
        sort: request.sort,
        order: request.order,
        up_to: Some(row.up_to),
        limit: u64::MAX,
        ..ListQuery::of_log(row.workspace_id)
    }
}

/// The export as clients see it.
pub fn to_wire(row: &Model) -> Result<Export, DbErr> {
    let request = request_of(row)?;
    let state = state_of(row);
    let count = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
    let error = row.error_code.clone().map(|code| ExportError {
        code,
        reason: row.error_reason.clone().unwrap_or_default(),
    });
    let has_ended_well = matches!(state, ExportState::Succeeded | ExportState::Expired);
    Ok(Export {
        id: ExportId(row.id),
        state,
        format: request.format,
        filter: request.filter,
        columns: request.columns,
        time_zone: request.time_zone.unwrap_or_default(),
        sort: request.sort,
        order: request.order,
        up_to_sequence: row.up_to,
        progress: ExportProgress {
            rows_done: count(Some(row.rows_done)).unwrap_or_default(),
            rows_total: count(row.rows_total),
        },
        requested_by: requester_of(row)?,
        requested_at: Timestamp(row.requested_at),
        cancelled_by: canceller_of(row)?,
        started_at: row.started_at.map(Timestamp),
        finished_at: row.finished_at.map(Timestamp),
        rows: has_ended_well
            .then_some(row.rows_done)
            .and_then(|rows| count(Some(rows))),
        bytes: count(row.bytes),
        sha256: row.sha256.clone(),
        expires_at: row.expires_at.map(Timestamp),
        error,
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text)
        .map_err(|error| DbErr::Type(format!("an export's row cannot be read: {error}")))
}

fn written(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Type(error.to_string()))
}

/// The row of one attempt, while it is still that attempt's.
fn held(workspace: Uuid, id: Uuid, attempt: Uuid) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Column::WorkspaceId.eq(workspace))
        .add(Column::Id.eq(id))
        .add(Column::Attempt.eq(attempt))
        .add(Column::State.eq(ExportState::Running.as_str()))
}
