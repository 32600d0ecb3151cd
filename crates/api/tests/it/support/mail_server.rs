//! A mail server of others: Python's aiosmtpd, which says what it took.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use super::program::repository;

/// A mail server; it ends when dropped.
pub struct MailServer {
    port: u16,
    child: Child,
    directory: TempDir,
}

/// A message that it took, as it understands it.
#[derive(Debug, Deserialize)]
pub struct Taken {
    /// From whom, by the envelope.
    pub from: String,
    /// For whom, by the envelope.
    pub to: Vec<String>,
    /// The headers in their order, decoded.
    pub headers: Vec<(String, String)>,
    /// What it is.
    pub kind: String,
    parts: Value,
}

impl MailServer {
    /// A server on a free port.
    pub fn start() -> Self {
        Self::on(0, &[])
    }

    /// A server with more arguments, which `smtp_server.py` tells. Port 0 is a free one.
    pub fn on(port: u16, arguments: &[&str]) -> Self {
        let python = repository().join(".tools/smtp/bin/python");
        let directory = tempfile::tempdir().unwrap();
        let mut child = Command::new(&python)
            .arg(repository().join("crates/api/tests/it/support/smtp_server.py"))
            .arg(port.to_string())
            .arg(directory.path().join("taken"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run `scripts/setup smtp`", python.display()));
        let mut line = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let port = line.trim().parse();
        let port = port.unwrap_or_else(|_| panic!("the mail server did not start; run `scripts/setup smtp`"));
        Self {
            port,
            child,
            directory,
        }
    }

    /// How the setting names it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Everything that it took until now.
    pub fn taken(&self) -> Vec<Taken> {
        let lines = std::fs::read_to_string(self.directory.path().join("taken")).unwrap_or_default();
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Taken {
    /// A part's text, with the ends of lines that everything but mail has.
    pub fn part(&self, kind: &str) -> String {
        self.parts[kind].as_str().unwrap().replace("\r\n", "\n")
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// A port on which nobody listens, until somebody does.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
