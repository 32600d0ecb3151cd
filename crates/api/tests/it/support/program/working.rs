//! `daybook work` as a process.

use std::process::{Child, Command};

use super::command::first_line;

/// A process that does background work; killed when dropped.
pub struct Working {
    child: Child,
}

impl Working {
    /// Starts what a command says and waits until it works.
    pub fn start(command: Command) -> Self {
        let (child, line) = first_line(command);
        assert!(line.contains("works"), "the worker did not start: {line}");
        Self { child }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
