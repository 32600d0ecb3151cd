//! `POST …/events/batch`.

use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::event::{AppendResult, AppendStatus, AppendedBatch, NewEvent};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_EVENT_BYTES};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use serde_json::Value;
use serde_json::value::RawValue;

use super::register_types::RegisterTypes;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, AppendEvents};
use crate::http::json::{self, MediaType};
use crate::state::AppState;

/// Appends up to 500 events, all or none.
///
/// A JSON array, or JSON Lines: one event a line. Answers when all of them are durably committed, one result for
/// each in the order sent: 201, or 200 where every one was stored before. Where one is wrong none is stored, and
/// `errors` names each wrong field by its event's index.
#[utoipa::path(
    operation_id = "append_events",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), RegisterTypes),
    request_body(description = "The events; 5 MiB at most, 64 KiB each", content(
        (Vec<NewEvent> = "application/json"),
        (String = "application/x-ndjson", example = "{\"type\":\"post.published\"}\n{\"type\":\"post.deleted\"}\n"),
    )),
    responses(
        (status = 201, description = "Stored, at least one of them now", body = AppendedBatch),
        (status = 200, description = "Every one was stored before", body = AppendedBatch),
    ),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/events/batch")]
pub async fn append_events(
    access: Access<AppendEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let unknown = RegisterTypes::of(&request, &access)?;
    let media_type = json::media_type(request.headers())
        .ok_or_else(|| json::unsupported("`application/json` or `application/x-ndjson`"))?;
    let bytes = json::read_body(payload, MAX_BATCH_BYTES).await?;
    let values = match media_type {
        MediaType::Json => read_array(&bytes)?,
        MediaType::JsonLines => read_lines(&bytes)?,
    };
    let events = state.appender.parse(values)?;
    let appended = state
        .appender
        .append(WorkspaceId(access.workspace.id), events, &access.actor(), unknown)
        .await?;
    let results: Vec<AppendResult> = appended
        .iter()
        .map(|event| AppendResult {
            status: event.status,
            id: event.id,
            sequence: event.sequence,
        })
        .collect();
    let has_new = results
        .iter()
        .any(|result| result.status == AppendStatus::Created);
    let mut answer = if has_new {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.json(AppendedBatch { results }))
}

fn read_array(bytes: &[u8]) -> ApiResult<Vec<(String, Value)>> {
    if bytes.trim_ascii_start().first() != Some(&b'[') {
        return Err(ApiError::new(
            ErrorCode::ValidationFailed,
            "a batch is an array of events: `[{…}, {…}]`",
        ));
    }
    let values: Vec<Box<RawValue>> = json::read(bytes)?;
    pointed(values.iter().map(|value| value.get().as_bytes()).collect())
}

fn read_lines(bytes: &[u8]) -> ApiResult<Vec<(String, Value)>> {
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    pointed(lines.collect())
}

/// Reads each event, with the pointer of its place; refuses too many, too large and broken ones by that place.
fn pointed(texts: Vec<&[u8]>) -> ApiResult<Vec<(String, Value)>> {
    if texts.is_empty() || texts.len() > MAX_BATCH_EVENTS {
        let detail = format!("{} events; a batch has 1 to {MAX_BATCH_EVENTS}", texts.len());
        return Err(ApiError::new(ErrorCode::ValidationFailed, detail));
    }
    let mut values = Vec::with_capacity(texts.len());
    for (index, text) in texts.into_iter().enumerate() {
        let pointer = format!("/{index}");
        if text.len() > MAX_EVENT_BYTES {
            let detail = format!("{} bytes; one event has {MAX_EVENT_BYTES} at most", text.len());
            return Err(ApiError::with_fields(
                ErrorCode::PayloadTooLarge,
                vec![FieldError::new(pointer, FieldCode::TooLong, detail)],
            ));
        }
        let value = json::read(text).map_err(|error| {
            let errors = vec![FieldError::new(
                pointer.clone(),
                FieldCode::Malformed,
                error.detail.clone(),
            )];
            ApiError::with_fields(error.code, errors)
        })?;
        values.push((pointer, value));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_is_named_by_its_place() {
        let error = read_lines(b"{\"type\":\"a.b\"}\n\n{\"type\":\n").unwrap_err();
        assert_eq!(
            (error.code, error.errors[0].pointer.as_str()),
            (ErrorCode::InvalidJson, "/1")
        );
        assert_eq!(read_lines(b" \n").unwrap_err().code, ErrorCode::ValidationFailed);
        assert_eq!(read_array(b"{}").unwrap_err().code, ErrorCode::ValidationFailed);
        assert_eq!(
            read_array(format!("[{}1]", "1,".repeat(500)).as_bytes())
                .unwrap_err()
                .code,
            ErrorCode::ValidationFailed
        );
    }
}
