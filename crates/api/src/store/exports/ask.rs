//! Asking for exports, stopping them, and asking again. Those who do so in a workspace go one after the other.

use daybook_shared::event::Actor;
use daybook_shared::export::{ExportState, NewExport};
use daybook_shared::id::{ExportId, UserId, WorkspaceId};
use daybook_shared::limits::MAX_EXPORTS_UNDER_WAY;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};

use serde::Serialize;

use super::{Job, TOLD_THE_END, states};
use crate::db::Database;
use crate::entity::export::{ActiveModel, Column, Entity, Model};
use crate::error::{ApiError, ApiResult};
use crate::store::events::query::Range;
use crate::store::workspaces;

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The person or the key.
    pub by: Actor,
    /// Where the mail goes; a key gets none.
    pub mail_to: Option<UserId>,
    /// Where people reach this server.
    pub origin: String,
    /// When.
    pub at: Timestamp,
}

/// Writes down what is asked for, of a selection that was fixed by its period and the head of the log; 409 where too much
/// is under way.
pub async fn create(
    database: &Database,
    (workspace, id): (WorkspaceId, ExportId),
    request: NewExport,
    (range, up_to): (Range, i64),
    asked: Asked,
) -> ApiResult<Job> {
    // Without a filter every place in the log up to its head is a row.
    let is_everything = request.filter.is_empty();
    let row = Model {
        workspace_id: workspace.0,
        id: id.0,
        state: ExportState::Queued.as_str().to_owned(),
        request: written(&request)?,
        range_from: range.from,
        range_to: range.to,
        up_to,
        requested_by: written(&asked.by)?,
        mail_to: asked.mail_to.map(|id| id.0),
        origin: asked.origin,
        requested_at: asked.at.0,
        cancelled_by: None,
        started_at: None,
        finished_at: None,
        expires_at: None,
        rows_done: 0,
        rows_total: is_everything.then_some(up_to),
        bytes: None,
        sha256: None,
        object: None,
        error_code: None,
        error_reason: None,
        failures: 0,
        try_at: asked.at.0,
        attempt: None,
        lease_until: None,
        round: 1,
        told: 0,
    };
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, workspace).await?;
            check_room(transaction, workspace).await?;
            let insert = Entity::insert(row.clone().into_active_model());
            insert.exec_without_returning(transaction).await?;
            Ok(Job::try_from(row)?)
        })
    });
    work.await
}

/// Stops what waits or runs; 409 where it is over.
pub async fn cancel(
    database: &Database,
    workspace: WorkspaceId,
    id: ExportId,
    by: Actor,
    now: Timestamp,
) -> ApiResult<Job> {
    change(database, workspace, id, move |row| {
        let state = state_of(row);
        if !state.is_under_way() {
            return Err(wrong_state(format!(
                "the export is `{}`; only one that is `queued` or `running` can be cancelled",
                state.as_str()
            )));
        }
        row.state = ExportState::Cancelled.as_str().to_owned();
        row.cancelled_by = Some(written(&by)?);
        row.finished_at = Some(now.0);
        row.error_code = None;
        row.error_reason = None;
        row.attempt = None;
        row.lease_until = None;
        Ok(())
    })
    .await
}

/// Lets what failed, was stopped or has expired be made again, of the same events; 409 where there is no need.
pub async fn retry(
    database: &Database,
    workspace: WorkspaceId,
    id: ExportId,
    asked: Asked,
) -> ApiResult<Job> {
    change(database, workspace, id, move |row| {
        let state = state_of(row);
        if !state.can_be_retried() {
            return Err(wrong_state(format!(
                "the export is `{}`; one that is `failed`, `cancelled` or `expired` can be made again",
                state.as_str()
            )));
        }
        if row.told < TOLD_THE_END {
            let detail = "the log is still to be told how the export ended; try again in a moment";
            return Err(ApiError::new(ErrorCode::Unavailable, detail).retry_after(1));
        }
        *row = Model {
            state: ExportState::Queued.as_str().to_owned(),
            requested_by: written(&asked.by)?,
            mail_to: asked.mail_to.map(|id| id.0),
            origin: asked.origin,
            cancelled_by: None,
            started_at: None,
            finished_at: None,
            expires_at: None,
            rows_done: 0,
            bytes: None,
            sha256: None,
            object: None,
            error_code: None,
            error_reason: None,
            failures: 0,
            try_at: asked.at.0,
            round: row.round + 1,
            told: 0,
            ..row.clone()
        };
        Ok(())
    })
    .await
}

async fn change(
    database: &Database,
    workspace: WorkspaceId,
    id: ExportId,
    change: impl FnOnce(&mut Model) -> ApiResult<()> + Send + 'static,
) -> ApiResult<Job> {
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, workspace).await?;
            // Whoever works on it waits, and finds it changed.
            let select = Entity::find_by_id((workspace.0, id.0)).lock_exclusive();
            let found = select.one(transaction).await?;
            let mut row = found.ok_or_else(|| ApiError::not_found("export"))?;
            let was_over = !state_of(&row).is_under_way();
            change(&mut row)?;
            if was_over {
                check_room(transaction, workspace).await?;
            }
            replace(transaction, &row).await?;
            Ok(Job::try_from(row)?)
        })
    });
    work.await
}

async fn replace(transaction: &DatabaseTransaction, row: &Model) -> Result<(), DbErr> {
    ActiveModel::from(row.clone())
        .reset_all()
        .update(transaction)
        .await?;
    Ok(())
}

async fn lock(transaction: &DatabaseTransaction, workspace: WorkspaceId) -> ApiResult<()> {
    match workspaces::lock(transaction, workspace).await? {
        true => Ok(()),
        false => Err(ApiError::not_found("workspace")),
    }
}

async fn check_room(transaction: &DatabaseTransaction, workspace: WorkspaceId) -> ApiResult<()> {
    let under_way = Entity::find()
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::State.is_in(states(ExportState::is_under_way)))
        .count(transaction)
        .await?;
    if under_way < MAX_EXPORTS_UNDER_WAY {
        return Ok(());
    }
    let detail = format!(
        "{MAX_EXPORTS_UNDER_WAY} exports of this workspace are under way already; wait for one, or cancel one"
    );
    Err(ApiError::new(ErrorCode::LimitReached, detail))
}

/// A state that this version does not know is nobody's to go on with.
fn state_of(row: &Model) -> ExportState {
    ExportState::find(&row.state).unwrap_or(ExportState::Failed)
}

fn written(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Type(error.to_string()))
}

fn wrong_state(detail: String) -> ApiError {
    ApiError::new(ErrorCode::WrongState, detail)
}
