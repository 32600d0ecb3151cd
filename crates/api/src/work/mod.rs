//! Background work: what goes on beside the requests, in `serve` or in processes of its own (`work`).
//!
//! Each kind of work is a loop in a file of its own. A loop looks for something to do, does it, and waits; it may be
//! killed at any moment, and run in any number of processes.

mod counts;
pub mod export_files;
pub mod exports;
mod idempotent_requests;
pub mod mails;
mod quota_windows;
mod search_indexes;
mod webhook_events;
pub mod webhook_log;
mod webhook_places;
mod webhooks;

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::state::AppState;

/// Time that the loops get to come to a good place when the process stops.
const DRAIN: Duration = Duration::from_secs(10);

/// The loops of this process. Dropped, they end where they are.
pub struct Work {
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
}

impl Work {
    /// Starts all loops.
    pub fn start(state: &AppState) -> Self {
        let (stop, stopping) = watch::channel(false);
        let mut loops = JoinSet::new();
        let stopping = Stopping(stopping);
        loops.spawn(search_indexes::look_after(state.clone(), stopping.clone()));
        loops.spawn(counts::keep(state.clone(), stopping.clone()));
        loops.spawn(exports::make(state.clone(), stopping.clone()));
        loops.spawn(export_files::look_after(state.clone(), stopping.clone()));
        loops.spawn(mails::send(state.clone(), stopping.clone()));
        loops.spawn(quota_windows::forget(state.clone(), stopping.clone()));
        loops.spawn(idempotent_requests::forget(state.clone(), stopping.clone()));
        loops.spawn(webhook_events::send_off(state.clone(), stopping.clone()));
        loops.spawn(webhooks::send(state.clone(), stopping.clone()));
        loops.spawn(webhook_log::keep_short(state.clone(), stopping));
        Self { stop, loops }
    }

    /// Lets the loops come to a good place, and ends those that take too long.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.loops.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, all).await.is_err() {
            tracing::warn!("background work was still under way and is left to its next run");
        }
    }
}

/// How a loop learns that the process stops.
#[derive(Clone)]
struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Waits for the next round; answers whether there is one.
    async fn pause(&mut self, length: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(length) => true,
            () = self.told() => false,
        }
    }

    /// Whether the process stops.
    fn has_come(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the process stops.
    async fn told(&mut self) {
        // An error says that nobody can tell any more, which is the same.
        let _ = self.0.wait_for(|is_stopping| *is_stopping).await;
    }
}
