//! `GET …/exports/{export_id}/download`

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, Charset, ContentDisposition,
    DispositionParam, DispositionType, ETAG, EntityTag, ExtendedValue,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::export::{ExportFormat, ExportState};
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::EXPORT_RETRY_SECONDS;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;

use super::find;
use crate::auth::client::Client;
use crate::error::{ApiError, ApiResult};
use crate::export::journal;
use crate::http::access::MakeExports;
use crate::http::byte_range::{self, ByteRange};
use crate::http::ticket_access::TicketAccess;
use crate::state::AppState;
use crate::storage::StorageFailure;
use crate::store::exports::Job;

/// Fetches the file of an export.
///
/// For whoever may export, with `Authorization`, or with a `ticket` of `POST …/exports/{export_id}/ticket` in the query. A download that
/// broke off goes on with `Range`, and `If-Range` with the `ETag`, which is the file's SHA-256. Every download is an event of the
/// workspace.
#[utoipa::path(
    tag = "exports",
    operation_id = "download_export",
    params(
        ("workspace_id" = WorkspaceId, Path, description = "The workspace"),
        ("export_id" = ExportId, Path, description = "The export"),
        ("ticket" = Option<String>, Query, description = "A ticket, instead of `Authorization`", max_length = 200),
        ("Range" = Option<String>, Header, description = "One range of bytes, such as `bytes=1048576-`"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of what was fetched before"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"), (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(
            ("Content-Disposition" = String, description = "`attachment`, and the file's name"),
            ("ETag" = String, description = "The file's SHA-256"),
            ("Accept-Ranges" = String, description = "`bytes`"),
        )),
        (status = 206, description = "The range of it", content(
            (String = "text/csv"), (String = "application/x-ndjson"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(("Content-Range" = String, description = "Which bytes, of how many"))),
    ),
    security(("bearer" = []), ("download_ticket" = []))
)]
#[get("/v1/workspaces/{workspace_id}/exports/{export_id}/download")]
pub async fn download_export(
    state: web::Data<AppState>,
    access: TicketAccess<MakeExports>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let access = access.0;
    let job = find(&state, &access, &path.1).await?;
    let file = File::of(&job, state.clock.now())?;
    let tag = EntityTag::new_strong(file.sha256.clone());
    let range = byte_range::of(&request, file.size, &tag)?;
    let bytes = range.clone().unwrap_or(0..file.size);
    let content = state.storage.read(&file.object, Some(bytes.clone())).await;
    let content = content.map_err(|error| match error.failure() {
        StorageFailure::NotFound => gone("the file is not there any more, although its time has not come"),
        _ => error.into(),
    })?;
    let who = (access.actor(), Client::of(&request).context());
    journal::downloaded(&state, &job, who, bytes.start).await?;
    let mut answer = HttpResponse::Ok();
    if let Some(range) = &range {
        answer.status(StatusCode::PARTIAL_CONTENT);
        answer.insert_header((CONTENT_RANGE, content_range(range, file.size)));
    }
    Ok(answer
        .insert_header((CONTENT_TYPE, file.format.media_type()))
        // Compressed, ranges would be of something else.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(disposition(&access.workspace.name, &file))
        .insert_header((ETAG, tag))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .body(SizedStream::new(bytes.end - bytes.start, content)))
}

/// A file that can be fetched.
struct File {
    format: ExportFormat,
    object: String,
    size: u64,
    sha256: String,
    requested_at: Timestamp,
}

impl File {
    /// The file of an export: 409 where there is none, 410 where there is none any more.
    fn of(job: &Job, now: Timestamp) -> ApiResult<Self> {
        let state = job.state;
        match state {
            ExportState::Succeeded | ExportState::Expired if job.has_had_its_time(now) => {
                return Err(gone("the file was removed after its 7 days"));
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
}

fn gone(why: &str) -> ApiError {
    let detail = format!("{why}; `POST …/retry` makes it again, of the same events");
    ApiError::new(ErrorCode::ExportExpired, detail)
}

fn content_range(range: &ByteRange, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end - 1)
}

/// The name of the file: the workspace's, and the day of the asking. Old clients get it without what is not ASCII.
fn disposition(workspace: &str, file: &File) -> ContentDisposition {
    let day = file.requested_at.to_datetime().format("%Y-%m-%d");
    let named = |workspace: String| {
        let workspace = if workspace.is_empty() {
            workspace
        } else {
            format!("-{workspace}")
        };
        format!("daybook{workspace}-{day}.{}", file.format.as_str())
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
            assert_eq!(disposition(workspace, &file).to_string(), header);
        }
    }
}
