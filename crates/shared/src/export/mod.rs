//! Exports: files of the events that a filter leaves, made by a job, fetched by those who may.

mod column;

use serde::{Deserialize, Serialize};

pub use column::ExportColumn;

use crate::event::Actor;
use crate::filter::EventFilter;
use crate::id::ExportId;
use crate::page::{Order, PageInfo, Sort};
use crate::timestamp::Timestamp;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportFormat {
    /// One column for each field (RFC 4180).
    Csv,
    /// The stored bytes, one event a line.
    Jsonl,
    /// A workbook for Excel, with typed cells.
    Xlsx,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Jsonl, Self::Xlsx];

    /// The wire name, and how names of such files end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Xlsx => "xlsx",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Jsonl => "JSON Lines",
            Self::Xlsx => "Excel",
        }
    }

    /// The media type of such a file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/x-ndjson",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Whether somebody chooses columns of it.
    pub const fn has_columns(self) -> bool {
        !matches!(self, Self::Jsonl)
    }

    /// Finds a format by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportState {
    /// It waits for its turn.
    Queued,
    /// Its file is being written.
    Running,
    /// Its file can be fetched.
    Succeeded,
    /// There is no file; `error` says why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// Its file was removed after its time.
    Expired,
}

impl ExportState {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Queued,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Finds a state by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }

    /// Whether it still goes on by itself.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// Whether it can be made again.
    pub const fn can_be_retried(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Expired)
    }
}

/// How many rows of an export are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportProgress {
    /// Rows that are written.
    pub rows_done: u64,
    /// Rows that there will be; absent while they are not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<u64>,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportError {
    /// A stable word. New ones may appear.
    #[cfg_attr(feature = "openapi", schema(example = "storage_unavailable"))]
    pub code: String,
    /// What went wrong and what to do, for people.
    pub reason: String,
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// How far it is.
    pub state: ExportState,
    /// What the file is.
    pub format: ExportFormat,
    /// Which events, as it was asked for. A relative range is that of the moment of asking.
    pub filter: EventFilter,
    /// The columns that were named, in their order. Absent where none were: the file has all of them, and JSON Lines whole events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<ExportColumn>>,
    /// The zone of the times in the file; JSON Lines keep UTC.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Dublin"))]
    pub time_zone: String,
    /// By which key the rows are ordered.
    pub sort: Sort,
    /// In which direction.
    pub order: Order,
    /// The log's last `sequence` when it was asked for: nothing behind it is in the file.
    pub up_to_sequence: i64,
    /// How many rows are written.
    pub progress: ExportProgress,
    /// Who asked for it.
    pub requested_by: Actor,
    /// When.
    pub requested_at: Timestamp,
    /// Who stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_by: Option<Actor>,
    /// When its file began to be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it came to its end, whatever that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// Events in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Size of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The file's SHA-256 in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: Option<String>,
    /// Until when the file can be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Why there is no file, or why it takes longer than it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ExportError>,
}

/// An export to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewExport {
    /// What the file is to be.
    pub format: ExportFormat,
    /// Which events; `{}` means all of them. The same object as of the list.
    pub filter: EventFilter,
    /// The columns of CSV and Excel, in their order; all of them where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 29))]
    pub columns: Option<Vec<ExportColumn>>,
    /// The zone whose times the file shows; where absent, the person's own, or the workspace's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Dublin"))]
    pub time_zone: Option<String>,
    /// CSV: begin with a byte-order mark, by which Excel knows that it is UTF-8.
    #[serde(default)]
    pub byte_order_mark: bool,
    /// By which key the rows are ordered.
    #[serde(default)]
    pub sort: Sort,
    /// In which direction.
    #[serde(default)]
    pub order: Order,
}

/// Exports of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportList {
    /// The newest first.
    pub data: Vec<Export>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// What opens a file for a program that sends no headers, such as a browser's own download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DownloadTicket {
    /// Goes into the query of `GET …/exports/{export_id}/download` as `ticket`.
    pub ticket: String,
    /// Seconds until it opens nothing any more.
    #[cfg_attr(feature = "openapi", schema(example = 600))]
    pub expires_in: i64,
}
