//! The program under test: its command line, and its server as a process.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::outcome::{Outcome, fail};

/// A secret as good as any: the databases hold nothing.
const SECRET: &str = "the-benchmark-has-no-secrets-to-keep";

/// Where servers keep the files of exports.
pub const OBJECTS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/objects");

/// `daybook` on a database.
pub struct Daybook {
    url: String,
}

impl Daybook {
    /// On this database.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    /// A command that is not started yet.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
        command
            .env("DAYBOOK_DATABASE_URL", &self.url)
            .env("DAYBOOK_SECRET", SECRET)
            .env("DAYBOOK_OBJECTS_URL", format!("file:{OBJECTS}"))
            .env("DAYBOOK_LOG", "warn");
        command
    }

    /// Runs a command; answers what it prints.
    pub fn run(&self, arguments: &[&str]) -> Outcome<String> {
        self.run_with_input(arguments, "")
    }

    /// Runs a command that reads standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
        }
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(fail(format!("daybook {}: {reason}", arguments.join(" "))))
    }

    /// Starts the server on a free port and waits until it is ready.
    pub fn serve(&self) -> Outcome<Server> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        let mut child = self
            .command()
            .args(["serve", "--listen", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        loop {
            if is_ready(&address) {
                let ready_after = started.elapsed();
                return Ok(Server {
                    child,
                    address,
                    ready_after,
                });
            }
            if child.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(60) {
                let _ = child.kill();
                let reason = child.wait_with_output()?.stderr;
                return Err(fail(format!(
                    "daybook serve: {}",
                    String::from_utf8_lossy(&reason)
                )));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn is_ready(address: &str) -> bool {
    let Ok(mut stream) = std::net::TcpStream::connect(address) else {
        return false;
    };
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut line = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && BufReader::new(stream).read_line(&mut line).is_ok()
        && line.contains(" 200 ")
}

/// A running server; stopped when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// From the start of the process to the first answer that it is ready.
    pub ready_after: Duration,
}

impl Server {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
