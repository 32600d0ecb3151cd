//! A workspace whose log is filled with known events.

use daybook_api::append::{UnknownTypes, daybook};
use daybook_api::entity::{self, search_slice};
use daybook_api::store::events;
use daybook_shared::id::WorkspaceId;
use daybook_shared::route;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::app::{Answer, TestApp};

/// A server, its seeded workspace, and a reader's token.
pub struct FilledLog {
    /// The server.
    pub app: TestApp,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its owner.
    pub owner: entity::user::Model,
    /// The owner's token.
    pub token: String,
}

impl FilledLog {
    /// Starts a server and appends the events, in their order, to its workspace.
    pub async fn start(events: Vec<Value>) -> Self {
        let app = TestApp::start().await;
        let seed = app.seed().await;
        let token = app.token(&seed.owner).await;
        let log = Self {
            app,
            workspace: seed.northwind,
            owner: seed.owner,
            token,
        };
        log.append(events).await;
        log
    }

    /// Lets time go by; its owner signs in anew.
    pub async fn wait(&mut self, seconds: i64) {
        self.app.clock.advance_seconds(seconds);
        self.token = self.app.token(&self.owner).await;
    }

    /// Appends events, registering their types, and indexes what searches need.
    pub async fn append(&self, events: Vec<Value>) {
        for batch in events.chunks(500) {
            self.append_batch(batch).await;
        }
        events::ensure_slices(&self.app.state.database, self.app.clock.now().0)
            .await
            .unwrap();
    }

    /// Appends an event; its month keeps the indexes that it has.
    pub async fn append_unindexed(&self, event: Value) {
        self.append_batch(&[event]).await;
    }

    async fn append_batch(&self, events: &[Value]) {
        let values = events
            .iter()
            .enumerate()
            .map(|(index, event)| (format!("/{index}"), event.clone()));
        let appender = &self.app.state.appender;
        let sent = appender.parse(values.collect()).unwrap();
        appender
            .append(self.workspace, sent, &daybook(), UnknownTypes::Register)
            .await
            .unwrap();
    }

    /// How many slices of time have a search index.
    pub async fn search_indexes(&self) -> u64 {
        let reader = self.app.state.database.reader();
        search_slice::Entity::find().count(reader).await.unwrap()
    }

    /// A list by its query.
    pub async fn list(&self, query: &str) -> Answer {
        self.app
            .get(&format!("{}?{query}", route::events(self.workspace)), &self.token)
            .await
    }

    /// The descriptions of a list that must succeed.
    pub async fn names(&self, query: &str) -> Vec<String> {
        let answer = self.list(query).await;
        assert_eq!(answer.code(), 200, "{query}: {:?}", answer.body);
        answer
            .each("description")
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    }

    /// All rows of a list, following `next_cursor` to the end, and the number of pages.
    pub async fn walk(&self, query: &str) -> (Vec<i64>, usize) {
        let mut sequences = Vec::new();
        let mut pages = 0;
        let mut cursor = String::new();
        loop {
            let answer = self.list(&format!("{query}{cursor}")).await;
            assert_eq!(answer.code(), 200, "{query}: {:?}", answer.body);
            sequences.extend(
                answer
                    .each("sequence")
                    .iter()
                    .map(|sequence| sequence.as_i64().unwrap()),
            );
            pages += 1;
            let page = &answer.body["page"];
            if page["has_more"] != true {
                return (sequences, pages);
            }
            cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap());
        }
    }
}

/// An event of a type and a sentence that happened at a time.
pub fn event(kind: &str, description: &str, occurred_at: &str) -> Value {
    json!({"type": kind, "description": description, "occurred_at": occurred_at})
}
