//! One run of the program: what it printed, how it ended.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use super::{LOOK_EVERY, PATIENCE};

/// What a command left.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed for programs.
    pub stdout: String,
    /// What it printed for people.
    pub stderr: String,
}

/// The program with no settings at all.
pub fn bare_command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
    command.env_remove("FAILPOINTS");
    let is_setting = |name: &str| name.starts_with("DAYBOOK_") || name.starts_with("AWS_");
    let inherited = std::env::vars_os().filter(|(name, _)| is_setting(&name.to_string_lossy()));
    for (name, _) in inherited {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Outcome {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Outcome {
        status: output.status,
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The code and the complaint of a command that must fail, and soon: a server that starts after all is stopped.
pub fn fails(command: &mut Command) -> (i32, String) {
    let pipes = command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("it did not fail: {:?}", end(child));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let outcome = end(child);
    assert_eq!(outcome.stdout, "", "{outcome:?}");
    (outcome.status.code().unwrap(), outcome.stderr)
}

/// Starts a command; answers its first line. One that says nothing is killed, and the test fails.
pub fn first_line(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let stdout = child.stdout.take().unwrap();
    let (told, said) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(stdout).read_line(&mut line);
        // Nobody may be waiting any more.
        let _ = told.send(read.map(|_| line));
    });
    match said.recv_timeout(PATIENCE) {
        Ok(line) => (child, line.unwrap()),
        Err(error) => {
            child.kill().unwrap();
            panic!("{command:?} said nothing for {PATIENCE:?}: {error}");
        }
    }
}

/// A child's whole output, once it has ended.
pub fn end(mut child: Child) -> Outcome {
    let mut texts = [String::new(), String::new()];
    let [stdout, stderr] = &mut texts;
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_string(stdout).unwrap();
    }
    if let Some(mut pipe) = child.stderr.take() {
        pipe.read_to_string(stderr).unwrap();
    }
    let status = child.wait().unwrap();
    let [stdout, stderr] = texts;
    Outcome {
        status,
        stdout,
        stderr,
    }
}
