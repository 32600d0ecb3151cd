//! What was confirmed is there, once, in order, and no reader misses it, whatever happens: the program as processes, under
//! load, with faults.
//!
//! Every promise has an oracle, a function over what the clients wrote down, and every oracle has a mutant: the program with a
//! fault at a named point (FAILPOINTS), which the same code must catch.

mod aborted;
mod clients;
mod clock;
mod disk_full;
mod exactly_once;
mod export_files;
mod export_store;
mod exported;
mod failover;
mod followers;
pub mod form;
mod forwarder;
mod journal;
mod killed_database;
mod killed_server;
mod late_visibility;
mod listeners;
mod live;
mod log;
mod mails;
mod no_contention;
mod overload;
mod partition;
mod power_loss;
mod replicas;
mod report;
mod restart;
mod spreadsheet;
mod stopped_server;
mod trace;
mod transactions;
mod unread;
mod unsafe_commits;
mod violation;
mod watch;
mod webhooks;

use std::time::Duration;

use log::Log;

use crate::support::database;
use crate::support::program::Program;

/// What a stop may take from the signal on.
const STOP_WITHIN: Duration = Duration::from_secs(10);
/// What the full form of a kill test must have had confirmed.
const FULL_EVENTS: usize = 50_000;

/// The full form of a kill test must have had enough confirmed.
fn assert_enough(form: form::Form, figures: &report::Figures) {
    let acknowledged = figures.get("acknowledged");
    assert!(
        form == form::Form::Short || acknowledged >= FULL_EVENTS,
        "only {figures}"
    );
}

/// Whether the tests run on SQLite at the moment.
fn is_sqlite() -> bool {
    !database::is_postgres()
}

impl Program {
    /// Makes a workspace and a key to its log.
    fn new_log(&self, name: &str) -> Log {
        let workspace = self.workspace(name);
        let token = self.key(&workspace);
        Log { workspace, token }
    }
}
