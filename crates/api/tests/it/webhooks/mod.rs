//! Webhooks out: made, sent, signed, retried, stopped, asked for again, kept inside.

mod addresses;
mod endpoints;
mod meanwhile;
mod official;
mod process;
mod replay;
mod rights;
mod sending;
mod shapes;
mod stopping;

use daybook_api::entity;
use daybook_api::webhooks::{deliver, look};
use daybook_shared::id::WorkspaceId;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp};
use crate::support::receiver::Receiver;
use crate::support::seed::Seed;

/// A workspace whose events leave, and a receiver.
struct Desk {
    app: TestApp,
    seed: Seed,
    token: String,
    receiver: Receiver,
}

/// An endpoint that was made.
struct Made {
    id: String,
    secret: String,
}

impl Desk {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let seed = app.seed().await;
        let token = app.token(&seed.owner).await;
        Self {
            app,
            seed,
            token,
            receiver: Receiver::start(),
        }
    }

    fn workspace(&self) -> WorkspaceId {
        self.seed.northwind
    }

    /// Lets time go by; the owner signs in anew.
    async fn wait(&mut self, seconds: i64) {
        self.app.clock.advance_seconds(seconds);
        self.token = self.app.token(&self.seed.owner).await;
    }

    async fn token_of(&self, person: &entity::user::Model) -> String {
        self.app.token(person).await
    }

    /// Makes an endpoint of the receiver.
    async fn endpoint(&self, filter: Value) -> Made {
        self.endpoint_with(json!({"url": format!("{}/hook", self.receiver.url), "filter": filter}))
            .await
    }

    async fn endpoint_with(&self, body: Value) -> Made {
        let made = self.post(&route::webhooks(self.workspace()), &body).await;
        assert_eq!(made.code(), 201, "{}", made.body);
        let text = |name: &str| made.body[name].as_str().unwrap().to_owned();
        Made {
            id: text("id"),
            secret: text("secret"),
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.app.post(path, &self.token, body).await
    }

    async fn patch(&self, made: &Made, body: Value) -> Answer {
        let path = route::webhook(self.workspace(), &made.id);
        self.app.json(Method::PATCH, &path, &self.token, &body).await
    }

    /// An endpoint as it is shown.
    async fn shown(&self, made: &Made) -> Value {
        let path = route::webhook(self.workspace(), &made.id);
        let answer = self.app.get(&path, &self.token).await;
        assert_eq!(answer.code(), 200, "{}", answer.body);
        answer.body
    }

    /// The deliveries to an endpoint.
    async fn deliveries(&self, made: &Made, query: &str) -> Vec<Value> {
        let path = route::webhook_deliveries(self.workspace(), &made.id);
        let answer = self.app.get(&format!("{path}?{query}"), &self.token).await;
        assert_eq!(answer.code(), 200, "{}", answer.body);
        answer.body["data"].as_array().unwrap().clone()
    }

    /// One of them, with what was sent and what came back.
    async fn delivery(&self, made: &Made, id: &str) -> Value {
        let path = route::webhook_delivery(self.workspace(), &made.id, id);
        let answer = self.app.get(&path, &self.token).await;
        assert_eq!(answer.code(), 200, "{}", answer.body);
        answer.body
    }

    /// Appends an event; answers it.
    async fn append(&self, event: Value) -> Value {
        let appended = self.post(&route::events(self.workspace()), &event).await;
        assert_eq!(appended.code(), 201, "{}", appended.body);
        appended.body
    }

    /// A round of the background work; answers how many tries there were.
    async fn work(&self) -> usize {
        look::look_to_the_end(&self.app.state).await.unwrap();
        deliver::deliver_due(&self.app.state).await.unwrap()
    }

    /// The events of a type, the oldest first.
    async fn told(&self, kind: &str) -> Vec<Value> {
        let path = route::events(self.workspace());
        let query = format!("{path}?type={kind}&sort=sequence&order=asc");
        let answer = self.app.get(&query, &self.token).await;
        answer.body["data"].as_array().unwrap().clone()
    }
}
