//! One reader of the API, on one connection, that takes the time of each answer.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::data::Dataset;
use crate::outcome::{Outcome, fail};
use crate::program::Server;

/// The reader.
pub struct Client {
    runtime: Runtime,
    http: reqwest::Client,
    workspace: String,
    list: String,
    key: String,
}

/// An answer, and how long it took.
pub struct Answer {
    /// From the request to the last byte.
    pub time: Duration,
    /// The page, or what else was asked for.
    pub page: Value,
}

impl Answer {
    /// The rows of the page.
    pub fn rows(&self) -> usize {
        self.page["data"].as_array().map_or(0, Vec::len)
    }

    /// The cursor of the page that follows.
    pub fn next(&self) -> Option<&str> {
        self.page["page"]["next_cursor"].as_str()
    }
}

impl Client {
    /// A reader of the large workspace.
    pub fn of(server: &Server, dataset: &Dataset) -> Outcome<Self> {
        Self::new(server, &dataset.workspace, &dataset.key)
    }

    /// A client of a workspace, with a key.
    pub fn new(server: &Server, workspace: &str, key: &str) -> Outcome<Self> {
        let workspace = format!("http://{}/v1/workspaces/{}", server.address, workspace);
        Ok(Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
            http: reqwest::Client::builder().pool_max_idle_per_host(1).build()?,
            list: format!("{workspace}/events"),
            workspace,
            key: key.to_owned(),
        })
    }

    /// Gets a page of the list.
    pub fn list(&self, parameters: &[(&str, String)]) -> Outcome<Answer> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        self.execute(self.http.get(format!("{}?{query}", self.list)))
    }

    /// Gets something of the workspace.
    pub fn get(&self, path: &str) -> Outcome<Answer> {
        self.execute(self.http.get(format!("{}{path}", self.workspace)))
    }

    /// Posts something to the workspace.
    pub fn post(&self, path: &str, body: &Value) -> Outcome<Answer> {
        self.execute(self.http.post(format!("{}{path}", self.workspace)).json(body))
    }

    fn execute(&self, request: reqwest::RequestBuilder) -> Outcome<Answer> {
        self.runtime.block_on(async {
            let request = request.bearer_auth(&self.key).build()?;
            let url = request.url().clone();
            let started = Instant::now();
            let response = self.http.execute(request).await?;
            let status = response.status();
            let bytes = response.bytes().await?;
            let time = started.elapsed();
            if !status.is_success() {
                return Err(fail(format!(
                    "{status} for {url}: {}",
                    String::from_utf8_lossy(&bytes)
                )));
            }
            let page = serde_json::from_slice(&bytes)?;
            Ok(Answer { time, page })
        })
    }

    /// Gets the list as lines, as many as one answer may have, which are dropped as they come; answers how many there were.
    pub fn lines(&self) -> Outcome<usize> {
        self.runtime.block_on(async {
            let request = self.http.get(&self.list).bearer_auth(&self.key);
            let request = request.header("Accept", "application/x-ndjson").build()?;
            let mut response = self.http.execute(request).await?.error_for_status()?;
            let mut lines = 0;
            while let Some(chunk) = response.chunk().await? {
                lines += chunk.iter().filter(|byte| **byte == b'\n').count();
            }
            Ok(lines)
        })
    }
}
