//! An event under construction.

use daybook_shared::event::{Actor, Change, Context, EventError, NewEvent, Target};
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value};

/// An event that is being written.
pub(crate) struct Draft(NewEvent);

impl Draft {
    /// Something that an actor did at a moment, in a sentence.
    pub(crate) fn new(kind: &str, actor: Actor, at: Timestamp, description: String) -> Self {
        Self(NewEvent {
            actor: Some(actor),
            changes: Vec::new(),
            context: None,
            correlation_id: None,
            description: Some(description),
            error: None,
            idempotency_key: None,
            metadata: None,
            occurred_at: Some(at),
            platform: None,
            state: None,
            targets: Vec::new(),
            kind: kind.to_owned(),
        })
    }

    /// The network it concerns.
    pub(crate) fn on(mut self, platform: &str) -> Self {
        self.0.platform = Some(platform.to_owned());
        self
    }

    /// The outcome, where it is not the type's own.
    pub(crate) fn state(mut self, state: &str) -> Self {
        self.0.state = Some(state.to_owned());
        self
    }

    /// What it is about.
    pub(crate) fn target(mut self, kind: &str, id: &str, name: &str) -> Self {
        let (kind, id) = (kind.to_owned(), id.to_owned());
        self.0.targets.push(Target {
            id,
            name: Some(name.to_owned()),
            kind,
            url: None,
        });
        self
    }

    /// Where the first target can be seen.
    pub(crate) fn url(mut self, url: String) -> Self {
        if let Some(target) = self.0.targets.first_mut() {
            target.url = Some(url);
        }
        self
    }

    /// Why it failed.
    pub(crate) fn error(mut self, (code, reason): (&str, &str)) -> Self {
        self.0.error = Some(EventError {
            code: code.to_owned(),
            reason: Some(reason.to_owned()),
        });
        self
    }

    /// A field that changed; null stands for absent.
    pub(crate) fn change(mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let present = |value: Value| Some(value).filter(|value| !value.is_null());
        let (before, after) = (present(before.into()), present(after.into()));
        self.0.changes.push(Change {
            after,
            before,
            field: field.to_owned(),
        });
        self
    }

    /// The story that it belongs to.
    pub(crate) fn story(mut self, id: &str) -> Self {
        self.0.correlation_id = Some(id.to_owned());
        self
    }

    /// Where the request came from.
    pub(crate) fn from(mut self, (ip, user_agent): (&str, &str)) -> Self {
        let (ip, user_agent) = (Some(ip.to_owned()), Some(user_agent.to_owned()));
        self.0.context = Some(Context {
            ip,
            request_id: None,
            user_agent,
        });
        self
    }

    /// The producer's own name for the request.
    pub(crate) fn request(mut self, id: String) -> Self {
        self.0.context.get_or_insert_default().request_id = Some(id);
        self
    }

    /// A further fact.
    pub(crate) fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0
            .metadata
            .get_or_insert_with(Map::new)
            .insert(key.to_owned(), value.into());
        self
    }

    /// The event.
    pub(crate) fn finish(self) -> NewEvent {
        self.0
    }
}
