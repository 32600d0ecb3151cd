//! What the log is told of exports: that each was asked for, how it ended, and who fetched its file. Each is told once: an event has
//! a key, and what may have been told already is told again under the same one.

use daybook_shared::event::{Actor, Context, EventError, NewEvent, Target};
use daybook_shared::export::{ExportFormat, ExportState, NewExport};
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value, json};

use crate::append::daybook;
use crate::auth::Purpose;
use crate::entity::export::Model;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::exports::{self, TOLD_THE_BEGINNING, TOLD_THE_END};

/// Bytes of a filter that an event repeats; a longer one is to be read at the export.
const MAX_FILTER_BYTES: usize = 4 * 1024;

/// Tells the log what it does not know yet of an export.
pub async fn tell(state: &AppState, row: &Model, context: Option<Context>) -> ApiResult<()> {
    let request = exports::request_of(row)?;
    let requester = exports::requester_of(row)?;
    if row.told < TOLD_THE_BEGINNING {
        let event = NewEvent {
            actor: Some(requester.clone()),
            context: context.clone(),
            // The first time it was asked for is known; it may be a while ago when the log is told.
            occurred_at: (row.round == 1).then_some(Timestamp(row.requested_at)),
            metadata: Some(about(&request)),
            ..NewEvent::new("export.requested")
        };
        record_once(state, row, &request, event, row.round).await?;
        set_told(state, row, TOLD_THE_BEGINNING).await?;
    }
    if row.told < TOLD_THE_END && !exports::state_of(row).is_under_way() {
        let event = ending(row, &request, requester, context)?;
        record_once(state, row, &request, event, row.round).await?;
        set_told(state, row, TOLD_THE_END).await?;
    }
    Ok(())
}

/// Somebody fetches a file, or goes on fetching it `from` some byte.
pub async fn downloaded(
    state: &AppState,
    row: &Model,
    (actor, context): (Actor, Context),
    from: u64,
) -> ApiResult<()> {
    let request = exports::request_of(row)?;
    let name = actor.name.clone();
    let mut metadata = about(&request);
    metadata.insert("sha256".to_owned(), json!(row.sha256));
    let mut event = NewEvent {
        actor: Some(actor),
        context: Some(context),
        ..NewEvent::new("export.downloaded")
    };
    if from > 0 {
        metadata.insert("from_byte".to_owned(), json!(from));
        event.description = Some(format!("{name} went on downloading an export"));
    }
    event.metadata = Some(metadata);
    record(state, row, &request, event).await
}

fn ending(
    row: &Model,
    request: &NewExport,
    requester: Actor,
    context: Option<Context>,
) -> ApiResult<NewEvent> {
    let mut metadata = about(request);
    let occurred_at = row.finished_at.map(Timestamp);
    let requester_name = requester.name.clone();
    let failed = |actor, code: &str, reason: Option<String>, description: Option<String>| NewEvent {
        actor: Some(actor),
        description,
        error: Some(EventError {
            code: code.to_owned(),
            reason,
        }),
        ..NewEvent::new("export.failed")
    };
    let event = match (exports::state_of(row), exports::canceller_of(row)?) {
        (ExportState::Cancelled, Some(by)) => {
            let sentence = format!("{} cancelled an export of {requester_name}", by.name);
            NewEvent {
                context,
                ..failed(by, "cancelled", None, Some(sentence))
            }
        }
        (ExportState::Succeeded | ExportState::Expired, _) => {
            metadata.insert("rows".to_owned(), json!(row.rows_done));
            metadata.insert("bytes".to_owned(), json!(row.bytes));
            metadata.insert("sha256".to_owned(), json!(row.sha256));
            NewEvent {
                actor: Some(requester),
                ..NewEvent::new("export.completed")
            }
        }
        _ => {
            let code = row.error_code.as_deref().unwrap_or("failed");
            failed(requester, code, row.error_reason.clone(), None)
        }
    };
    Ok(NewEvent {
        occurred_at,
        metadata: Some(metadata),
        ..event
    })
}

fn about(request: &NewExport) -> Map<String, Value> {
    let filter = json!(request.filter);
    let is_short = filter.to_string().len() <= MAX_FILTER_BYTES;
    let mut about = Map::from_iter([("format".to_owned(), json!(request.format))]);
    if is_short {
        about.insert("filter".to_owned(), filter);
    }
    about
}

/// Records an event of a round under a key that nobody else can have used.
async fn record_once(
    state: &AppState,
    row: &Model,
    request: &NewExport,
    event: NewEvent,
    round: i32,
) -> ApiResult<()> {
    let parts = [
        row.id.as_bytes().as_slice(),
        event.kind.as_bytes(),
        &round.to_be_bytes(),
    ];
    let tag = state.keys.seal(Purpose::ExportEvent, &parts);
    let tag: String = tag[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("{}/{}/{round}/{tag}", ExportId(row.id), event.kind);
    let event = NewEvent {
        idempotency_key: Some(key),
        ..event
    };
    match record(state, row, request, event).await {
        // It was told before, by somebody who knew more of it, such as the address it was asked for from.
        Err(error) if error.code == ErrorCode::IdempotencyConflict => Ok(()),
        other => other,
    }
}

async fn record(state: &AppState, row: &Model, request: &NewExport, event: NewEvent) -> ApiResult<()> {
    let id = ExportId(row.id).to_string();
    let event = NewEvent {
        actor: Some(event.actor.unwrap_or_else(daybook)),
        correlation_id: Some(id.clone()),
        targets: vec![Target {
            id,
            kind: "export".to_owned(),
            name: Some(name_of(request.format)),
            url: None,
        }],
        ..event
    };
    let workspace = WorkspaceId(row.workspace_id);
    state.appender.record(workspace, event).await?;
    Ok(())
}

fn name_of(format: ExportFormat) -> String {
    format!("{} export", format.label())
}

async fn set_told(state: &AppState, row: &Model, told: i32) -> ApiResult<()> {
    let row = row.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            exports::set_told(transaction, &row, told).await?;
            Ok(())
        })
    });
    work.await
}
