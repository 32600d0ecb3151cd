//! A server as a process: started, asked, stopped, killed.

use std::fmt::Display;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::command::first_line;
use super::{LOOK_EVERY, PASSWORD, PATIENCE};
use crate::support::app::{Answer, send};
use crate::support::http;

/// A client that fails where no answer comes: a server answers in time, or is gone.
pub fn patient_client() -> reqwest::Client {
    http::client_builder().timeout(PATIENCE).build().unwrap()
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
    /// Starts what a command says and waits until it answers.
    pub fn start(command: Command) -> Self {
        let (child, line) = first_line(command);
        let url = line.split(' ').find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("the server did not start: {line}"));
        Self {
            url: url.to_owned(),
            http: http::client(),
            child,
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its private memory, in bytes.
    pub fn private_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kibibytes * 1024
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
