//! What the log is told of exports: that each was asked for, how it ended, and who fetched its file. Each is told once: an event has
//! a key, and what may have been told already is told again under the same one.

use daybook_shared::event::{Actor, Context, EventError, NewEvent, Target};
use daybook_shared::export::{ExportFormat, ExportState};
use daybook_shared::filter::EventFilter;
use daybook_shared::problem::ErrorCode;
use serde_json::{Map, Value, json};

use crate::auth::Purpose;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::exports::{self, Job, TOLD_THE_BEGINNING, TOLD_THE_END};

/// Bytes of a filter that an event repeats; a longer one is to be read at the export.
const MAX_FILTER_BYTES: usize = 4 * 1024;

/// Tells the log what it does not know yet of an export. The context is that of who has just asked for it or stopped it.
pub async fn tell(state: &AppState, job: &Job, context: Option<Context>) -> ApiResult<()> {
    if job.told < TOLD_THE_BEGINNING {
        let event = NewEvent {
            actor: Some(job.requested_by.clone()),
            context: context.clone().filter(|_| job.state.is_under_way()),
            // The first time it was asked for is known; it may be a while ago when the log is told.
            occurred_at: (job.round == 1).then_some(job.requested_at),
            metadata: Some(about(job)),
            ..NewEvent::new("export.requested")
        };
        record_once(state, job, event).await?;
        set_told(state, job, TOLD_THE_BEGINNING).await?;
    }
    if job.told < TOLD_THE_END && !job.state.is_under_way() {
        record_once(state, job, ending(job, context)).await?;
        set_told(state, job, TOLD_THE_END).await?;
    }
    Ok(())
}

/// Somebody fetches a file, or goes on fetching it `from` some byte.
pub async fn downloaded(
    state: &AppState,
    job: &Job,
    (actor, context): (Actor, Context),
    from: u64,
) -> ApiResult<()> {
    let mut metadata = about(job);
    metadata.insert("sha256".to_owned(), json!(job.sha256));
    let mut description = None;
    if from > 0 {
        metadata.insert("from_byte".to_owned(), json!(from));
        description = Some(format!("{} went on downloading an export", actor.name));
    }
    let event = NewEvent {
        actor: Some(actor),
        context: Some(context),
        description,
        metadata: Some(metadata),
        ..NewEvent::new("export.downloaded")
    };
    record(state, job, event).await
}

fn ending(job: &Job, context: Option<Context>) -> NewEvent {
    let mut metadata = about(job);
    let requester = job.requested_by.clone();
    let event = match (job.state, &job.cancelled_by) {
        (ExportState::Cancelled, Some(by)) => NewEvent {
            actor: Some(by.clone()),
            context,
            description: Some(format!("{} cancelled an export of {}", by.name, requester.name)),
            error: Some(EventError {
                code: "cancelled".to_owned(),
                reason: None,
            }),
            ..NewEvent::new("export.failed")
        },
        (ExportState::Succeeded | ExportState::Expired, _) => {
            metadata.insert("rows".to_owned(), json!(job.rows_done));
            metadata.insert("bytes".to_owned(), json!(job.bytes));
            metadata.insert("sha256".to_owned(), json!(job.sha256));
            NewEvent {
                actor: Some(requester),
                ..NewEvent::new("export.completed")
            }
        }
        _ => NewEvent {
            actor: Some(requester),
            error: job.trouble.as_ref().map(|trouble| EventError {
                code: trouble.code.clone(),
                reason: Some(trouble.reason.clone()),
            }),
            ..NewEvent::new("export.failed")
        },
    };
    NewEvent {
        occurred_at: job.finished_at,
        metadata: Some(metadata),
        ..event
    }
}

fn about(job: &Job) -> Map<String, Value> {
    what(job.request.format, &job.request.filter)
}

/// What an export is of, as the metadata of its events.
pub fn what(format: ExportFormat, filter: &EventFilter) -> Map<String, Value> {
    let filter = json!(filter);
    let mut about = Map::from_iter([("format".to_owned(), json!(format))]);
    if filter.to_string().len() <= MAX_FILTER_BYTES {
        about.insert("filter".to_owned(), filter);
    }
    about
}

/// Records an event of a round under a key that nobody else can have used.
async fn record_once(state: &AppState, job: &Job, event: NewEvent) -> ApiResult<()> {
    let parts = [
        job.id.0.as_bytes().as_slice(),
        event.kind.as_bytes(),
        &job.round.to_be_bytes(),
    ];
    let tag = state.keys.seal(Purpose::ExportEvent, &parts);
    let tag: String = tag[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let event = NewEvent {
        idempotency_key: Some(format!("{}/{}/{}/{tag}", job.id, event.kind, job.round)),
        ..event
    };
    match record(state, job, event).await {
        // It was told before, by somebody who knew more of it, such as the address it was asked for from.
        Err(error) if error.code == ErrorCode::IdempotencyConflict => Ok(()),
        other => other,
    }
}

async fn record(state: &AppState, job: &Job, event: NewEvent) -> ApiResult<()> {
    let id = job.id.to_string();
    let event = NewEvent {
        correlation_id: Some(id.clone()),
        targets: vec![Target {
            id,
            kind: "export".to_owned(),
            name: Some(format!("{} export", job.request.format.label())),
            url: None,
        }],
        ..event
    };
    state.appender.record(job.workspace, event).await?;
    Ok(())
}

async fn set_told(state: &AppState, job: &Job, told: i32) -> ApiResult<()> {
    let job = job.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            exports::set_told(transaction, &job, told).await?;
            Ok(())
        })
    });
    work.await
}
