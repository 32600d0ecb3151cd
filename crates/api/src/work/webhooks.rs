//! Sending to webhook endpoints: many at once, of each endpoint few, so that one that does not answer keeps nobody else waiting.

use std::collections::HashMap;
use std::time::Duration;

use daybook_shared::id::WebhookId;
use tokio::task::{Id, JoinError, JoinSet};

use super::Stopping;
use crate::db::Engine;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::webhooks::queue::{self, Claimed};
use crate::webhooks::deliver::{self, Tried};

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(1);
/// After a try has ended, others that end in this time are noted with it.
const TOGETHER: Duration = Duration::from_millis(2);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Messages on their way at once from a process.
const PLACES: usize = 128;
/// How many of them may go to endpoints whose last try failed: the others are always free for those that answer.
const PLACES_OF_FAILING: usize = PLACES / 2;
/// Messages on their way to one endpoint, and to one whose last try failed.
const PLACES_OF_ONE: usize = 8;
const PLACES_OF_ONE_FAILING: usize = 1;

/// Sends until the process stops.
pub(super) async fn send(state: AppState, mut stopping: Stopping) {
    if state.database.engine() == Engine::Sqlite {
        release_all(&state).await;
    }
    let mut going = Going::default();
    loop {
        let next = going.go_on(&state).await;
        if let Err(error) = &next {
            tracing::error!(%error, source = error.source_text(), "webhooks could not be read or written");
            if !stopping.pause(AFTER_FAILURE).await {
                break;
            }
            continue;
        }
        tokio::select! {
            ended = going.next_end() => {
                going.take(ended);
                tokio::time::sleep(TOGETHER).await;
            }
            () = state.webhooks.news.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
            () = stopping.told() => break,
        }
    }
    going.end(&state).await;
}

/// What is on its way.
#[derive(Default)]
struct Going {
    tasks: JoinSet<Tried>,
    claimed: HashMap<Id, Claimed>,
    endpoints: HashMap<WebhookId, OfOne>,
    /// Tried, and not noted yet.
    tried: Vec<Tried>,
}

/// What is on its way to an endpoint.
#[derive(Default)]
struct OfOne {
    places: usize,
    is_failing: bool,
}

impl OfOne {
    fn room(&self) -> usize {
        let most = match self.is_failing {
            true => PLACES_OF_ONE_FAILING,
            false => PLACES_OF_ONE,
        };
        most.saturating_sub(self.places)
    }
}

impl Going {
    /// Notes what has ended, and sends as much as there is room for.
    async fn go_on(&mut self, state: &AppState) -> ApiResult<()> {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.take(ended);
        }
        if !self.tried.is_empty() {
            // Kept until it is noted: it would be sent again otherwise.
            deliver::note(state, self.tried.clone()).await?;
            self.tried.clear();
        }
        let mut room = PLACES.saturating_sub(self.claimed.len());
        let failing = self.endpoints.values().filter(|one| one.is_failing);
        let mut room_of_failing = PLACES_OF_FAILING.saturating_sub(failing.map(|one| one.places).sum());
        if room == 0 {
            return Ok(());
        }
        let mut wanted = Vec::new();
        for endpoint in deliver::due(state).await? {
            let one = self.endpoints.get(&endpoint.id);
            let mut most = one.map_or(PLACES_OF_ONE, OfOne::room).min(room);
            if one.is_some_and(|one| one.is_failing) {
                most = most.min(room_of_failing);
                room_of_failing -= most;
            }
            room -= most;
            if most > 0 {
                wanted.push((endpoint, most));
            }
        }
        for job in deliver::claim(state, wanted).await? {
            let (id, claimed, state) = (job.endpoint.id, job.claimed.clone(), state.clone());
            let task = self
                .tasks
                .spawn(async move { deliver::try_one(&state, job).await });
            self.endpoints.entry(id).or_default().places += 1;
            self.claimed.insert(task.id(), claimed);
        }
        Ok(())
    }

    /// Waits until a try ends; for ever, where there is none.
    async fn next_end(&mut self) -> Result<(Id, Tried), JoinError> {
        match self.tasks.join_next_with_id().await {
            Some(ended) => ended,
            None => std::future::pending().await,
        }
    }

    fn take(&mut self, ended: Result<(Id, Tried), JoinError>) {
        let (task, tried) = match ended {
            Ok((task, tried)) => (task, Some(tried)),
            Err(error) => {
                // Its lease ends, and somebody tries it again.
                tracing::error!(%error, "a try of a webhook ended early");
                (error.id(), None)
            }
        };
        let Some(claimed) = self.claimed.remove(&task) else {
            return;
        };
        let one = self.endpoints.entry(claimed.endpoint).or_default();
        one.places = one.places.saturating_sub(1);
        if let Some(tried) = tried {
            one.is_failing = !tried.has_arrived();
            self.tried.push(tried);
        }
        if one.places == 0 && !one.is_failing {
            self.endpoints.remove(&claimed.endpoint);
        }
    }

    /// Notes what has ended, and leaves the rest to others.
    async fn end(mut self, state: &AppState) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.take(ended);
        }
        self.tasks.shutdown().await;
        let tried = std::mem::take(&mut self.tried);
        if let Err(error) = deliver::note(state, tried).await {
            tracing::warn!(%error, "what was sent to webhooks could not be noted, and is sent again");
        }
        let left = self.claimed.into_values().collect();
        if let Err(error) = deliver::give_back(state, left).await {
            tracing::warn!(%error, "webhooks under way are sent again only when their leases end");
        }
    }
}

/// Nobody else writes to a SQLite file: what was under way when it was opened is nobody's any more.
async fn release_all(state: &AppState) {
    let now = state.clock.now();
    let work = state.database.write_quietly(move |transaction| {
        Box::pin(async move { queue::release_all(transaction, now).await })
    });
    if let Err(error) = work.await {
        tracing::warn!(%error, "webhooks under way are sent again only when their leases end");
    }
}
