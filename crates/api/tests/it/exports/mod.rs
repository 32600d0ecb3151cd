//! Exports as jobs: asked for, made, fetched, stopped, taken over, told.

mod asking;
mod downloads;
mod endings;
mod mails;
mod random;
mod takeover;

use daybook_api::work::exports::make_due;
use daybook_shared::route;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::app::Answer;
use crate::support::log::{FilledLog, event};

/// A log, and somebody at a desk who takes things out of it.
struct Desk {
    log: FilledLog,
}

/// A file as it came.
struct Fetched {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Fetched {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    fn problem(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.bytes).unwrap();
        problem["code"].as_str().unwrap().to_owned()
    }
}

impl Desk {
    async fn with(events: Vec<Value>) -> Self {
        Self {
            log: FilledLog::start(events).await,
        }
    }

    /// A log with three posts.
    async fn open() -> Self {
        let at = |minute| format!("2026-11-20T10:0{minute}:00Z");
        Self::with(vec![
            event("post.created", "=SUM(A1)", &at(1)),
            event("post.failed", "Café, \"quoted\"", &at(2)),
            event("post.failed", "אבג 🎉", &at(3)),
        ])
        .await
    }

    fn path(&self) -> String {
        route::exports(self.log.workspace)
    }

    async fn ask_as(&self, token: &str, body: Value) -> Answer {
        self.log.app.post(&self.path(), token, &body).await
    }

    async fn ask(&self, body: Value) -> Answer {
        self.ask_as(&self.log.token, body).await
    }

    /// Asks for an export that must be accepted; its id.
    async fn asked(&self, body: Value) -> String {
        let answer = self.ask(body).await;
        assert_eq!(answer.code(), 202, "{:?}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// Makes everything that is due.
    async fn make(&self) -> usize {
        make_due(&self.log.app.state).await.unwrap()
    }

    /// Asks for an export and makes it; its id.
    async fn made(&self, body: Value) -> String {
        let id = self.asked(body).await;
        assert_eq!(self.make().await, 1);
        assert_eq!(
            self.get(&id).await["state"],
            "succeeded",
            "{}",
            self.get(&id).await
        );
        id
    }

    async fn get(&self, id: &str) -> Value {
        let answer = self
            .log
            .app
            .get(&route::export(self.log.workspace, id), &self.log.token)
            .await;
        assert_eq!(answer.code(), 200);
        answer.body
    }

    async fn post(&self, path: &str) -> Answer {
        self.log.app.post(path, &self.log.token, &json!(null)).await
    }

    async fn cancel(&self, id: &str) -> Answer {
        self.post(&route::export_cancel(self.log.workspace, id)).await
    }

    async fn retry(&self, id: &str) -> Answer {
        self.post(&route::export_retry(self.log.workspace, id)).await
    }

    async fn fetch_with(
        &self,
        token: Option<&str>,
        query: &str,
        id: &str,
        headers: &[(&str, &str)],
    ) -> Fetched {
        let path = route::export_download(self.log.workspace, id);
        let mut request = self.log.app.request(Method::GET, &format!("{path}{query}"));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Fetched {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    async fn fetch(&self, id: &str) -> Fetched {
        self.fetch_with(Some(&self.log.token), "", id, &[]).await
    }

    /// What the log says of exports, the oldest first.
    async fn told(&self) -> Vec<Value> {
        let list = self
            .log
            .list("category=exports&sort=sequence&order=asc&limit=500")
            .await;
        list.body["data"].as_array().unwrap().clone()
    }

    /// The same as types.
    async fn told_types(&self) -> Vec<String> {
        let told = self.told().await;
        told.iter()
            .map(|event| {
                event["type"]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("export.")
                    .to_owned()
            })
            .collect()
    }

    /// Everything that is stored.
    async fn stored(&self) -> Vec<String> {
        let stored = self.log.app.state.storage.list("").await.unwrap();
        stored.into_iter().map(|object| object.key).collect()
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
