//! The disk is full: reads go on, appends are refused, people can sign in and make room; then everything goes on.
//!
//! The database lies in a small tmpfs that only the server sees: `unshare` makes it a mount namespace of its own, which
//! root may do, and others where the system lets them have user namespaces.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::json;

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::journal::{Journal, Outcome};
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use super::watch::{Watch, ask, patient, refused_only_with, resumed};
use crate::support::program::{Program, Serving, eventually};

const PROMISE: &str = "disk full";
/// The disk, in MiB; the ballast takes one of them.
const DISK: u64 = 24;
const MEBIBYTE: usize = 1 << 20;
/// How long it may take until an append finds no room.
const FULL_WITHIN: Duration = Duration::from_secs(15);
/// How long nothing may be stored on a full disk, before there is room again.
const FULL_FOR: Duration = Duration::from_secs(2);

/// A server on a small disk.
struct Small {
    server: Serving,
    disk: PathBuf,
    heard: PathBuf,
}

/// Whether this system lets a process have a disk of its own.
fn may_mount() -> bool {
    let status = unshare()
        .args(["mount", "-t", "tmpfs", "none", "/mnt"])
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn unshare() -> Command {
    let mut command = Command::new("unshare");
    // Root needs no user namespace; others are root in theirs.
    command.args(["--mount", "--map-root-user"]);
    command
}

impl Small {
    /// Moves the program's database to a small disk and serves it from there.
    async fn start(program: &Program, ballast: u64, faults: &str) -> Self {
        let wanted = program.server();
        let directory = program.directory();
        let heard = directory.join("heard");
        let mut command = unshare();
        let script = format!(
            "mkdir disk && mount -t tmpfs -o size={DISK}m none disk && cp test.db* disk && exec \"$@\""
        );
        command
            .args(["sh", "-ec", &script, "sh"])
            .arg(wanted.get_program())
            .args(wanted.get_args());
        for (name, value) in wanted.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .current_dir(directory)
            .env("DAYBOOK_DATABASE_URL", "sqlite://disk/test.db")
            .env("DAYBOOK_BALLAST_MIB", ballast.to_string())
            .env("FAILPOINTS", faults)
            .stdin(Stdio::null())
            .stderr(File::create(&heard).unwrap());
        let server = Serving::start(command);
        // The disk as the server's process sees it.
        let seen = directory.join("disk");
        let disk = PathBuf::from(format!("/proc/{}/root{}", server.id(), seen.display()));
        let small = Self { server, disk, heard };
        if ballast > 0 {
            let (file, size) = (small.disk.join("test.db.ballast"), ballast * MEBIBYTE as u64);
            let made = async || (std::fs::metadata(&file).is_ok_and(|file| file.len() == size)).then_some(());
            eventually("the ballast is there", made).await;
        }
        small
    }

    /// Leaves hardly any room.
    fn fill(&self) {
        let mut filler = File::create(self.disk.join("filler")).unwrap();
        let part = vec![1; MEBIBYTE / 8];
        let left = || fs4::available_space(&self.disk).unwrap();
        while left() > (MEBIBYTE + part.len()) as u64 {
            filler.write_all(&part).unwrap();
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.disk.join("filler")).unwrap();
    }

    /// Whether somebody who wants to make room can sign in: that is a write.
    async fn sign_in(&self) -> Result<(), Violation> {
        let body = json!({"email": "olive@example.com", "password": "correct horse battery"});
        let url = format!("{}/v1/auth/login", self.server.url);
        let status = patient()
            .post(url)
            .json(&body)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16();
        if status == 200 {
            Ok(())
        } else {
            Err(Violation::Failed(vec![(status, 1)]))
        }
    }

    /// Waits until an append is refused because the disk is full. A server that confirms everything never comes to that.
    async fn is_full(&self, log: &Log) {
        let http = patient();
        let look = async || {
            let seen = ask(&http, &self.server.url, log, "append").await;
            (seen.status == Some(507)).then_some(())
        };
        let _ = tokio::time::timeout(FULL_WITHIN, eventually("the disk is full", look)).await;
    }

    /// The lines in which the server says that the disk is full.
    fn said(&self) -> usize {
        let heard = std::fs::read_to_string(&self.heard).unwrap();
        heard
            .lines()
            .filter(|line| line.contains("appends are refused until"))
            .count()
    }
}

async fn fill_and_make_room(
    program: &Program,
    rounds: usize,
    ballast: u64,
    faults: &str,
) -> Result<Figures, Violation> {
    let (log, watched) = (program.new_log("Written"), program.new_log("Watched"));
    program.owner(&log.workspace, "Olive");
    let small = Small::start(program, ballast, faults).await;
    let mut dice = StdRng::seed_from_u64(1);
    let load = Load::start("d", &[&small.server], &[&log], AfterTrouble::GoOn, &mut dice);
    let watch = Watch::start(&small.server, &watched);
    let mut slowest = 0;
    for round in 1..=rounds {
        load.confirmed(20 * round).await;
        small.fill();
        small.is_full(&watched).await;
        let full_since = Instant::now();
        while full_since.elapsed() < FULL_FOR {
            let read = ask(&patient(), &small.server.url, &watched, "list").await;
            refused_only_with(&[], &[read])?;
        }
        small.sign_in().await?;
        small.make_room();
        slowest = slowest.max(resumed(&small.server, &watched).await);
    }
    let answers = refused_only_with(&[507], &watch.stop().await)?;
    let mut journal = Journal::default();
    journal.0.extend(load.stop().await);
    let full = |outcome: &Outcome| matches!(outcome, Outcome::Refused(507));
    let refused = journal.0.iter().filter(|request| full(&request.outcome)).count();
    let figures = exactly_once(&log.read(&small.server).await, &journal)?;
    // Emptying the write-ahead log can make room, which the next appends fill; what must not be is a line for each of them.
    if !(rounds..=5 * rounds).contains(&small.said()) {
        return Err(Violation::Changed(format!("said {} times", small.said())));
    }
    Ok(Figures::default()
        .with("times full", rounds)
        .with("slowest return (ms)", slowest)
        .and(answers.with("refused", refused))
        .and(figures))
}

/// A program on SQLite that may have a disk of its own; else there is nothing to test.
async fn program() -> Option<Program> {
    let program = Program::new().await;
    if !program.is_sqlite() {
        return None;
    }
    if !may_mount() {
        println!("skipped: this system lets nobody but root mount a small disk");
        return None;
    }
    Some(program)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_appends_and_nothing_else() {
    let Some(program) = program().await else { return };
    let rounds = Form::wanted().choose(1, 10);
    let figures = fill_and_make_room(&program, rounds, 1, "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert!(figures.get("refused") > 0, "the disk was never full: {figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_without_ballast_is_caught() {
    let Some(program) = program().await else { return };
    let violation = fill_and_make_room(&program, 1, 0, "").await.unwrap_err();
    report::caught(PROMISE, &program, "no ballast", &violation);
    assert!(matches!(violation, Violation::Failed(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_room_that_is_confirmed_is_caught() {
    let Some(program) = program().await else { return };
    let fault = "db::confirm_failed_commits";
    let violation = fill_and_make_room(&program, 1, 1, &format!("{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_used_on_after_a_failed_transaction_is_caught() {
    let Some(program) = program().await else { return };
    let fault = "db::reuse_broken_connections";
    let violation = fill_and_make_room(&program, 1, 1, &format!("{fault}=return")).await;
    let violation = violation.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}
