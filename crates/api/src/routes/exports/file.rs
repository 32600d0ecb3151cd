//! The file of an export: whether there is one, and its name.

use std::ops::Range;

use actix_web::http::header::{
    Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use daybook_shared::export::{ExportFormat, ExportState};
use daybook_shared::limits::{EXPORT_DAYS, EXPORT_RETRY_SECONDS};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;

use crate::error::{ApiError, ApiResult};
use crate::storage::{Download, Storage, StorageFailure};
use crate::store::exports::Job;

/// A file that can be fetched.
pub(super) struct File {
    pub(super) format: ExportFormat,
    object: String,
    pub(super) size: u64,
    pub(super) sha256: String,
    requested_at: Timestamp,
}

impl File {
    /// The file of an export: 409 where there is none, 410 where there is none any more.
    pub(super) fn of(job: &Job, now: Timestamp) -> ApiResult<Self> {
        let state = job.state;
        match state {
            ExportState::Succeeded | ExportState::Expired if job.has_had_its_time(now) => {
                return Err(gone(&format!(
                    "the file was removed after its {EXPORT_DAYS} days"
                )));
            }
            ExportState::Succeeded | ExportState::Expired => {}
            ExportState::Queued | ExportState::Running => {
                let detail = format!(
                    "the export is `{}`; ask for its file when it is `succeeded`",
                    state.as_str()
                );
                let not_ready = ApiError::new(ErrorCode::ExportNotReady, detail);
                return Err(not_ready.retry_after(EXPORT_RETRY_SECONDS));
            }
            ExportState::Failed | ExportState::Cancelled => {
                let detail = format!(
                    "the export is `{}`, so there is no file; `POST …/retry` makes it again",
                    state.as_str()
                );
                return Err(ApiError::new(ErrorCode::ExportNotReady, detail));
            }
        }
        let missing = || ApiError::internal("an export that succeeded names no file");
        Ok(Self {
            format: job.request.format,
            object: job.object.clone().ok_or_else(missing)?,
            size: job.bytes.ok_or_else(missing)?,
            sha256: job.sha256.clone().ok_or_else(missing)?,
            requested_at: job.requested_at,
        })
    }

    /// Begins to read some of its bytes; 410 where they are not there any more.
    pub(super) async fn read(&self, storage: &Storage, bytes: Range<u64>) -> ApiResult<Download> {
        let content = storage.read(&self.object, Some(bytes)).await;
        content.map_err(|error| match error.failure() {
            StorageFailure::NotFound => {
                gone("the file is not there any more, although its time has not come")
            }
            _ => error.into(),
        })
    }

    /// The header that names it: after the workspace, and the day of the asking. Old clients get it without what is not ASCII.
    pub(super) fn disposition(&self, workspace: &str) -> ContentDisposition {
        let day = self.requested_at.to_datetime().format("%Y-%m-%d");
        let named = |workspace: String| {
            let workspace = if workspace.is_empty() {
                workspace
            } else {
                format!("-{workspace}")
            };
            format!("daybook{workspace}-{day}.{}", self.format.as_str())
        };
        let whole = named(words(workspace, char::is_alphanumeric));
        let plain = named(words(workspace, |c| c.is_ascii_alphanumeric()));
        let mut parameters = vec![DispositionParam::Filename(plain.clone())];
        if whole != plain {
            parameters.push(DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: whole.into_bytes(),
            }));
        }
        ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters,
        }
    }
}

/// There is none any more.
fn gone(why: &str) -> ApiError {
    let detail = format!("{why}; `POST …/retry` makes it again, of the same events");
    ApiError::new(ErrorCode::ExportExpired, detail)
}

/// The words of a name, joined by hyphens: nothing that a file system or a header would trip over.
fn words(name: &str, fits: impl Fn(char) -> bool) -> String {
    let words = name.split(|c| !fits(c)).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_workspace_whatever_that_is_called() {
        let file = File {
            format: ExportFormat::Csv,
            object: String::new(),
            size: 1,
            sha256: String::new(),
            requested_at: Timestamp(0),
        };
        for (workspace, header) in [
            (
                "Harbour & Vale",
                "attachment; filename=\"daybook-harbour-vale-1970-01-01.csv\"",
            ),
            ("../\"\r\n;", "attachment; filename=\"daybook-1970-01-01.csv\""),
            (
                "Café",
                "attachment; filename=\"daybook-caf-1970-01-01.csv\"; filename*=UTF-8''daybook%2Dcaf%C3%A9%2D1970%2D01%2D01.csv",
            ),
        ] {
            assert_eq!(file.disposition(workspace).to_string(), header);
        }
    }
}
