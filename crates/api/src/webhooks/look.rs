//! Events become deliveries: what was appended since an endpoint's place, and what a replay asks for.

use std::collections::BTreeMap;

use daybook_shared::id::{DeliveryId, EventId, WorkspaceId};
use daybook_shared::limits::MAX_WAITING_DELIVERIES;
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::DeliveryState;

use super::matching::Meant;
use super::{message_id, standing, stop};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::events::follow::{self, Row};
use crate::store::webhooks::deliveries::{self, NewDelivery};
use crate::store::webhooks::{Endpoint, endpoints, places, replay};

/// Events that are looked at by one transaction.
const BATCH: usize = 250;

/// Looks once at what every endpoint has not seen yet; answers whether any place moved, so that there may be more.
pub async fn look(state: &AppState) -> ApiResult<bool> {
    let behind = endpoints::list_behind(state.database.reader()).await?;
    let mut by_workspace: BTreeMap<WorkspaceId, Vec<Endpoint>> = BTreeMap::new();
    for endpoint in behind {
        by_workspace.entry(endpoint.workspace).or_default().push(endpoint);
    }
    let mut has_moved = false;
    for (workspace, endpoints) in by_workspace {
        match look_at(state, workspace, endpoints).await {
            Ok(moved) => has_moved |= moved,
            // The others need not wait for it.
            Err(error) => {
                tracing::error!(%workspace, %error, source = error.source_text(), "events do not leave for webhooks")
            }
        }
    }
    Ok(has_moved)
}

/// Looks until there is nothing more to see, for those who do not wait for the loop.
pub async fn look_to_the_end(state: &AppState) -> ApiResult<()> {
    while look(state).await? {}
    Ok(())
}

async fn look_at(state: &AppState, workspace: WorkspaceId, found: Vec<Endpoint>) -> ApiResult<bool> {
    let mut has_moved = false;
    let mut endpoints = Vec::with_capacity(found.len());
    for endpoint in found {
        if let Some(lost) = standing::lost(state, &endpoint).await? {
            if let Err(error) = stop::stop(state, &endpoint, lost, None).await {
                let id = endpoint.id;
                tracing::error!(webhook.id = %id, %error, source = error.source_text(), "an endpoint could not be disabled");
            }
            continue;
        }
        let waiting = deliveries::count_waiting(state.database.reader(), workspace, endpoint.id).await?;
        let room = MAX_WAITING_DELIVERIES.saturating_sub(waiting);
        endpoints.push((endpoint, usize::try_from(room).unwrap_or(usize::MAX)));
    }
    // What has no room waits in the log.
    endpoints.retain(|(_, room)| *room > 0);
    for (endpoint, room) in &endpoints {
        if endpoint.replay.is_some() {
            has_moved |= replay_on(state, endpoint, *room).await?;
        }
    }
    endpoints.sort_by_key(|(endpoint, _)| endpoint.place);
    let mut left = endpoints.into_iter().peekable();
    // Each batch serves all that it reaches, so that one that is far behind holds up none of those at the head.
    while let Some(first) = left.peek().map(|(endpoint, _)| endpoint.place) {
        let rows = follow::behind(&state.database, workspace.0, first, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.sequence) else {
            break;
        };
        let now = state.clock.now();
        let mut steps = Vec::new();
        while let Some((endpoint, room)) = left.next_if(|(endpoint, _)| endpoint.place < last) {
            steps.extend(Step::of(endpoint, room, &rows));
        }
        has_moved |= write(state, steps, now).await?;
    }
    Ok(has_moved)
}

/// Writes steps; answers whether any place moved.
async fn write(state: &AppState, mut steps: Vec<Step>, now: Timestamp) -> ApiResult<bool> {
    // Others lock endpoints in this order too.
    steps.sort_by_key(|step| step.endpoint.id);
    let written = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            let mut written = false;
            for step in steps {
                if !places::go_on(transaction, &step.endpoint, step.to).await? {
                    continue;
                }
                let Endpoint { workspace, id, .. } = step.endpoint;
                deliveries::insert(transaction, workspace, id, step.new, now, now).await?;
                written = true;
            }
            Ok::<_, ApiError>(written)
        })
    });
    written.await
}

/// How far an endpoint goes on, and what is delivered to it of what lies before.
struct Step {
    endpoint: Endpoint,
    to: i64,
    new: Vec<NewDelivery>,
}

impl Step {
    /// Of rows in the order of the log; none where they are all behind the endpoint's place, or there is one between.
    fn of(endpoint: Endpoint, room: usize, rows: &[Row]) -> Option<Self> {
        let rows = rows.iter().filter(|row| row.sequence > endpoint.place);
        let (new, to) = meant(&endpoint, rows, room)?;
        let new = new.into_iter().map(|(id, row)| new_delivery(id, row)).collect();
        Some(Self { endpoint, to, new })
    }
}

/// The events that an endpoint's filter means, as many as there is room for, and the last place that was looked at.
fn meant<'r>(
    endpoint: &Endpoint,
    rows: impl Iterator<Item = &'r Row>,
    room: usize,
) -> Option<(Vec<(DeliveryId, &'r Row)>, i64)> {
    let filter = Meant::by(endpoint);
    let (mut found, mut to) = (Vec::new(), None);
    for row in rows {
        if filter.is(row) {
            if found.len() == room {
                break;
            }
            let id = message_id::of(endpoint.id, EventId(row.id), row.sequence);
            found.push((id, row));
        }
        to = Some(row.sequence);
    }
    Some((found, to?))
}

fn new_delivery(id: DeliveryId, row: &Row) -> NewDelivery {
    NewDelivery {
        id,
        event: Some((EventId(row.id), row.sequence)),
        kind: row.kind.clone(),
    }
}

/// Goes on with a replay: what failed, waits, or was never sent, and, where it is wanted, what was delivered, is due now.
async fn replay_on(state: &AppState, endpoint: &Endpoint, room: usize) -> ApiResult<bool> {
    let Some(replay) = endpoint.replay else {
        return Ok(false);
    };
    let (workspace, now) = (endpoint.workspace, state.clock.now());
    let rows = follow::behind(&state.database, workspace.0, replay.place, BATCH).await?;
    let rows = rows.iter().filter(|row| row.sequence <= replay.up_to);
    let (found, to) = meant(endpoint, rows, room).unwrap_or_else(|| (Vec::new(), replay.up_to));
    let found: Vec<(DeliveryId, NewDelivery)> = found
        .into_iter()
        .map(|(id, row)| (id, new_delivery(id, row)))
        .collect();
    let endpoint = endpoint.clone();
    let moved = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            let next = Some(to).filter(|to| *to < replay.up_to);
            if !places::go_on_replaying(transaction, &endpoint, next).await? {
                return Ok(false);
            }
            let ids: Vec<DeliveryId> = found.iter().map(|(id, _)| *id).collect();
            let states = replay::states_of(transaction, workspace, &ids).await?;
            let is_wanted =
                |state: &Option<DeliveryState>| replay.all || *state != Some(DeliveryState::Delivered);
            let again: Vec<DeliveryId> = ids
                .into_iter()
                .filter(|id| states.get(id).is_some_and(is_wanted))
                .collect();
            let new = found.into_iter().filter(|(id, _)| !states.contains_key(id));
            let new = new.map(|(_, new)| new).collect();
            replay::ask_again(transaction, workspace, endpoint.id, &again, now, now).await?;
            deliveries::insert(transaction, workspace, endpoint.id, new, now, now).await?;
            Ok::<_, ApiError>(true)
        })
    });
    moved.await
}
