//! `GET …/exports/{export_id}/download`

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, EntityTag,
};
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::id::{ExportId, WorkspaceId};

use super::file::File;
use super::find;
use crate::auth::client::Client;
use crate::error::ApiResult;
use crate::export::journal;
use crate::http::access::MakeExports;
use crate::http::byte_range::{self, ByteRange};
use crate::http::ticket_access::TicketAccess;
use crate::state::AppState;

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
        ("ticket" = Option<String>, Query, description = "A ticket, instead of `Authorization`", max_length = 200, example = "RmV0Y2hlcyBvbmUgZmlsZQ…"),
        ("Range" = Option<String>, Header, description = "One range of bytes", example = "bytes=0-"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of what was fetched before", example = "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""),
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv", example = "occurred_at,description,error_code\r\n2026-11-20T09:30:11.000000+00:00,Publisher could not publish “Autumn drop” to Instagram for Sarah Chen,token_expired\r\n"),
            (String = "application/x-ndjson", example = "{\"actor\":…,\"type\":\"post.published\"}\n{\"actor\":…,\"type\":\"post.deleted\"}\n"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(
            ("Content-Disposition" = String, description = "`attachment`, and the file's name"),
            ("ETag" = String, description = "The file's SHA-256"),
            ("Accept-Ranges" = String, description = "`bytes`"),
        )),
        (status = 206, description = "The range of it", content(
            (String = "text/csv", example = "occurred_at,description,error_code\r\n2026-11-20T09:30:11.000000+00:00,Publisher could not publish “Autumn drop” to Instagram for Sarah Chen,token_expired\r\n"),
            (String = "application/x-ndjson", example = "{\"actor\":…,\"type\":\"post.published\"}\n{\"actor\":…,\"type\":\"post.deleted\"}\n"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ), headers(
            ("Content-Range" = String, description = "Which bytes, of how many"),
            ("Content-Disposition" = String, description = "`attachment`, and the file's name"),
            ("ETag" = String, description = "The file's SHA-256"),
            ("Accept-Ranges" = String, description = "`bytes`"),
        )),
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
    let content = file.read(&state.storage, bytes.clone()).await?;
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
        .insert_header(file.disposition(&access.workspace.name))
        .insert_header((ETAG, tag))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .body(SizedStream::new(bytes.end - bytes.start, content)))
}

fn content_range(range: &ByteRange, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end - 1)
}

/// The bytes of a workbook.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
struct Workbook(#[expect(dead_code, reason = "the document's alone")] Vec<u8>);
