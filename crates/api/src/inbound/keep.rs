//! Notices into the log: each once, however often a platform sends it, and in the story that it belongs to.

use std::collections::HashMap;

use daybook_shared::event::NewEvent;
use daybook_shared::limits::MAX_BATCH_EVENTS;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use futures_util::future;

use super::notice::{Notice, network};
use crate::append::{Sent, UnknownTypes};
use crate::auth::Purpose;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::events;
use crate::store::inbound_sources::{self, Source};

/// Seconds within which it is written at most once that a source received something.
const LAST_RECEIVED_SECONDS: i64 = 60;

/// Appends what a source was told; answers after the commit of all of it.
pub async fn keep(state: &AppState, source: &Source, notices: Vec<Notice>) -> ApiResult<()> {
    let mut prepared = Vec::with_capacity(notices.len());
    // Notices that come together are mostly about the same few posts.
    let mut threads: HashMap<String, String> = HashMap::new();
    for mut notice in notices {
        if let Some(id) = notice.thread.take() {
            let correlation = match threads.get(&id) {
                Some(known) => known.clone(),
                None => {
                    let known = events::correlation_of(&state.database, source.workspace.0, &id).await?;
                    let correlation = known.unwrap_or_else(|| id.clone());
                    threads.insert(id, correlation.clone());
                    correlation
                }
            };
            notice.event.correlation_id = Some(correlation);
        }
        prepared.push(prepare(state, source, notice));
    }
    for batch in prepared.chunks(MAX_BATCH_EVENTS) {
        append(state, source, batch).await?;
    }
    note_receipt(state, source, state.clock.now());
    Ok(())
}

fn prepare(state: &AppState, source: &Source, notice: Notice) -> NewEvent {
    let identity = notice.identity.to_string();
    let platform = notice.event.platform.as_deref().unwrap_or_default();
    // Nobody but this server can know the key of an event that has not come yet, and so take its place.
    let parts = [
        source.workspace.0.as_bytes(),
        platform.as_bytes(),
        identity.as_bytes(),
    ];
    let key = hex::encode(&state.keys.seal(Purpose::InboundEvent, &parts)[..16]);
    NewEvent {
        idempotency_key: Some(format!("inbound/{key}")),
        ..notice.into_event(source.id)
    }
}

async fn append(state: &AppState, source: &Source, events: &[NewEvent]) -> ApiResult<()> {
    match append_together(state, source, events).await {
        // One of them is there already and was told in other words, or joined another story: the first word stands.
        Err(error) if error.code == ErrorCode::IdempotencyConflict && events.len() > 1 => {
            // They are put into the queue one behind the other, and share its commits.
            let alone = events.iter().map(|event| append_alone(state, source, event));
            future::try_join_all(alone).await.map(|_| ())
        }
        Err(error) if error.code == ErrorCode::IdempotencyConflict => Ok(()),
        other => other,
    }
}

async fn append_alone(state: &AppState, source: &Source, event: &NewEvent) -> ApiResult<()> {
    match append_together(state, source, std::slice::from_ref(event)).await {
        Err(error) if error.code == ErrorCode::IdempotencyConflict => Ok(()),
        other => other,
    }
}

async fn append_together(state: &AppState, source: &Source, events: &[NewEvent]) -> ApiResult<()> {
    let sent = events.iter().enumerate().map(|(index, event)| Sent {
        pointer: format!("/{index}"),
        event: event.clone(),
    });
    let (sent, actor) = (sent.collect(), network(source.platform));
    let appending = state
        .appender
        .append(source.workspace, sent, &actor, UnknownTypes::Refuse);
    appending.await.map(|_| ())
}

/// Writes when the source received something, beside the request: the platform does not wait for it.
fn note_receipt(state: &AppState, source: &Source, now: Timestamp) {
    let unless_since = now.plus_seconds(-LAST_RECEIVED_SECONDS);
    if source.last_received_at.is_some_and(|last| last > unless_since) {
        return;
    }
    let (workspace, id) = (source.workspace, source.id);
    let database = state.database.clone();
    tokio::spawn(async move {
        let work = database.write(move |transaction| {
            Box::pin(async move {
                inbound_sources::set_last_received(transaction, workspace, id, now, unless_since).await
            })
        });
        if let Err(error) = work.await {
            tracing::warn!(inbound_source.id = %id, error = %error, "the last receipt of a source could not be written");
        }
    });
}
