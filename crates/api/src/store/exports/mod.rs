//! Exports: their rows, from the asking to the removal of the file.

mod ask;
mod job;
mod over;
mod work;

use daybook_shared::export::ExportState;
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::page::Order;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use crate::entity::export::{Column, Entity, Model};

pub use ask::{Asked, cancel, create, retry};
pub use job::Job;
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
) -> Result<Option<Job>, DbErr> {
    let row = Entity::find_by_id((workspace.0, id.0)).one(conn).await?;
    row.map(Job::try_from).transpose()
}

/// Exports of a workspace behind another one, in an order of the moments of asking; an id tells its own.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    behind: Option<ExportId>,
    order: Order,
    limit: u32,
) -> Result<Vec<Job>, DbErr> {
    let limit = limit as usize;
    let (mut found, mut behind) = (Vec::new(), behind.map(|id| id.0));
    // More than once only where some cannot be read: a page that is not full is the last.
    while found.len() < limit {
        let wanted = limit - found.len();
        let rows = page(workspace, behind, order).limit(wanted as u64);
        let rows = rows.all(conn).await?;
        let is_last = rows.len() < wanted;
        behind = rows.last().map(|row| row.id);
        found.extend(jobs(rows));
        if is_last {
            break;
        }
    }
    Ok(found)
}

fn page(workspace: WorkspaceId, behind: Option<Uuid>, order: Order) -> Select<Entity> {
    let select = Entity::find().filter(Column::WorkspaceId.eq(workspace.0));
    match order {
        Order::Desc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.lt(id)))
            .order_by_desc(Column::Id),
        Order::Asc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.gt(id)))
            .order_by_asc(Column::Id),
    }
}

/// One that this version cannot read hides none of the others.
fn jobs(rows: Vec<Model>) -> Vec<Job> {
    let read = |row: Model| {
        let id = ExportId(row.id);
        let told = |error: &DbErr| tracing::error!(export.id = %id, %error, "an export is left out");
        Job::try_from(row).inspect_err(told).ok()
    };
    rows.into_iter().filter_map(read).collect()
}

/// The row of a job.
fn same(job: &Job) -> Condition {
    Condition::all()
        .add(Column::WorkspaceId.eq(job.workspace.0))
        .add(Column::Id.eq(job.id.0))
}

/// The same, while the attempt that the job is known to is still its own.
fn held(job: &Job) -> Condition {
    // A job without an attempt is nobody's: no attempt has this name.
    same(job)
        .add(Column::Attempt.eq(job.attempt.unwrap_or_default()))
        .add(Column::State.eq(ExportState::Running.as_str()))
}

fn states(fits: impl Fn(ExportState) -> bool) -> Vec<&'static str> {
    let states = ExportState::ALL.iter().copied().filter(|state| fits(*state));
    states.map(ExportState::as_str).collect()
}
