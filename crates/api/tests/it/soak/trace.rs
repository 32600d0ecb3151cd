//! What processes ask of the kernel, as strace writes it down.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, Command, Stdio};

use tempfile::NamedTempFile;

/// A system call that matters, at the moment when it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// A request was read.
    Request,
    /// A write to a write-ahead log began, of the process or thread of that number.
    Write(u32),
    /// A sync of a write-ahead log came back.
    Sync,
    /// The writing of a reply began.
    Reply,
}

/// Processes that are being looked at, and those that they make.
pub struct Trace {
    strace: Child,
    // Open until it ends: it tells of every thread that it meets.
    said: Lines<BufReader<ChildStderr>>,
    file: NamedTempFile,
}

const CALLS: &str = "trace=fsync,fdatasync,pwrite64,pwritev,recvfrom,read,readv,sendto,write,writev";

impl Trace {
    /// Begins to look at processes and at those that they make from now on. What they make while this begins may be missed.
    pub fn start(processes: &[u32]) -> Self {
        let file = NamedTempFile::new().unwrap();
        let mut command = Command::new("strace");
        command.args([
            "-f",
            "-y",
            "-s",
            "32",
            "-e",
            CALLS,
            "-e",
            "signal=none",
            "-ttt",
            "-o",
        ]);
        command.arg(file.path());
        for process in processes {
            command.args(["-p", &process.to_string()]);
        }
        let mut strace = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(strace.stderr.take().unwrap()).lines();
        let mut missing = processes.len();
        while missing > 0 {
            match said.next() {
                Some(line) if line.as_ref().unwrap().contains("attached") => missing -= 1,
                // It has ended since it was listed.
                Some(line) if line.as_ref().unwrap().contains("No such process") => missing -= 1,
                Some(line) => panic!(
                    "strace may not look on (another user's process?): {}",
                    line.unwrap()
                ),
                None => panic!("strace ended"),
            }
        }
        Self { strace, said, file }
    }

    /// Ends all and answers what they saw, in its order: nobody goes on before what it does is written down with its time.
    pub fn stop(traces: impl IntoIterator<Item = Self>) -> Vec<Call> {
        let texts: Vec<String> = traces.into_iter().map(Self::end).collect();
        let mut lines: Vec<Line<'_>> = texts
            .iter()
            .flat_map(|text| text.lines())
            .filter_map(line)
            .collect();
        lines.sort_by_key(|line| line.at);
        calls(&lines)
    }

    fn end(mut self) -> String {
        let id = self.strace.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        self.said.by_ref().for_each(drop);
        self.strace.wait().unwrap();
        std::fs::read_to_string(self.file.path()).unwrap()
    }
}

/// What strace says of one process or thread at one moment, in seconds and microseconds.
struct Line<'a> {
    process: &'a str,
    at: (u64, u32),
    text: &'a str,
}

/// Reads a line such as `12 1795318981.123456 fdatasync(3</a/b-wal>) = 0`.
fn line(text: &str) -> Option<Line<'_>> {
    let (process, text) = text.split_once(' ')?;
    let (at, text) = text.trim_start().split_once(' ')?;
    let (seconds, micros) = at.split_once('.')?;
    Some(Line {
        process,
        at: (seconds.parse().ok()?, micros.parse().ok()?),
        text: text.trim_start(),
    })
}

/// Reads calls, also those of two lines: `fdatasync(3</a/b-wal> <unfinished ...>` and `<... fdatasync resumed>) = 0`.
fn calls(lines: &[Line<'_>]) -> Vec<Call> {
    let mut unfinished: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for Line { process, text, .. } in lines {
        let is_unfinished = text.ends_with("<unfinished ...>");
        let begun = if is_unfinished {
            unfinished.insert(process, text);
            *text
        } else if text.starts_with("<...") {
            unfinished.remove(process).unwrap_or_default()
        } else {
            text
        };
        let is_begin = begun == *text;
        if text.contains("\"POST /v1/workspaces/") {
            calls.push(Call::Request);
        } else if is_begin && text.contains("\"HTTP/1.1 201 ") {
            calls.push(Call::Reply);
        } else if is_begin && text.starts_with("pwrite") && is_write_ahead_log(text) {
            calls.push(Call::Write(process.parse().unwrap()));
        } else if begun.contains("sync(") && is_write_ahead_log(begun) && text.ends_with("= 0") {
            calls.push(Call::Sync);
        }
    }
    calls
}

/// Whether a call is about SQLite's or PostgreSQL's write-ahead log.
fn is_write_ahead_log(call: &str) -> bool {
    call.contains("-wal>") || call.contains("/pg_wal/0")
}

#[test]
fn calls_are_read_also_where_others_come_between() {
    let trace = "\
7 5.000001 recvfrom(9<socket:[1]>, \"POST /v1/workspaces/wsp_1/event\"..., 8192, 0, NULL, NULL) = 200
8  5.000003 pwrite64(4</tmp/a/test.db-wal>, \"x\", 24, 440) = 24
8  5.000004 fdatasync(4</tmp/a/test.db-wal> <unfinished ...>
7  5.000005 fsync(5</tmp/a/other>) = 0
9  5.000006 fsync(5</tmp/a/data/pg_wal/000000010000000000000001>) = -1 EIO (Input/output error)
8  5.000007 <... fdatasync resumed>)          = 0
7  5.000009 writev(9<socket:[1]>, [{iov_base=\"HTTP/1.1 201 Created\\r\\n\"..., iov_len=9}], 1) = 9";
    let lines: Vec<Line<'_>> = trace.lines().filter_map(line).collect();
    let seen = [Call::Request, Call::Write(8), Call::Sync, Call::Reply];
    assert_eq!(calls(&lines), seen);
}
