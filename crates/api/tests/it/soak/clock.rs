//! The server's clock jumps, by hours and days, forwards and backwards, between runs and while it runs. The log's order
//! does not follow it.

use std::path::PathBuf;

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

use super::clients::{AfterTrouble, Load};
use super::exactly_once::exactly_once;
use super::form::Form;
use super::journal::Journal;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving};

const PROMISE: &str = "clock jumps";
/// The jumps: how far the clock is off then, in seconds. Each is made with a restart and without one.
const OFF: [i64; 6] = [3_600, -3_600, 3 * 86_400, -3 * 86_400, -3_600, 0];

/// The clock of a server, which a file puts forward or back.
struct FakeClock {
    library: PathBuf,
    file: PathBuf,
}

impl FakeClock {
    /// The clock of a program, which goes right.
    fn of(program: &Program) -> Self {
        let machine = std::fs::read_dir("/usr/lib").unwrap();
        let libraries = machine.map(|entry| entry.unwrap().path().join("faketime/libfaketimeMT.so.1"));
        let library = libraries.into_iter().find(|path| path.exists());
        let clock = Self {
            library: library.unwrap_or_else(|| panic!("libfaketime is missing: scripts/setup faults")),
            file: program.directory().join("clock"),
        };
        clock.set(0);
        clock
    }

    fn set(&self, seconds: i64) {
        // Whole or not at all: the server may read it at this moment.
        let next = self.file.with_extension("next");
        std::fs::write(&next, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(&next, &self.file).unwrap();
    }

    fn serve(&self, program: &Program) -> Serving {
        let mut command = program.server();
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_NO_CACHE", "1")
            // Waiting is not to be disturbed, nor is it on a machine whose clock is set.
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1")
            .env_remove("FAKETIME");
        Serving::start(command)
    }
}

/// How somebody follows the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Sequence,
    /// As one must not.
    Time,
}

/// Reads what is new, from where it stopped.
struct Follower {
    by: By,
    cursor: Option<String>,
    seen: Vec<i64>,
}

impl Follower {
    fn new(by: By) -> Self {
        Self {
            by,
            cursor: None,
            seen: Vec::new(),
        }
    }

    async fn catch_up(&mut self, server: &Serving, log: &Log) -> Result<(), Violation> {
        let sort = match self.by {
            By::Sequence => "sequence",
            By::Time => "occurred",
        };
        loop {
            let cursor = self.cursor.as_deref().map(|cursor| format!("&cursor={cursor}"));
            let cursor = cursor.unwrap_or_default();
            let path = format!(
                "/v1/workspaces/{}/events?sort={sort}&order=asc&limit=50{cursor}",
                log.workspace
            );
            let page = server.get(&path, &log.token).await;
            if page.code() != 200 {
                return Err(Violation::Failed(vec![(page.code(), 1)]));
            }
            let sequences = page.each("sequence");
            self.seen.extend(sequences.iter().filter_map(Value::as_i64));
            if let Some(next) = page.body["page"]["next_cursor"].as_str() {
                self.cursor = Some(next.to_owned());
            }
            if page.body["page"]["has_more"] != true {
                return Ok(());
            }
        }
    }

    /// Whether it saw everything up to the head, once, in order.
    fn check(&self, head: i64) -> Result<(), Violation> {
        for expected in 1..=head {
            let found = usize::try_from(expected - 1)
                .ok()
                .and_then(|place| self.seen.get(place));
            if found != Some(&expected) {
                return Err(Violation::Changed(format!(
                    "place {expected} was read as {found:?}"
                )));
            }
        }
        Ok(())
    }
}

/// Signs in and uses the token: a person is let in whatever the clock says.
async fn sign_in(server: &Serving, log: &Log) -> Result<String, Violation> {
    let token = server.sign_in("Olive").await;
    let path = format!("/v1/workspaces/{}/events?limit=1", log.workspace);
    match server.get(&path, &token).await.code() {
        200 => Ok(token),
        status => Err(Violation::Failed(vec![(status, 1)])),
    }
}

async fn jump(program: &Program, rounds: usize, events: usize, by: By) -> Result<Figures, Violation> {
    let clock = FakeClock::of(program);
    let log = program.new_log("Jumping");
    program.owner(&log.workspace, "Olive");
    let mut dice = StdRng::seed_from_u64(1);
    let mut journal = Journal::default();
    let mut follower = Follower::new(by);
    let mut figures = Figures::default().with("jumps", 0).with("old tokens refused", 0);
    for (round, off) in OFF.iter().cycle().take(OFF.len() * rounds).enumerate() {
        let server = clock.serve(program);
        let token = sign_in(&server, &log).await?;
        let name = format!("t{round}");
        let load = Load::start(&name, &[&server], &[&log], AfterTrouble::End, &mut dice);
        load.confirmed(events).await;
        follower.catch_up(&server, &log).await?;
        clock.set(*off);
        load.confirmed(2 * events).await;
        follower.catch_up(&server, &log).await?;
        let old = server
            .get(&format!("/v1/workspaces/{}", log.workspace), &token)
            .await
            .code();
        match old {
            200 => {}
            401 => figures.add("old tokens refused", 1),
            status => return Err(Violation::Failed(vec![(status, 1)])),
        }
        sign_in(&server, &log).await?;
        journal.0.extend(load.stop().await);
        figures.add("jumps", 1);
        server.kill();
    }
    let server = clock.serve(program);
    follower.catch_up(&server, &log).await?;
    let stored = log.read(&server).await;
    let exact = exactly_once(&stored, &journal)?;
    follower.check(stored.last().map_or(0, |last| last.sequence))?;
    Ok(figures.with("followed", follower.seen.len()).and(exact))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_ignores_the_clock() {
    let program = Program::new().await;
    let (rounds, events) = Form::wanted().choose((1, 20), (10, 200));
    let figures = jump(&program, rounds, events, By::Sequence).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
    assert!(
        figures.get("old tokens refused") > 0,
        "the clock did not jump: {figures}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_by_time_is_caught() {
    let program = Program::new().await;
    let violation = jump(&program, 1, 20, By::Time).await.unwrap_err();
    report::caught(PROMISE, &program, "a follower by time", &violation);
    assert!(matches!(violation, Violation::Changed(_)), "{violation}");
}
