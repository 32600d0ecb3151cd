//! A log that is exported, and what every file of it must be.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::log::Log;
use super::violation::Violation;
use crate::support::program::{Program, Serving, end};

/// Milliseconds that a batch of rows takes, so that a kill comes in the middle of a file.
pub const SLOWLY: &str = "export::slow=return(150)";
/// What everything is sent and made in.
const EXPORT: &str =
    r#"{"format": "jsonl", "filter": {"type": "post.*"}, "sort": "sequence", "order": "asc"}"#;

/// The bytes that every file must have, and what tells them.
pub struct Expected {
    pub sha256: String,
    pub rows: usize,
}

/// A log of so many events.
pub fn fill(program: &Program, rows: usize) -> Log {
    let workspace = program.workspace("Exported");
    let mut command = program.command(["import", "--workspace", &workspace]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = String::new();
    for number in 0..rows {
        let event =
            json!({"type": "post.created", "description": format!("number {number} {}", "x".repeat(400))});
        lines.push_str(&format!("{event}\n"));
    }
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let outcome = end(child);
    assert!(outcome.status.success(), "{outcome:?}");
    let token = program.key_to(&workspace, &["admin"]);
    Log { workspace, token }
}

/// An export by the command line, which no server was killed for.
pub fn expected(program: &Program, log: &Log, rows: usize) -> Expected {
    let file = program.directory().join("expected.jsonl");
    program.run([
        "export",
        "--workspace",
        &log.workspace,
        "--format",
        "jsonl",
        "--filter",
        "type=post.*",
        "--sort",
        "sequence",
        "--order",
        "asc",
        "--output",
        file.to_str().unwrap(),
    ]);
    let bytes = std::fs::read(file).unwrap();
    Expected {
        sha256: sha256(&bytes),
        rows,
    }
}

/// A hash in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Log {
    /// Asks for all of it, and gives the export's id.
    pub async fn ask_for_export(&self, server: &Serving) -> String {
        let url = format!("{}/v1/workspaces/{}/exports", server.url, self.workspace);
        let request = server.http.post(url).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json").body(EXPORT);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// An export as it is now.
    pub async fn export(&self, server: &Serving, id: &str) -> Value {
        let url = format!("{}/v1/workspaces/{}/exports/{id}", server.url, self.workspace);
        let request = server.http.get(url).bearer_auth(&self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The bytes of its file.
    async fn file(&self, server: &Serving, id: &str) -> Vec<u8> {
        let url = format!(
            "{}/v1/workspaces/{}/exports/{id}/download",
            server.url, self.workspace
        );
        let request = server.http.get(url).bearer_auth(&self.token);
        request.send().await.unwrap().bytes().await.unwrap().to_vec()
    }
}

/// Waits until an export has succeeded, and compares its file.
pub async fn finished(
    log: &Log,
    server: &Serving,
    id: &str,
    expected: &Expected,
    within: Duration,
) -> Result<(), Violation> {
    let deadline = Instant::now() + within;
    loop {
        let export = log.export(server, id).await;
        if export["state"] == "succeeded" {
            let file = sha256(&log.file(server, id).await);
            let is_as_told = export["sha256"] == file && export["rows"] == expected.rows;
            return match file == expected.sha256 && is_as_told {
                true => Ok(()),
                false => Err(Violation::Changed(format!("{id} is not what was asked for"))),
            };
        }
        if export["state"] == "failed" {
            return Err(Violation::Lost(vec![format!("{id}, {}", export["error"])]));
        }
        if Instant::now() > deadline {
            return Err(Violation::Hung(vec![format!("{id}, {}", export["state"])]));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
