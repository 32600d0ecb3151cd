//! Sending to webhook endpoints: many at once, of each endpoint few, so that one that does not answer keeps nobody else waiting.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, timeout_at};

use super::Stopping;
use super::webhook_places::Places;
use crate::db::Engine;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::webhooks::queue::{self, Claimed};
use crate::webhooks::deliver::{self, Tried};
use crate::webhooks::outcome;

/// How often it is looked whether something is due.
const EVERY: Duration = Duration::from_secs(1);
/// After a try has ended, others that end in this time are noted with it.
const TOGETHER: Duration = Duration::from_millis(2);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How long a process that stops waits for the answers to what it sent: what comes later is sent again. It must be less than all loops get together,
/// so that there is time to note them.
const TO_THE_END: Duration = Duration::from_secs(8);
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
    places: Places,
    /// Tried, and not noted yet.
    tried: Vec<Tried>,
}

impl Going {
    /// Notes what has ended, and sends as much as there is room for.
    async fn go_on(&mut self, state: &AppState) -> ApiResult<()> {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.take(ended);
        }
        if !self.tried.is_empty() {
            // Kept until it is noted: it would be sent again otherwise.
            outcome::note(state, self.tried.clone()).await?;
            self.tried.clear();
        }
        while self.send_some(state).await? {}
        Ok(())
    }

    /// Sends to those whose turn it is; answers whether places were left by them that others may want.
    async fn send_some(&mut self, state: &AppState) -> ApiResult<bool> {
        let due = deliver::due(state).await?;
        let keys: Vec<_> = due
            .iter()
            .map(|endpoint| (endpoint.workspace, endpoint.id))
            .collect();
        self.places.forget(&keys);
        let shares = self.places.share(&keys);
        let given: usize = shares.values().sum();
        let wanted = due.into_iter().filter_map(|endpoint| {
            let most = shares.get(&endpoint.id).copied()?;
            Some((endpoint, most))
        });
        let jobs = deliver::claim(state, wanted.collect()).await?;
        let are_left = !jobs.is_empty() && jobs.len() < given && shares.len() < keys.len();
        for job in jobs {
            let (claimed, state) = (job.claimed.clone(), state.clone());
            self.places.take(claimed.workspace, claimed.endpoint);
            let task = self
                .tasks
                .spawn(async move { deliver::try_one(&state, job).await });
            self.claimed.insert(task.id(), claimed);
        }
        Ok(are_left)
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
        let is_prompt = tried.as_ref().is_some_and(Tried::is_prompt);
        self.places.free(claimed.endpoint, is_prompt);
        self.tried.extend(tried);
    }

    /// Waits for what is on its way, as long as a process may take to stop, notes it, and leaves the rest to others.
    async fn end(mut self, state: &AppState) {
        let deadline = Instant::now() + TO_THE_END;
        while let Ok(Some(ended)) = timeout_at(deadline, self.tasks.join_next_with_id()).await {
            self.take(ended);
        }
        self.tasks.shutdown().await;
        let tried = std::mem::take(&mut self.tried);
        if let Err(error) = outcome::note(state, tried).await {
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
