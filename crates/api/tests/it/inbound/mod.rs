//! Notifications of platforms: who may send them, and what they become.

mod handshake;
mod hostile;
mod samples;
mod signatures;
mod sources;
mod stories;

use daybook_api::entity;
use daybook_api::store::inbound_sources::{self, Source};
use daybook_shared::id::WorkspaceId;
use daybook_shared::route;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::app::{Answer, TestApp, send};

/// What the platforms of these tests sign with.
const SECRET: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

/// A workspace with sources.
struct Desk {
    app: TestApp,
    workspace: WorkspaceId,
    owner: entity::user::Model,
    token: String,
}

fn hmac(parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    parts.iter().for_each(|part| mac.update(part));
    hex::encode(mac.finalize().into_bytes())
}

impl Desk {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let seed = app.seed().await;
        let token = app.token(&seed.owner).await;
        Self {
            app,
            workspace: seed.northwind,
            owner: seed.owner,
            token,
        }
    }

    /// Makes a source; its id.
    async fn source(&self, platform: &str) -> String {
        let body = json!({"platform": platform, "name": format!("The {platform} app"), "app_secret": SECRET});
        let made = self
            .app
            .post(&route::inbound_sources(self.workspace), &self.token, &body)
            .await;
        assert_eq!(made.code(), 201, "{}", made.body);
        made.body["id"].as_str().unwrap().to_owned()
    }

    fn request(&self, source: &str, body: &[u8]) -> RequestBuilder {
        self.app
            .request(Method::POST, &route::inbound(source))
            .header("content-type", "application/json")
            .body(body.to_vec())
    }

    /// A request as Meta signs it.
    fn of_meta(&self, source: &str, body: &[u8]) -> RequestBuilder {
        let signature = format!("sha256={}", hmac(&[body]));
        self.request(source, body)
            .header("X-Hub-Signature-256", signature)
    }

    /// A request as TikTok signs it now.
    fn of_tiktok(&self, source: &str, body: &[u8]) -> RequestBuilder {
        let seconds = (self.app.clock.now().0 / 1_000_000).to_string();
        let signature = format!("t={seconds},s={}", hmac(&[seconds.as_bytes(), b".", body]));
        self.request(source, body).header("TikTok-Signature", signature)
    }

    /// Sends a payload of Meta's, which must be taken.
    async fn meta_tells(&self, source: &str, payload: &Value) {
        let answer = send(self.of_meta(source, payload.to_string().as_bytes())).await;
        assert_eq!(answer.code(), 200, "{}", answer.body);
    }

    /// Sends a payload of TikTok's, which must be taken.
    async fn tiktok_tells(&self, source: &str, payload: &Value) {
        let answer = send(self.of_tiktok(source, payload.to_string().as_bytes())).await;
        assert_eq!(answer.code(), 200, "{}", answer.body);
    }

    /// The events that came over sources, the oldest first.
    async fn told(&self) -> Vec<Value> {
        let query = "category_not=access&sort=sequence&order=asc&limit=500";
        let path = format!("{}?{query}", route::events(self.workspace));
        let list = self.app.get(&path, &self.token).await;
        list.body["data"].as_array().unwrap().clone()
    }

    async fn append(&self, event: Value) -> Value {
        let answer = self
            .app
            .post(&route::events(self.workspace), &self.token, &event)
            .await;
        assert_eq!(answer.code(), 201, "{}", answer.body);
        answer.body
    }

    async fn story(&self, event: &Value) -> Answer {
        let path = route::story(self.workspace, event["id"].as_str().unwrap());
        self.app.get(&path, &self.token).await
    }

    /// The row of a source.
    async fn row(&self, source: &str) -> Source {
        let reader = self.app.state.database.reader();
        let found = inbound_sources::find(reader, self.workspace, source.parse().unwrap()).await;
        found.unwrap().unwrap()
    }
}

fn types(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}
