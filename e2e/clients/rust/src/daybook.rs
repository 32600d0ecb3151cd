//! A Daybook of its own: the real binary on a fresh SQLite database in a temporary directory.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

pub const PASSWORD: &str = "a long pass phrase";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A database with a workspace and its owner.
pub struct Prepared {
    directory: PathBuf,
    /// The workspace's id.
    pub workspace: String,
}

/// A server, until it is dropped.
pub struct Daybook {
    server: Child,
    directory: PathBuf,
    pub address: String,
}

/// Makes a workspace and its owner.
pub fn prepare() -> Outcome<Prepared> {
    let directory = std::env::temp_dir().join(format!("daybook-e2e-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let mut prepared = Prepared {
        directory,
        workspace: String::new(),
    };
    prepared.workspace = prepared.run(&["workspace", "create", "--name", "Acme", "--plan", "enterprise"])?;
    prepared.run(&[
        "user",
        "create",
        "--email",
        "ada@acme.example",
        "--name",
        "Ada",
        "--password",
        PASSWORD,
        "--workspace",
        "Acme",
        "--role",
        "owner",
    ])?;
    Ok(prepared)
}

impl Prepared {
    fn command(&self) -> Command {
        let binary = std::env::var_os("DAYBOOK_BIN").unwrap_or_else(|| "target/debug/daybook".into());
        let mut command = Command::new(binary);
        let database = format!("sqlite://{}/daybook.db", self.directory.display());
        command
            .env("DAYBOOK_DATABASE_URL", database)
            .env("DAYBOOK_LOG", "error");
        command
    }

    /// Runs a command and answers the last line that it prints.
    fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let ended = self.command().args(arguments).stderr(Stdio::inherit()).output()?;
        if !ended.status.success() {
            return Err(format!("{arguments:?} ended with {}", ended.status).into());
        }
        let text = String::from_utf8(ended.stdout)?;
        Ok(text.trim().lines().last().unwrap_or_default().to_owned())
    }

    /// A new key.
    pub fn key(&self, scope: &str) -> Outcome<String> {
        self.run(&[
            "key",
            "create",
            "--workspace",
            "Acme",
            "--name",
            scope,
            "--scope",
            scope,
        ])
    }

    /// Starts the server on a free port.
    pub fn serve(self) -> Outcome<Daybook> {
        let mut command = self.command();
        let mut server = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(server.stdout.take().ok_or("no output")?).lines();
        let mut daybook = Daybook {
            server,
            directory: self.directory,
            address: String::new(),
        };
        for line in lines {
            let line = line?;
            if let Some(rest) = line.strip_prefix("Daybook serves ") {
                daybook.address = rest.split_whitespace().next().unwrap_or_default().to_owned();
                return Ok(daybook);
            }
        }
        Err("the server ended before it listened".into())
    }
}

impl Drop for Daybook {
    fn drop(&mut self) {
        // Nothing is left to be done about either.
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
