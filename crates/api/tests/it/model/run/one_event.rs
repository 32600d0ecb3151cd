//! Steps that read one event, and its story.

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::super::answer::{Agreement, equal, refused, rows_of, same_rows};
use super::super::log::Stored;
use super::super::step::Who;
use super::{Run, back, is_foreign};

/// A story of more is cut.
const STORY: usize = 100;

impl Run<'_> {
    pub(super) async fn get(&mut self, log: usize, who: Who, event: usize, elsewhere: bool) -> Agreement {
        let Some(index) = back(self.logs[log].events.len(), event) else {
            return Ok(());
        };
        let at = if elsewhere { 1 - log } else { log };
        let stored = self.logs[log].events[index].clone();
        let path = route::event(self.place.workspaces[at], stored.id());
        self.script.gets(who, at, "GET", &stored);
        let request = self.server.app.request(Method::GET, &path);
        let answer = self.server.answer(self.place, who, request).await;
        self.script.answered(&answer);
        if elsewhere || is_foreign(at, who) || !self.logs[log].sees(self.own(who).as_deref(), &stored) {
            return refused(&answer, 404, "not_found");
        }
        equal("the event", &answer.body, &stored.event)
    }

    pub(super) async fn story(&mut self, log: usize, who: Who, event: usize) -> Agreement {
        let model = self.logs[log].clone();
        let Some(of) = back(model.events.len(), event).map(|index| &model.events[index]) else {
            return Ok(());
        };
        let path = route::story(self.place.workspaces[log], of.id());
        self.script.gets(who, log, "STORY", of);
        let request = self.server.app.request(Method::GET, &path);
        let answer = self.server.answer(self.place, who, request).await;
        self.script.answered(&answer);
        let own = self.own(who);
        let sees = |stored: &&Stored| model.sees(own.as_deref(), stored);
        if is_foreign(log, who) || !sees(&of) {
            return refused(&answer, 404, "not_found");
        }
        let joins = |field: fn(&Value) -> &Value, stored: &Stored| {
            !field(&of.event).is_null() && field(&of.event) == field(&stored.event)
        };
        let is_part = |stored: &&Stored| {
            joins(|event| &event["correlation_id"], stored)
                || joins(|event| &event["targets"][0]["id"], stored)
        };
        let mut story: Vec<&Stored> = model.events.iter().filter(sees).filter(is_part).collect();
        if story.len() > STORY {
            return Ok(());
        }
        story.sort_by_key(|stored| (stored.occurred_at, stored.sequence));
        let expected: Vec<&Value> = story.iter().map(|stored| &stored.event).collect();
        same_rows(&rows_of(&answer)?, &expected)?;
        equal("`truncated`", &answer.body["truncated"], &json!(false))
    }
}
