//! Making the files of exports, a few at a time, on threads of their own that come last where others want the processor: a large
//! export keeps no list waiting.

use std::collections::HashMap;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::{Id, JoinSet};

use super::Stopping;
use crate::db::Engine;
use crate::error::ApiResult;
use crate::export::job;
use crate::state::AppState;
use crate::store::exports::{self, Job};

/// How often it is looked for an export that another process was asked for, or left.
const EVERY: Duration = Duration::from_secs(1);
/// Exports that a process makes at once: a short one does not wait for a long one.
const AT_ONCE: usize = 2;
/// Threads that read rows and make bytes of them.
const THREADS: usize = 2;
/// The share of connections that they get.
const SHARES: usize = 4;
/// How nice their threads are: they get about a tenth of a processor that others want, too.
const NICE: i32 = 10;

/// Makes exports until the process stops.
pub(super) async fn make(state: AppState, stopping: Stopping) {
    let (ended, end) = oneshot::channel();
    let started = std::thread::Builder::new()
        .name("exports".to_owned())
        .spawn(move || {
            let runtime = Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("exports")
                .on_thread_start(come_last)
                .enable_all()
                .build();
            match runtime {
                Ok(runtime) => runtime.block_on(go_on(state, stopping)),
                Err(error) => tracing::error!(%error, "no exports are made: their threads cannot be started"),
            }
            // Nobody may be waiting.
            let _ = ended.send(());
        });
    match started {
        // An error says that the thread is gone, which is the same.
        Ok(_) => drop(end.await),
        Err(error) => tracing::error!(%error, "no exports are made: their thread cannot be started"),
    }
}

fn come_last() {
    #[cfg(target_os = "linux")]
    // Of the thread that asks: Linux gives each its own.
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "exports are as important as everything else");
    }
}

/// Claims and makes everything that is due, one after the other; for those who do not wait for the loop. Answers how many
/// attempts there were.
pub async fn make_due(state: &AppState) -> ApiResult<usize> {
    let mut attempts = 0;
    while let Some(job) = claim(state).await? {
        job::run(state, job).await?;
        attempts += 1;
    }
    Ok(attempts)
}

async fn go_on(state: AppState, mut stopping: Stopping) {
    let state = state.for_this_thread_of(SHARES);
    if state.database.engine() == Engine::Sqlite {
        release_all(&state).await;
    }
    let mut jobs = Jobs::default();
    loop {
        let is_full = jobs.fill(&state).await;
        tokio::select! {
            () = jobs.next_end() => {}
            () = state.export_news.notified(), if !is_full => {}
            () = tokio::time::sleep(EVERY), if !is_full => {}
            () = stopping.told() => break,
        }
    }
    jobs.give_back(&state).await;
}

/// What is being made.
#[derive(Default)]
struct Jobs {
    tasks: JoinSet<()>,
    jobs: HashMap<Id, Job>,
}

impl Jobs {
    /// Begins as many as there is room for; answers whether there is none left.
    async fn fill(&mut self, state: &AppState) -> bool {
        while self.jobs.len() < AT_ONCE {
            let job = match claim(state).await {
                Ok(Some(job)) => job,
                Ok(None) => return false,
                Err(error) => {
                    tracing::error!(%error, "it could not be looked for exports");
                    return false;
                }
            };
            let task = self.tasks.spawn(run(state.clone(), job.clone()));
            self.jobs.insert(task.id(), job);
        }
        true
    }

    /// Waits until one of them ends; for ever, where there is none.
    async fn next_end(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => drop(self.jobs.remove(&id)),
            Some(Err(error)) => {
                // Its lease ends, and somebody takes it over.
                let job = self.jobs.remove(&error.id());
                let export = job.map(|job| job.id.to_string());
                tracing::error!(export.id = export, %error, "an attempt at an export ended early");
            }
            None => std::future::pending().await,
        }
    }

    /// Ends what is under way, and leaves it to others.
    async fn give_back(mut self, state: &AppState) {
        self.tasks.shutdown().await;
        for job in self.jobs.into_values() {
            let id = job.id;
            let work = state.database.write(move |transaction| {
                Box::pin(async move { exports::give_back(transaction, &job).await })
            });
            if let Err(error) = work.await {
                tracing::warn!(export.id = %id, %error, "an export is taken over only when its lease ends");
            }
        }
    }
}

async fn run(state: AppState, job: Job) {
    let id = job.id;
    if let Err(error) = job::run(&state, job).await {
        let source = error.source_text();
        tracing::error!(export.id = %id, %error, source, "what came of an export could not be told");
    }
}

async fn claim(state: &AppState) -> ApiResult<Option<Job>> {
    let (attempt, now) = (state.clock.new_uuid(), state.clock.now());
    Ok(exports::claim(&state.database, attempt, now).await?)
}

/// Nobody else writes to a SQLite file: what was under way when it was opened is nobody's any more.
async fn release_all(state: &AppState) {
    let now = state.clock.now();
    let work = state
        .database
        .write(move |transaction| Box::pin(async move { exports::release_all(transaction, now).await }));
    if let Err(error) = work.await {
        tracing::warn!(%error, "exports are taken over only when their leases end");
    }
}
