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
mod form;
mod forwarder;
mod journal;
mod killed_server;
mod log;
mod overload;
mod partition;
mod report;
mod restart;
mod transactions;
mod violation;
mod watch;

use log::Log;

use crate::support::program::Program;

impl Program {
    /// Makes a workspace and a key to its log.
    fn new_log(&self, name: &str) -> Log {
        let workspace = self.workspace(name);
        let token = self.key(&workspace);
        Log { workspace, token }
    }
}
