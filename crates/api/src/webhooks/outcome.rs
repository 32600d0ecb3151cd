//! What becomes of deliveries that were tried, and of their endpoints.

use std::collections::BTreeMap;
use std::sync::Arc;

use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::WebhookDisabled;

use super::deliver::Tried;
use super::reply::Reply;
use super::schedule::{self, MOST_ATTEMPTS};
use super::stop;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::webhooks::note::{self, Note, Verdict};
use crate::store::webhooks::{Endpoint, endpoints, queue};

/// What becomes of a delivery.
enum Course {
    Note(Verdict),
    Stop(WebhookDisabled),
}

/// Endpoints that want nothing before a moment, in the order in which they are locked.
type PutOff = BTreeMap<(WorkspaceId, WebhookId), (Arc<Endpoint>, Timestamp)>;

/// Notes what was tried. What stops an endpoint is noted with that.
pub async fn note(state: &AppState, tried: Vec<Tried>) -> ApiResult<()> {
    let mut notes: Vec<Note> = Vec::with_capacity(tried.len());
    let mut put_off = PutOff::new();
    let now = state.clock.now();
    for tried in tried {
        let verdict = match course(state, &tried).await? {
            Course::Note(verdict) => verdict,
            Course::Stop(disabled) => {
                let again = again(&tried, now);
                let last = (tried.job.claimed.clone(), tried.attempt.clone(), again);
                let Err(error) = stop::stop(state, &tried.job.endpoint, disabled, Some(last)).await else {
                    continue;
                };
                // The others need not wait for it, and the next try leads here again.
                let id = tried.job.endpoint.id;
                tracing::error!(webhook.id = %id, %error, source = error.source_text(), "an endpoint could not be disabled");
                again
            }
        };
        if let Some(at) = not_before(&tried, now) {
            let endpoint = &tried.job.endpoint;
            let key = (endpoint.workspace, endpoint.id);
            let kept = put_off.entry(key).or_insert_with(|| (endpoint.clone(), at));
            *kept = (endpoint.clone(), at.max(kept.1));
        }
        notes.push((tried.job.claimed, tried.attempt, verdict));
    }
    if notes.is_empty() {
        return Ok(());
    }
    let noted = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            note::note(transaction, notes, now).await?;
            for (endpoint, at) in put_off.into_values() {
                endpoints::put_off(transaction, &endpoint, at).await?;
            }
            Ok::<_, ApiError>(())
        })
    });
    noted.await
}

/// The moment before which the receiver wants nothing at all.
fn not_before(tried: &Tried, now: Timestamp) -> Option<Timestamp> {
    let reply = tried.reply.as_ref().filter(|reply| reply.is_busy())?;
    Some(schedule::heeded(now, reply.retry_after(now)?))
}

/// What becomes of a delivery that stops no endpoint after all: it is tried again, elsewhere, if it still may.
fn again(tried: &Tried, now: Timestamp) -> Verdict {
    let claimed = &tried.job.claimed;
    let next = schedule::next(claimed.id, claimed.attempts + 1, now, None);
    next.filter(|_| claimed.sequence.is_some())
        .map_or(Verdict::Failed, Verdict::Again)
}

async fn course(state: &AppState, tried: &Tried) -> ApiResult<Course> {
    let (now, claimed) = (state.clock.now(), &tried.job.claimed);
    if tried.has_arrived() {
        return Ok(Course::Note(Verdict::Delivered));
    }
    let reply = tried.reply.as_ref();
    let stopped = |code: &str, reason: String| {
        Course::Stop(WebhookDisabled {
            code: code.to_owned(),
            reason,
            at: now,
        })
    };
    if reply.is_some_and(Reply::is_gone) {
        let reason = "The receiver answered 410: it wants no events any more.".to_owned();
        return Ok(stopped("gone", reason));
    }
    if claimed.sequence.is_none() || tried.job.body.is_none() {
        // A ping says how it is now.
        return Ok(Course::Note(Verdict::Failed));
    }
    let retry_after = reply.and_then(|reply| reply.retry_after(now));
    let next = match not_before(tried, now) {
        Some(at) => schedule::put_off(claimed.id, claimed.asked_at, now, at).map(Verdict::PutOff),
        None => schedule::next(claimed.id, claimed.attempts + 1, now, retry_after).map(Verdict::Again),
    };
    if let Some(verdict) = next {
        return Ok(Course::Note(verdict));
    }
    let reader = state.database.reader();
    // Where others arrive, it is this one event that the receiver does not take.
    if queue::has_delivered_since(reader, claimed.workspace, claimed.endpoint, claimed.asked_at).await? {
        return Ok(Course::Note(Verdict::Failed));
    }
    let days = (now.0 - claimed.asked_at.0) / (24 * 60 * 60 * 1_000_000);
    let why = tried.attempt.error.as_deref().unwrap_or_default();
    let often = match claimed.attempts + 1 {
        MOST_ATTEMPTS => format!("{MOST_ATTEMPTS} times "),
        _ => String::new(),
    };
    let reason = format!(
        "A delivery was tried {often}over {days} days, and nothing else arrived meanwhile. The last try: {why}."
    );
    Ok(stopped("exhausted", reason))
}
