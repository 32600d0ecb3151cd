//! An export as those work with it who make it, tell of it, and hand out its file.

use daybook_shared::event::Actor;
use daybook_shared::export::{Export, ExportError, ExportProgress, ExportState, NewExport};
use daybook_shared::id::{ExportId, UserId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use sea_orm::DbErr;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Trouble;
use crate::entity::export::Model;
use crate::store::events::query::{ListQuery, Range};

/// An export, all of it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Whose log.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: ExportId,
    /// How far it is.
    pub state: ExportState,
    /// What was asked for.
    pub request: NewExport,
    /// Who asked.
    pub requested_by: Actor,
    /// When.
    pub requested_at: Timestamp,
    /// Who stopped it.
    pub cancelled_by: Option<Actor>,
    /// Who gets a mail at its end.
    pub mail_to: Option<UserId>,
    /// Where people reached the server that was asked.
    pub origin: String,
    /// When it came to its end.
    pub finished_at: Option<Timestamp>,
    /// Until when its file can be fetched.
    pub expires_at: Option<Timestamp>,
    /// Rows that are written.
    pub rows_done: u64,
    /// Rows that there will be.
    pub rows_total: Option<u64>,
    /// Size of the file.
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal.
    pub sha256: Option<String>,
    /// Its key in the store.
    pub object: Option<String>,
    /// Why there is no file, or not yet.
    pub trouble: Option<Trouble>,
    /// How often it failed since it was last asked for.
    pub failures: usize,
    /// Which attempt is under way.
    pub attempt: Option<Uuid>,
    /// How often it was asked for.
    pub round: i32,
    /// What the log was told of this round.
    pub told: i32,
    started_at: Option<Timestamp>,
    range: Range,
    up_to: i64,
}

impl Job {
    /// Its events: as many, and the same ones, whenever they are read.
    pub fn selection(&self) -> ListQuery {
        ListQuery {
            range: self.range,
            filter: self.request.filter.clone(),
            sort: self.request.sort,
            order: self.request.order,
            up_to: Some(self.up_to),
            limit: u64::MAX,
            ..ListQuery::of_log(self.workspace.0)
        }
    }

    /// Whether its file is over, removed already or not.
    pub fn has_had_its_time(&self, now: Timestamp) -> bool {
        self.state == ExportState::Expired || self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// The export as clients see it.
    pub fn into_wire(self) -> Export {
        let has_ended_well = matches!(self.state, ExportState::Succeeded | ExportState::Expired);
        Export {
            id: self.id,
            state: self.state,
            format: self.request.format,
            filter: self.request.filter,
            columns: self.request.columns,
            time_zone: self.request.time_zone.unwrap_or_default(),
            sort: self.request.sort,
            order: self.request.order,
            up_to_sequence: self.up_to,
            progress: ExportProgress {
                rows_done: self.rows_done,
                rows_total: self.rows_total,
            },
            requested_by: self.requested_by,
            requested_at: self.requested_at,
            cancelled_by: self.cancelled_by,
            started_at: self.started_at,
            finished_at: self.finished_at,
            rows: has_ended_well.then_some(self.rows_done),
            bytes: self.bytes,
            sha256: self.sha256,
            expires_at: self.expires_at,
            error: self.trouble.map(|trouble| ExportError {
                code: trouble.code,
                reason: trouble.reason,
            }),
        }
    }
}

impl TryFrom<Model> for Job {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(Self {
            workspace: WorkspaceId(row.workspace_id),
            id: ExportId(row.id),
            // One that this version does not know is nobody's to go on with.
            state: ExportState::find(&row.state).unwrap_or(ExportState::Failed),
            request: read(&row.request)?,
            requested_by: read(&row.requested_by)?,
            requested_at: Timestamp(row.requested_at),
            cancelled_by: row.cancelled_by.as_deref().map(read).transpose()?,
            mail_to: row.mail_to.map(UserId),
            origin: row.origin,
            finished_at: row.finished_at.map(Timestamp),
            expires_at: row.expires_at.map(Timestamp),
            rows_done: count(row.rows_done),
            rows_total: row.rows_total.map(count),
            bytes: row.bytes.map(count),
            sha256: row.sha256,
            object: row.object,
            trouble: row.error_code.map(|code| Trouble {
                code,
                reason: row.error_reason.unwrap_or_default(),
            }),
            failures: usize::try_from(row.failures).unwrap_or(usize::MAX),
            attempt: row.attempt,
            round: row.round,
            told: row.told,
            started_at: row.started_at.map(Timestamp),
            range: Range {
                from: row.range_from,
                to: row.range_to,
            },
            up_to: row.up_to,
        })
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text)
        .map_err(|error| DbErr::Type(format!("an export's row cannot be read: {error}")))
}
