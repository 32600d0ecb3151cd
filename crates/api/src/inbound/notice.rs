//! One thing that a platform told, as an event that is ready but for its place in the log.

use daybook_shared::event::{Actor, ActorKind, NewEvent, Target};
use daybook_shared::id::InboundSourceId;
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::limits::{MAX_TARGETS, MAX_TEXT_CHARS};
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value, json};

use super::{metadata, words};

/// One thing that a platform told.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The event, without its key, its correlation and what is known of the source.
    pub event: NewEvent,
    /// What makes it the same when it comes again: the platform's ids, or all that was said.
    pub identity: Value,
    /// The platform's id of what it belongs to: a post, a video, an upload.
    pub thread: Option<String>,
}

impl Notice {
    /// The event, as it came over a source, with all that the platform said as far as there is room for it.
    pub fn into_event(self, source: InboundSourceId) -> NewEvent {
        let mut said = self.event.metadata.unwrap_or_default();
        said.insert("source".to_owned(), json!(source));
        NewEvent {
            metadata: Some(metadata::bounded(said)),
            ..self.event
        }
    }

    /// A notice of a type, told by a platform under a name of its own.
    pub(super) fn new(kind: &str, platform: InboundPlatform, notification: &str) -> Self {
        let name = words::name(notification).unwrap_or_else(|| "unnamed".to_owned());
        let event = NewEvent {
            actor: Some(network(platform)),
            platform: Some(platform.as_str().to_owned()),
            metadata: Some(Map::from_iter([("notification".to_owned(), json!(name))])),
            ..NewEvent::new(kind)
        };
        Self {
            event,
            identity: Value::Null,
            thread: None,
        }
    }

    /// Who did it, as far as the platform says: it did itself, where it does not.
    pub(super) fn by(mut self, id: Option<String>, name: Option<String>) -> Self {
        if let Some(name) = name.or_else(|| id.clone()) {
            self.event.actor = Some(Actor::new(ActorKind::Platform, id, name));
        }
        self
    }

    /// The sentence, which begins with who did it.
    pub(super) fn says(mut self, rest: &str) -> Self {
        let actor = self.event.actor.as_ref().map_or("", |actor| actor.name.as_str());
        self.event.description = Some(words::cut(&format!("{actor} {rest}"), MAX_TEXT_CHARS));
        self
    }

    /// What it is about; the first is what its story is of.
    pub(super) fn about(mut self, kind: &str, id: Option<&str>) -> Self {
        let is_new = |id: &&str| self.event.targets.iter().all(|target| target.id != **id);
        if let Some(id) = id.filter(is_new)
            && self.event.targets.len() < MAX_TARGETS
        {
            self.event.targets.push(Target {
                id: id.to_owned(),
                kind: kind.to_owned(),
                name: None,
                url: None,
            });
        }
        self
    }

    /// A member of the metadata.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let metadata = self.event.metadata.get_or_insert_default();
        metadata.insert(name.to_owned(), value.into());
        self
    }

    /// What else was said, under a name of the metadata; nothing is not mentioned.
    pub(super) fn with_rest(self, name: &str, rest: Map<String, Value>) -> Self {
        match rest.is_empty() {
            true => self,
            false => self.with(name, Value::Object(rest)),
        }
    }

    /// When it happened, where the platform says so.
    pub(super) fn at(mut self, moment: Option<Timestamp>) -> Self {
        self.event.occurred_at = moment;
        self
    }

    /// What makes it the same when it comes again.
    pub(super) fn known_by(mut self, identity: Value) -> Self {
        self.identity = identity;
        self
    }

    /// What it belongs to.
    pub(super) fn of_thread(mut self, id: Option<String>) -> Self {
        self.thread = id;
        self
    }
}

/// A platform as an actor.
pub(super) fn network(platform: InboundPlatform) -> Actor {
    Actor::new(
        ActorKind::Platform,
        Some(platform.as_str().to_owned()),
        platform.label(),
    )
}
