//! Asking for deliveries: a ping, one again, or a part of the log.

use daybook_shared::id::{DeliveryId, WebhookId, WorkspaceId};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{Delivery, PING};

use super::changes::none;
use crate::error::{ApiError, ApiResult};
use crate::fields::refusal;
use crate::state::AppState;
use crate::store::events::{at, head};
use crate::store::webhooks::deliveries::{self, BEFORE_ALL, NewDelivery};
use crate::store::webhooks::endpoint::Replay;
use crate::store::webhooks::{Endpoint, endpoints, replay};

/// A part of the log, by places or by moments of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// The first place.
    pub from_sequence: Option<i64>,
    /// The last one.
    pub to_sequence: Option<i64>,
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment that does not belong to it.
    pub to: Option<Timestamp>,
}

/// Puts a ping into the queue, of an endpoint that is disabled too.
pub async fn ping(state: &AppState, workspace: WorkspaceId, id: WebhookId) -> ApiResult<Delivery> {
    let (delivery, now) = (DeliveryId(state.clock.new_uuid()), state.clock.now());
    let new = NewDelivery {
        id: delivery,
        event: None,
        kind: PING.to_owned(),
    };
    let work = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            endpoints::lock(transaction, workspace, id)
                .await?
                .ok_or_else(none)?;
            deliveries::insert(transaction, workspace, id, vec![new], now, BEFORE_ALL).await?;
            let written = deliveries::find(transaction, workspace, id, delivery).await?;
            written.ok_or_else(|| ApiError::internal("a delivery that was written is not there"))
        })
    });
    let written = work.await?;
    state.webhooks.news.notify_one();
    Ok(written)
}

/// Asks for a delivery again, whatever came of it; 409 while the endpoint is disabled.
pub async fn one(
    state: &AppState,
    workspace: WorkspaceId,
    id: WebhookId,
    delivery: DeliveryId,
) -> ApiResult<Delivery> {
    let now = state.clock.now();
    let work = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            let endpoint = endpoints::lock(transaction, workspace, id)
                .await?
                .ok_or_else(none)?;
            let missing = || ApiError::not_found("delivery of this endpoint");
            let found = deliveries::find(transaction, workspace, id, delivery).await?;
            let found = found.ok_or_else(missing)?;
            if found.kind != PING {
                check_enabled(&endpoint)?;
            }
            replay::ask_again(transaction, workspace, id, &[delivery], now, BEFORE_ALL).await?;
            let asked = deliveries::find(transaction, workspace, id, delivery).await?;
            asked.ok_or_else(missing)
        })
    });
    let asked = work.await?;
    state.webhooks.news.notify_one();
    Ok(asked)
}

/// Asks for a part of the log again; answers its first and last place. 409 while the endpoint is disabled, or another replay is under way.
pub async fn part(
    state: &AppState,
    workspace: WorkspaceId,
    id: WebhookId,
    part: Part,
    all: bool,
) -> ApiResult<(i64, i64)> {
    let (first, last) = places(state, workspace, part).await?;
    let work = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            let endpoint = endpoints::lock(transaction, workspace, id).await?.ok_or_else(none)?;
            check_enabled(&endpoint)?;
            if let Some(replay) = endpoint.replay {
                let detail = format!(
                    "a replay up to {} is under way and is at {}; ask again when `replay_to` is not there any more",
                    replay.up_to, replay.place
                );
                return Err(ApiError::new(ErrorCode::WrongState, detail));
            }
            // What lies behind its place is sent anyway.
            let last = last.min(endpoint.place);
            if first <= last {
                let replay = Some(Replay {
                    place: first - 1,
                    up_to: last,
                    all,
                });
                endpoints::replace(transaction, Endpoint { replay, ..endpoint }).await?;
            }
            Ok((first, last))
        })
    });
    let places = work.await?;
    state.webhooks.asked.notify_one();
    Ok(places)
}

/// The first and the last place of a part of the log.
async fn places(state: &AppState, workspace: WorkspaceId, part: Part) -> ApiResult<(i64, i64)> {
    let head = head::of(&state.database, workspace.0).await?;
    let place_of = async |moment: Timestamp| -> ApiResult<i64> {
        let found = at::first_recorded_from(&state.database, workspace.0, head, moment.0).await?;
        Ok(found.unwrap_or(head + 1))
    };
    let first = match part.from {
        Some(from) => place_of(from).await?,
        None => part.from_sequence.unwrap_or(1),
    };
    if first > head {
        let (field, what) = match part.from {
            Some(_) => ("/from", "the moment"),
            None => ("/from_sequence", "the place"),
        };
        let detail = format!("{what} lies behind the end of the log, whose last event is at {head}");
        let error = FieldError::new(field, FieldCode::OutOfRange, detail);
        return Err(refusal(vec![error]));
    }
    let last = match part.to {
        Some(to) => place_of(to).await? - 1,
        None => part.to_sequence.unwrap_or(head),
    };
    Ok((first, last.min(head)))
}

fn check_enabled(endpoint: &Endpoint) -> ApiResult<()> {
    match &endpoint.disabled {
        None => Ok(()),
        Some(_) => Err(ApiError::new(
            ErrorCode::WrongState,
            "the endpoint is disabled; switch it on first, with `{\"state\": \"enabled\"}`",
        )),
    }
}
