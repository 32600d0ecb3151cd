//! Grouped commits: what arrives while a commit runs is committed together by the next one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use daybook_shared::limits::MAX_BATCH_EVENTS;
use daybook_shared::problem::ErrorCode;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::Draft;
use crate::ballast::Ballast;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::{ApiError, ApiResult};
#[cfg(feature = "failpoints")]
use crate::faults;
use crate::store::events::append::{self, Appended};

/// Requests that may wait for one workspace; beyond it they are refused, not queued.
const MAX_WAITING: usize = 2_000;
/// Events that may wait for one workspace, in whatever requests: more than that could not be committed in time.
const MAX_WAITING_EVENTS: usize = 40 * MAX_BATCH_EVENTS;
const BUSY_RETRY_SECONDS: i64 = 1;

/// Which room on the disk an append may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// What is free.
    Free,
    /// Also what the ballast gave back.
    Last,
}

/// Everything may wait, for a test that shows what the bound is good for.
fn is_unbounded() -> bool {
    fail::fail_point!("append::no_queue_bound", |_| true);
    false
}

struct Waiting {
    drafts: Vec<Draft>,
    room: Room,
    answer: oneshot::Sender<ApiResult<Vec<Appended>>>,
}

/// What waits for one workspace.
#[derive(Default)]
struct Line {
    requests: Vec<Waiting>,
    events: usize,
}

impl Line {
    fn is_full_for(&self, request: &Waiting) -> bool {
        let is_too_much = self.events + request.drafts.len() > MAX_WAITING_EVENTS;
        (self.requests.len() >= MAX_WAITING || is_too_much) && !is_unbounded()
    }

    fn push(&mut self, request: Waiting) {
        self.events += request.drafts.len();
        self.requests.push(request);
    }

    /// The next requests that fit into one commit.
    fn take_group(&mut self) -> Vec<Waiting> {
        let mut events = 0;
        let fitting = self.requests.iter().take_while(|waiting| {
            events += waiting.drafts.len();
            events <= MAX_BATCH_EVENTS
        });
        let count = fitting.count().max(1).min(self.requests.len());
        let group: Vec<Waiting> = self.requests.drain(..count).collect();
        self.events -= group.iter().map(|waiting| waiting.drafts.len()).sum::<usize>();
        group
    }
}

/// The queues of all workspaces. A workspace has an entry exactly while a task drains it.
#[derive(Clone)]
pub(super) struct Queues {
    waiting: Arc<Mutex<HashMap<Uuid, Line>>>,
    database: Database,
    clock: Clock,
    ballast: Ballast,
    // The server's own runtime: a task of a connection's would end with the connection's worker.
    runtime: Handle,
}

impl Queues {
    pub(super) fn new(database: Database, clock: Clock, ballast: Ballast) -> Self {
        Self {
            waiting: Arc::default(),
            database,
            clock,
            ballast,
            runtime: Handle::current(),
        }
    }

    /// Commits the drafts, all or none, and answers after the commit.
    pub(super) async fn commit(
        &self,
        workspace: Uuid,
        drafts: Vec<Draft>,
        room: Room,
    ) -> ApiResult<Vec<Appended>> {
        let (answer, answered) = oneshot::channel();
        let request = Waiting { drafts, room, answer };
        self.push(workspace, request)?;
        answered.await.unwrap_or_else(|_| {
            Err(ApiError::new(
                ErrorCode::Unavailable,
                "the server is stopping; send the events again",
            )
            .retry_after(BUSY_RETRY_SECONDS))
        })
    }

    fn push(&self, workspace: Uuid, request: Waiting) -> ApiResult<()> {
        let mut queues = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match queues.get_mut(&workspace) {
            Some(line) if line.is_full_for(&request) => Err(ApiError::new(
                ErrorCode::Unavailable,
                "too many appends wait already; nothing was stored",
            )
            .retry_after(BUSY_RETRY_SECONDS)),
            Some(line) => {
                line.push(request);
                Ok(())
            }
            None => {
                queues.entry(workspace).or_default().push(request);
                self.runtime.spawn(self.clone().drain(workspace));
                Ok(())
            }
        }
    }

    async fn drain(self, workspace: Uuid) {
        // Those that arrive in the same turn go with the first.
        tokio::task::yield_now().await;
        while let Some(group) = self.next_group(workspace) {
            let group = self.with_room(group);
            if group.is_empty() {
                continue;
            }
            let (drafts, answers): (Vec<_>, Vec<_>) = group
                .into_iter()
                .map(|waiting| (waiting.drafts, waiting.answer))
                .unzip();
            let count = answers.len();
            #[cfg(feature = "failpoints")]
            faults::pause("append::slow").await;
            let results = match append::commit(&self.database, &self.clock, workspace, drafts).await {
                Ok(results) => results,
                Err(error) => {
                    self.ballast.release_if_full(&error);
                    repeated(error, count)
                }
            };
            fail::fail_point!("append::answer_late");
            for (answer, result) in answers.into_iter().zip(results) {
                // A client that hung up does not undo its commit.
                let _ = answer.send(result);
            }
        }
    }

    /// The requests that there is room for; the others are refused.
    fn with_room(&self, group: Vec<Waiting>) -> Vec<Waiting> {
        let fits = |request: &Waiting| match request.room {
            Room::Free => self.ballast.check(),
            Room::Last => Ok(()),
        };
        let mut fitting = Vec::with_capacity(group.len());
        for request in group {
            match fits(&request) {
                Ok(()) => fitting.push(request),
                // Nobody may be waiting for it.
                Err(refused) => drop(request.answer.send(Err(refused))),
            }
        }
        fitting
    }

    /// The next requests that fit into one commit; none ends the workspace's turn.
    fn next_group(&self, workspace: Uuid) -> Option<Vec<Waiting>> {
        let mut queues = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let group = queues.get_mut(&workspace)?.take_group();
        if group.is_empty() {
            queues.remove(&workspace);
            return None;
        }
        Some(group)
    }
}

/// One failure for all requests of a group.
fn repeated(error: ApiError, count: usize) -> Vec<ApiResult<Vec<Appended>>> {
    let mut results: Vec<ApiResult<Vec<Appended>>> =
        (1..count).map(|_| Err(error.without_source())).collect();
    results.insert(0, Err(error));
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_full_after_so_many_requests() {
        let request = || Waiting {
            drafts: Vec::new(),
            room: Room::Free,
            answer: oneshot::channel().0,
        };
        let mut line = Line::default();
        for _ in 0..MAX_WAITING {
            assert!(!line.is_full_for(&request()));
            line.push(request());
        }
        assert!(line.is_full_for(&request()));
        assert_eq!(line.take_group().len(), MAX_WAITING);
        assert!(!line.is_full_for(&request()));
    }
}
