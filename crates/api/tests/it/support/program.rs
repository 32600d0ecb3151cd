//! The program itself, as a process: what its commands print, and a server that can be killed.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use reqwest::Method;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::app::{Answer, send};
use super::database;

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at something that will happen.
const LOOK_EVERY: Duration = Duration::from_millis(5);
const PASSWORD: &str = "correct horse battery";

/// The program with a database of its own, to which any number of its processes come one after the other.
pub struct Program {
    /// The database, as `DAYBOOK_DATABASE_URL` names it.
    pub database_url: String,
    directory: TempDir,
}

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

impl Program {
    /// A fresh database, brought up to date.
    pub async fn new() -> Self {
        let program = Self::with_bare_database().await;
        program.run(["migrate"]);
        program
    }

    /// A fresh database with nothing in it.
    pub async fn with_bare_database() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database_url = database::create_bare(directory.path()).await;
        Self {
            database_url,
            directory,
        }
    }

    /// Where its SQLite file and its secret lie.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Whether the database is one file.
    pub fn is_sqlite(&self) -> bool {
        self.database_url.starts_with("sqlite")
    }

    /// A command that is not running yet, with no settings but the test's.
    pub fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = bare_command();
        command
            .args(arguments)
            .env("DAYBOOK_DATABASE_URL", &self.database_url)
            .env("DAYBOOK_SECRET", "a secret of the tests, long enough")
            .env("DAYBOOK_WEB_DIR", self.directory().join("web"))
            .current_dir(self.directory());
        command
    }

    /// Runs a command that must succeed; answers what it printed, without the line's end.
    pub fn run<const N: usize>(&self, arguments: [&str; N]) -> String {
        let outcome = finish(&mut self.command(arguments));
        assert!(outcome.status.success(), "{arguments:?}: {outcome:?}");
        outcome.stdout.trim_end().to_owned()
    }

    /// Makes a workspace; answers its id.
    pub fn workspace(&self, name: &str) -> String {
        self.run(["workspace", "create", "--name", name, "--plan", "enterprise"])
    }

    /// Makes an owner of a workspace, `<name>@example.com`.
    pub fn owner(&self, workspace: &str, name: &str) {
        let email = format!("{name}@example.com");
        let arguments = ["user", "create", "--email", &email, "--name", name];
        let mut command = self.command(arguments);
        command.args(["--workspace", workspace, "--role", "owner"]);
        let outcome = finish(command.env("DAYBOOK_PASSWORD", PASSWORD));
        assert!(outcome.status.success(), "{outcome:?}");
    }

    /// Makes a key for everything in a workspace; answers its text.
    pub fn key(&self, workspace: &str) -> String {
        let scopes = ["--scope", "events:read", "--scope", "events:write"];
        let mut command = self.command(["key", "create", "--workspace", workspace, "--name", "Test"]);
        let outcome = finish(command.args(scopes));
        assert!(outcome.status.success(), "{outcome:?}");
        outcome.stdout.trim_end().to_owned()
    }

    /// A server on a free port, which answers.
    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// A server with more settings.
    pub fn serve_with(&self, settings: &[(&str, &str)]) -> Serving {
        let mut command = self.command(["serve", "--listen", "127.0.0.1:0"]);
        command.envs(settings.iter().copied());
        command.env("DAYBOOK_LOG", "warn").stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let url = line.split(' ').find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("the server did not start: {line}"));
        Serving {
            url: url.to_owned(),
            http: reqwest::Client::new(),
            child,
        }
    }

    /// A connection past the program, to look on while it works.
    pub async fn look(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.database_url).await.unwrap()
    }
}

/// The program with no settings at all.
pub fn bare_command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
    let inherited = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DAYBOOK_"));
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

/// The last place in the log of the only workspace; 0 while there is none.
pub async fn head(database: &DatabaseConnection) -> i64 {
    let sql = "SELECT coalesce(max(sequence), 0) AS head FROM events";
    let select = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(select).await.unwrap().unwrap();
    row.try_get("", "head").unwrap()
}

/// Looks again and again until something is so.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "it never happened: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The repository's root.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A server as a process; killed when dropped.
pub struct Serving {
    /// Where it listens.
    pub url: String,
    /// A client.
    pub http: reqwest::Client,
    child: Child,
}

impl Serving {
    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// How it ended; fails where it has not by then.
    pub async fn ended_within(mut self, patience: Duration) -> ExitStatus {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it still runs after {patience:?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// GETs a path.
    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let url = format!("{}{path}", self.url);
        send(self.http.request(Method::GET, url).bearer_auth(token)).await
    }

    /// An access token of an owner that [`Program::owner`] made.
    pub async fn sign_in(&self, name: &str) -> String {
        let body = json!({"email": format!("{name}@example.com"), "password": PASSWORD});
        let url = format!("{}/v1/auth/login", self.url);
        let answer = send(self.http.post(url).json(&body)).await;
        answer.body["access_token"].as_str().unwrap().to_owned()
    }

    /// Every event that a filter leaves, page by page to the end. `query` is empty or ends with `&`.
    pub async fn events(&self, workspace: impl Display, token: &str, query: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/v1/workspaces/{workspace}/events?{query}limit=500{cursor}");
            let answer = self.get(&path, token).await;
            assert_eq!(answer.code(), 200, "{path}: {:?}", answer.body);
            events.extend(answer.body["data"].as_array().unwrap().iter().cloned());
            let next = answer.body["page"]["next_cursor"].as_str();
            match (answer.body["page"]["has_more"].as_bool().unwrap(), next) {
                (true, Some(next)) => cursor = format!("&cursor={next}"),
                (true, None) => panic!("more, but no cursor: {path}"),
                (false, _) => return events,
            }
        }
    }

    /// The whole log as a machine reads it.
    pub async fn log(&self, workspace: impl Display, token: &str) -> Vec<Value> {
        self.events(workspace, token, "sort=sequence&order=asc&").await
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
