//! `daybook work` as a process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A process that does background work; killed when dropped.
pub struct Working {
    child: Child,
}

impl Working {
    /// Starts what a command says and waits until it works.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
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
