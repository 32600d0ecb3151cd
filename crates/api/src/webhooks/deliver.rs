//! Deliveries are tried: taken under a lease, sent, and noted. Whoever dies in between is followed by another when the lease ends, so that every
//! message arrives at least once.

use std::collections::HashMap;
use std::sync::Arc;

use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::DELIVERY_SECONDS;
use sea_orm::DbErr;

use super::reply::{Failure, Reply};
use super::secret::Secret;
use super::{body, headers, outcome, standing, stop};
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::events::at::{Stored, at};
use crate::store::webhooks::attempts::Attempt;
use crate::store::webhooks::queue::{self, Claimed};
use crate::store::webhooks::{Endpoint, endpoints};

/// How long whoever took a delivery has it: the time of sending it, and as much for what is to be written then.
const LEASE_SECONDS: i64 = 2 * DELIVERY_SECONDS.cast_signed();
/// An answer within this time shows that a receiver keeps up.
const PROMPT_MICROSECONDS: i64 = 2_000_000;

/// A delivery that is to be tried now.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where it goes.
    pub endpoint: Arc<Endpoint>,
    /// Which one.
    pub claimed: Claimed,
    /// What is sent; nothing where the event is not there any more.
    pub(super) body: Option<String>,
}

/// A delivery that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    pub(super) job: Job,
    pub(super) attempt: Attempt,
    pub(super) reply: Option<Reply>,
}

impl Tried {
    /// The delivery.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Whether the receiver has it, and said so in good time.
    pub fn is_prompt(&self) -> bool {
        self.has_arrived() && self.attempt.duration <= PROMPT_MICROSECONDS
    }

    /// Whether the receiver has it.
    pub fn has_arrived(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_success)
    }
}

/// The endpoints to which something is to be sent now.
pub async fn due(state: &AppState) -> Result<Vec<Endpoint>, DbErr> {
    endpoints::list_due(state.database.reader(), state.clock.now().0).await
}

/// Takes what is due of endpoints, of each so many. One that may not be sent events any more is stopped instead.
pub async fn claim(state: &AppState, wanted: Vec<(Endpoint, usize)>) -> ApiResult<Vec<Job>> {
    let mut allowed = Vec::with_capacity(wanted.len());
    for (endpoint, most) in wanted {
        match may_be_sent_to(state, &endpoint).await {
            Ok(true) => allowed.push((Arc::new(endpoint), most)),
            Ok(false) => {}
            // The others need not wait for it.
            Err(error) => {
                tracing::error!(webhook.id = %endpoint.id, %error, source = error.source_text(), "nothing is sent to an endpoint")
            }
        }
    }
    if allowed.is_empty() {
        return Ok(Vec::new());
    }
    let (attempt, now) = (state.clock.new_uuid(), state.clock.now());
    let until = now.plus_seconds(LEASE_SECONDS);
    let claimed = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            let mut claimed = Vec::new();
            for (endpoint, most) in allowed {
                let taken = queue::claim(transaction, &endpoint, most, attempt, now, until).await?;
                claimed.extend(taken.into_iter().map(|one| (endpoint.clone(), one)));
            }
            Ok::<_, DbErr>(claimed)
        })
    });
    with_bodies(state, claimed.await?).await
}

async fn may_be_sent_to(state: &AppState, endpoint: &Endpoint) -> ApiResult<bool> {
    match standing::lost(state, endpoint).await? {
        Some(lost) if endpoint.is_enabled() => {
            stop::stop(state, endpoint, lost, None).await?;
            Ok(false)
        }
        _ => Ok(true),
    }
}

async fn with_bodies(state: &AppState, claimed: Vec<(Arc<Endpoint>, Claimed)>) -> ApiResult<Vec<Job>> {
    let mut places: HashMap<WorkspaceId, Vec<i64>> = HashMap::new();
    for (_, one) in &claimed {
        places.entry(one.workspace).or_default().extend(one.sequence);
    }
    let mut events: HashMap<(WorkspaceId, i64), Stored> = HashMap::new();
    for (workspace, places) in places {
        let found = at(&state.database, workspace.0, &places).await?;
        events.extend(
            found
                .into_iter()
                .map(|event| ((workspace, event.sequence), event)),
        );
    }
    let jobs = claimed.into_iter().map(|(endpoint, claimed)| {
        let body = match claimed.sequence {
            Some(place) => {
                let event = events.get(&(claimed.workspace, place));
                event.map(|event| body::of_event(&endpoint, event))
            }
            None => Some(body::of_ping(&endpoint, claimed.id, claimed.created_at)),
        };
        Job {
            endpoint,
            claimed,
            body,
        }
    });
    Ok(jobs.collect())
}

/// Tries a delivery.
pub async fn try_one(state: &AppState, job: Job) -> Tried {
    let (began, at) = (tokio::time::Instant::now(), state.clock.now());
    let signed = prepare(state, &job, at.0.div_euclid(1_000_000));
    let (request_headers, outcome) = match signed {
        Ok((headers, body)) => {
            let told = headers::told(&headers);
            (
                told,
                state.webhooks.sender.send(&job.endpoint.url, headers, body).await,
            )
        }
        Err(failure) => (Default::default(), Err(failure)),
    };
    let (reply, error) = match outcome {
        Ok(reply) => {
            let error = reply.error();
            (Some(reply), error)
        }
        Err(failure) => (None, Some(failure.kept())),
    };
    let attempt = Attempt {
        at,
        duration: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
        url: job.endpoint.url.clone(),
        request_headers,
        status: reply.as_ref().map(|reply| reply.status),
        response_headers: reply.as_ref().map(Reply::kept_headers),
        response_body: reply.as_ref().map(Reply::kept_body),
        error,
    };
    Tried { job, attempt, reply }
}

fn prepare(
    state: &AppState,
    job: &Job,
    seconds: i64,
) -> Result<(reqwest::header::HeaderMap, String), Failure> {
    let body = job.body.clone();
    let body = body.ok_or_else(|| Failure("the event is not in the log any more".to_owned()))?;
    let secrets = secrets(state, &job.endpoint).map_err(|error| {
        tracing::error!(webhook.id = %job.endpoint.id, source = error.source_text(), "a message cannot be signed");
        Failure("the endpoint's secret cannot be opened by this server; rotate it".to_owned())
    })?;
    let signed = headers::signed(job.claimed.id, seconds, &body, &secrets);
    let headers = signed.map_err(|error| Failure(error.to_string()))?;
    Ok((headers, body))
}

/// What an endpoint's messages are signed with now: its secret, and that of before for its time.
fn secrets(state: &AppState, endpoint: &Endpoint) -> ApiResult<Vec<Secret>> {
    let mut secrets = vec![Secret::opened(&state.keys, endpoint.id, &endpoint.sealed_secret)?];
    if let Some((sealed, until)) = &endpoint.previous_secret
        && state.clock.now() < *until
    {
        secrets.push(Secret::opened(&state.keys, endpoint.id, sealed)?);
    }
    Ok(secrets)
}

/// Gives back what was taken and is not tried to its end, so that others need not wait for the lease.
pub async fn give_back(state: &AppState, claimed: Vec<Claimed>) -> Result<(), DbErr> {
    let now = state.clock.now();
    let given = state.database.write_quietly(move |transaction| {
        Box::pin(async move {
            for one in claimed {
                queue::give_back(transaction, &one, now).await?;
            }
            Ok(())
        })
    });
    given.await
}

/// Takes, tries and notes whatever is due, one after the other, for those who do not wait for the loop. Answers how many tries there were.
pub async fn deliver_due(state: &AppState) -> ApiResult<usize> {
    let mut tries = 0;
    loop {
        let wanted = due(state).await?.into_iter().map(|endpoint| (endpoint, 1));
        let jobs = claim(state, wanted.collect()).await?;
        if jobs.is_empty() {
            return Ok(tries);
        }
        for job in jobs {
            let tried = try_one(state, job).await;
            outcome::note(state, vec![tried]).await?;
            tries += 1;
        }
    }
}
