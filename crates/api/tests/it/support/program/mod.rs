//! The program itself, as a process: what its commands print, and a server that can be killed.

mod command;
mod serving;
mod working;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tempfile::TempDir;

pub use command::{Outcome, bare_command, end, fails, finish};
pub use serving::{Serving, patient_client};
pub use working::Working;

use super::database;

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at something that will happen.
const LOOK_EVERY: Duration = Duration::from_millis(5);
const PASSWORD: &str = "correct horse battery";
/// Whether the program was built with the faults that FAILPOINTS switches on.
const HAS_FAILPOINTS: bool = cfg!(feature = "failpoints");

/// The program with a database of its own, to which any number of its processes come one after the other.
pub struct Program {
    /// The database, as `DAYBOOK_DATABASE_URL` names it.
    pub database_url: String,
    directory: TempDir,
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

    /// A fresh database, brought up to date, on the PostgreSQL server that a URL names.
    pub async fn on(server: &str) -> Self {
        let program = Self {
            database_url: database::create_on(server).await,
            directory: tempfile::tempdir().unwrap(),
        };
        program.run(["migrate"]);
        program
    }

    /// Where its SQLite file and its secret lie.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Where its servers keep the files of exports.
    pub fn exports_directory(&self) -> PathBuf {
        let below = if self.is_sqlite() {
            "objects"
        } else {
            "data/objects"
        };
        self.directory().join(below)
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
        self.key_to(workspace, &["events:read", "events:write"])
    }

    /// Makes a key with scopes; answers its text.
    pub fn key_to(&self, workspace: &str, scopes: &[&str]) -> String {
        let mut command = self.command(["key", "create", "--workspace", workspace, "--name", "Test"]);
        command.args(scopes.iter().flat_map(|scope| ["--scope", scope]));
        let outcome = finish(&mut command);
        assert!(outcome.status.success(), "{outcome:?}");
        outcome.stdout.trim_end().to_owned()
    }

    /// A server on a free port, which answers.
    pub fn serve(&self) -> Serving {
        Serving::start(self.server())
    }

    /// A server with more settings.
    pub fn serve_with(&self, settings: &[(&str, &str)]) -> Serving {
        let mut command = self.server();
        command.envs(settings.iter().copied());
        Serving::start(command)
    }

    /// A server with faults, as [`Self::server_with_faults`] takes them.
    pub fn serve_with_faults(&self, faults: &str) -> Serving {
        Serving::start(self.server_with_faults(faults))
    }

    /// A server that is not running yet, for [`Serving::start`].
    pub fn server(&self) -> Command {
        let mut command = self.command(["serve", "--listen", "127.0.0.1:0"]);
        command.env("DAYBOOK_LOG", "warn").stdin(Stdio::null());
        command
    }

    /// The same with faults at named points, as the crate `fail` writes them: `append::forget_keys=return`.
    pub fn server_with_faults(&self, faults: &str) -> Command {
        if !HAS_FAILPOINTS {
            panic!("faults need a program that has them: --features failpoints");
        }
        let mut command = self.server();
        command.env("FAILPOINTS", faults);
        command
    }

    /// A process that does background work, for servers on PostgreSQL.
    pub fn work(&self) -> Working {
        let mut command = self.command(["work"]);
        command.env("DAYBOOK_LOG", "warn").stdin(Stdio::null());
        Working::start(command)
    }

    /// A connection past the program, to look on while it works.
    pub async fn look(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.database_url).await.unwrap()
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
