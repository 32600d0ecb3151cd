//! `GET …/events` as JSON Lines: the stored bytes of many events, sent as they are read.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{CONTENT_TYPE, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use daybook_shared::id::EventId;
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use serde::Deserialize;
use tracing_actix_web::RequestId;

use crate::error::{ApiError, ApiResult};
use crate::export::{Formatter, Pace, Reading};
use crate::http::access::{Access, ReadEvents};
use crate::http::filter_params::refusal;
use crate::http::list_form::JSON_LINES;
use crate::state::AppState;
use crate::store::events::query::{ListQuery, Position};
use crate::store::events::rows::Rows;
use crate::store::events::{get, head};

/// Answers a list, up to the head of the log at this moment.
///
/// The first rows are awaited: a database that is out of reach is still told as a problem. After them, a failure
/// breaks the connection off, so that a list that was cut is never taken for a whole one.
pub(super) async fn answer(
    state: &AppState,
    request: &HttpRequest,
    mut query: ListQuery,
) -> ApiResult<HttpResponse> {
    query.up_to = Some(head::of(&state.database, query.workspace).await?);
    let mut reading = Reading::start(state.database.clone(), query, Pace::STREAM);
    let first = reading.next().await?;
    let request_id = request.extensions().get::<RequestId>().map(RequestId::to_string);
    let lines = Lines {
        reading,
        first,
        request_id: request_id.unwrap_or_default(),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON_LINES))
        .insert_header((VARY, "accept"))
        .body(lines))
}

/// Where an event stands, for a reader who goes on behind it.
pub(super) async fn position_of(
    id: &str,
    access: &Access<ReadEvents>,
    state: &AppState,
) -> ApiResult<Position> {
    /// The members of an event that say where it stands.
    #[derive(Deserialize)]
    struct Place {
        occurred_at: Timestamp,
        sequence: i64,
    }

    let unknown = || {
        let detail =
            "there is no such event in this log, or it is not yours; use the `id` of the last line that came";
        refusal(vec![FieldError::new("after", FieldCode::UnknownValue, detail)])
    };
    let id: EventId = id.parse().map_err(|_| unknown())?;
    let body = get::find_body(&state.database, access.workspace.id, &access.visibility, id.0).await?;
    let place: Place = serde_json::from_str(&body.ok_or_else(unknown)?).map_err(ApiError::internal)?;
    Ok(Position {
        occurred_at: place.occurred_at.0,
        sequence: place.sequence,
    })
}

/// A body that reads on when its client has taken what was read before. Dropped with the connection, it stops reading.
struct Lines {
    reading: Reading,
    first: Option<Rows>,
    request_id: String,
}

impl MessageBody for Lines {
    type Error = ApiError;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, ApiError>>> {
        let rows = match self.first.take() {
            Some(rows) => Ok(Some(rows)),
            None => ready!(self.reading.poll_next(context)),
        };
        let lines = rows.and_then(|rows| rows.map(|rows| lines(&rows)).transpose());
        if let Err(error) = &lines {
            let source = error.source_text();
            tracing::error!(
                request.id = self.request_id,
                error.code = error.code.as_str(),
                source,
                "a stream of events was cut off"
            );
        }
        Poll::Ready(lines.transpose())
    }
}

fn lines(rows: &Rows) -> ApiResult<Bytes> {
    let mut bytes = Vec::new();
    Formatter::Jsonl.rows(rows, &mut bytes)?;
    Ok(Bytes::from(bytes))
}
