//! A server on a free port, with a clock that stands still.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use daybook_api::append::Appender;
use daybook_api::auth::Keys;
use daybook_api::auth::recent::Recent;
use daybook_api::clock::Clock;
use daybook_api::live::Live;
use daybook_api::mail::Dispatch;
use daybook_api::quota::Quotas;
use daybook_api::server;
use daybook_api::state::AppState;
use daybook_api::storage::Storage;
use daybook_api::webhooks::Webhooks;
use daybook_api::webhooks::allowed::Allowed;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use super::{database, http};

/// When the clock of every test begins.
pub const START: &str = "2026-11-21T09:30:00.000000Z";

/// From whom its mails come.
pub const MAIL_FROM: &str = "Daybook <daybook@example.com>";

/// A server and the way to it.
pub struct TestApp {
    /// Where it listens: `http://127.0.0.1:…`.
    pub url: String,
    /// Its parts, to arrange what requests find.
    pub state: AppState,
    /// Its clock.
    pub clock: Clock,
    http: reqwest::Client,
    directory: TempDir,
}

/// An answer that has been read.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body; null where it is empty.
    pub body: Value,
}

impl TestApp {
    /// Starts a server with an empty database.
    pub async fn start() -> Self {
        Self::with_quotas(Quotas::default()).await
    }

    /// The same, with other quotas.
    pub async fn with_quotas(quotas: Quotas) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = database::create(directory.path()).await;
        let clock = Clock::fixed(START.parse().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = AppState {
            database: database.clone(),
            clock: clock.clone(),
            keys: Keys::derive(b"the secret of a test"),
            appender: Appender::new(database.clone(), clock.clone()),
            live: Live::new(database, clock.clone()),
            mail: Dispatch::new(MAIL_FROM, None, directory.path().join("mail")).unwrap(),
            webhooks: Webhooks::new(Allowed::parse("127.0.0.1").unwrap()).unwrap(),
            recent: Recent::default(),
            quotas,
            export_news: Arc::default(),
            public_url: url.clone(),
            storage: Storage::in_directory(directory.path().join("exports")),
            web_dir: directory.path().join("web"),
        };
        tokio::spawn(server::start(listener, state.clone()).unwrap().server);
        Self {
            url,
            state,
            clock,
            http: http::client(),
            directory,
        }
    }

    /// Where the files of exports lie.
    pub fn exports_directory(&self) -> PathBuf {
        self.directory.path().join("exports")
    }

    /// A request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// GETs a path with a token.
    pub async fn get(&self, path: &str, token: &str) -> Answer {
        send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    /// Sends JSON to a path with a token.
    pub async fn json(&self, method: Method, path: &str, token: &str, body: &Value) -> Answer {
        send(self.request(method, path).bearer_auth(token).json(body)).await
    }

    /// POSTs JSON to a path with a token.
    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, token, body).await
    }
}

/// Sends a request and reads the answer; not that of a live stream, which has no end.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let is_stream = headers
        .get("content-type")
        .is_some_and(|kind| kind == "text/event-stream");
    let bytes = if is_stream {
        Default::default()
    } else {
        response.bytes().await.unwrap()
    };
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer {
        status,
        headers,
        body,
    }
}

impl Answer {
    /// The status as a number.
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// The `code` of a problem.
    pub fn problem(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The values of one field over all rows of a list.
    pub fn each(&self, field: &str) -> Vec<Value> {
        let rows = self.body["data"].as_array().unwrap();
        rows.iter().map(|row| row[field].clone()).collect()
    }
}
