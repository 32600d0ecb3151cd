//! A PostgreSQL cluster of a test's own, which it may kill.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::program::repository;

/// How long its processes may take to be gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// A cluster that runs until it is dropped.
pub struct Cluster {
    /// Its database `postgres`, on which others can be made.
    pub url: String,
    directory: PathBuf,
    // Ends, and takes the cluster with it, when its input ends: also when the test is killed.
    keeper: Child,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub fn start() -> Self {
        let mut command = Command::new(repository().join("scripts/with-postgres"));
        command.args(["sh", "-c", "echo $DAYBOOK_TEST_DATABASE; echo $PGHOST; exec cat"]);
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = pipes.spawn().unwrap();
        let lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
        let told: Vec<String> = lines.take(3).map(Result::unwrap).collect();
        let [_, url, directory] = told.as_slice() else {
            panic!("the cluster did not start: {told:?}");
        };
        Self {
            url: url.clone(),
            directory: PathBuf::from(directory),
            keeper,
        }
    }

    /// Ends all of its processes where they stand, as kill -9 does.
    pub fn kill(&self) {
        let postmaster = self.postmaster();
        // So that it makes no more of them meanwhile.
        signal("STOP", &[postmaster]);
        let mut all = vec![postmaster];
        all.extend(children(postmaster).into_iter().map(|(process, _)| process));
        signal("KILL", &all);
        let deadline = Instant::now() + PATIENCE;
        // One that nobody has waited for still counts as running, for PostgreSQL too.
        while all.iter().any(|process| parent(*process).is_some()) {
            assert!(Instant::now() < deadline, "it survived: {all:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Until somebody has waited for it, a process that ended still has its id, and PostgreSQL takes it for running.
        std::fs::remove_file(self.directory.join("data/postmaster.pid")).unwrap();
    }

    /// Starts it again, where it was; it recovers first.
    pub fn start_again(&self) {
        script("start", &self.directory);
    }

    /// Gives it a streaming replica; answers the replica's URL.
    pub fn start_replica(&self) -> String {
        script("replica", &self.directory);
        let port = std::fs::read_to_string(self.replica().join("port")).unwrap();
        let (before, _) = self.url.rsplit_once(':').unwrap();
        format!("{before}:{}/postgres", port.trim())
    }

    /// Makes the replica a server of its own.
    pub fn promote_replica(&self) {
        script("promote", &self.replica());
    }

    fn replica(&self) -> PathBuf {
        self.directory.join("replica")
    }

    /// The process that writes PostgreSQL's log for commits that do not wait for it.
    fn wal_writer(&self) -> u32 {
        let found = children(self.postmaster())
            .into_iter()
            .find(|(_, title)| title.contains("walwriter"));
        found.unwrap().0
    }

    /// Holds that process back for ever: what did not reach the disk when it was confirmed will not.
    pub fn stop_wal_writer(&self) {
        signal("STOP", &[self.wal_writer()]);
    }

    /// The process that all others of the cluster come from.
    pub fn postmaster(&self) -> u32 {
        let file = std::fs::read_to_string(self.directory.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().parse().unwrap()
    }
}

fn script(what: &str, directory: &Path) {
    let script = repository().join("scripts/postgres-cluster");
    let ended = Command::new(script).arg(what).arg(directory).status();
    assert!(ended.unwrap().success(), "{what}");
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It may have ended.
        let _ = self.keeper.wait();
    }
}

/// The processes that a process has made, and what each calls itself.
pub fn children(of: u32) -> Vec<(u32, String)> {
    let processes = std::fs::read_dir("/proc").unwrap();
    let ids = processes.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    ids.filter(|id| parent(*id) == Some(of))
        .map(|id| {
            (
                id,
                std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default(),
            )
        })
        .collect()
}

/// The parent of a process that is there.
fn parent(process: u32) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it is in brackets and may hold anything; then comes the state.
    let (_, fields) = text.rsplit_once(") ")?;
    fields.split(' ').nth(1)?.parse().ok()
}

fn signal(name: &str, processes: &[u32]) {
    let ids = processes.iter().map(u32::to_string);
    // Some of them may have ended.
    let _ = Command::new("kill")
        .arg(format!("-{name}"))
        .args(ids)
        .status()
        .unwrap();
}
