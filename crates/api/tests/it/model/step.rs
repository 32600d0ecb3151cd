//! What a run does, before it is known what it will meet: steps name earlier events and cursors by counting back, so
//! that any step may be left out and the rest still means something.

use serde_json::{Map, Value, json};

use super::pools::{ACTORS, MOMENTS, PERIODS, TARGETS};

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An owner of both workspaces.
    Owner,
    /// A member of both workspaces.
    Member,
    /// An API key of the first workspace that reads and writes.
    Key,
    /// A person of another workspace.
    Stranger,
}

/// How events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The first of them alone.
    Single,
    /// All as a JSON array.
    Array,
    /// All as JSON Lines.
    Lines,
}

/// What a repeated event is changed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// The same moment is written with another offset.
    Spelling,
    /// Another sentence.
    Text,
    /// A time, where it had none, or another.
    Time,
}

/// What is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It lies too far ahead.
    Future,
    /// Its platform does not exist.
    Platform,
}

/// An event to be sent.
#[derive(Debug, Clone)]
pub struct EventSpec {
    pub kind: &'static str,
    pub moment: Option<usize>,
    pub platform: Option<&'static str>,
    pub state: Option<&'static str>,
    pub actor: Option<usize>,
    pub targets: Vec<usize>,
    pub text: Option<Vec<&'static str>>,
    pub correlation: Option<&'static str>,
    pub key: Option<&'static str>,
    pub flaw: Option<Flaw>,
}

/// One dimension of a filter.
#[derive(Debug, Clone)]
pub struct Clause {
    pub dimension: &'static str,
    pub excludes: bool,
    pub values: Vec<&'static str>,
}

/// Which events a list holds.
#[derive(Debug, Clone)]
pub struct FilterSpec {
    pub clauses: Vec<Clause>,
    pub words: Vec<&'static str>,
    pub period: usize,
}

/// A list.
#[derive(Debug, Clone)]
pub struct ListSpec {
    pub filter: FilterSpec,
    pub by_sequence: bool,
    pub rising: bool,
}

/// One thing that a run does. `log` is the first workspace or the second.
#[derive(Debug, Clone)]
pub enum Step {
    /// Sends new events.
    Append {
        log: usize,
        who: Who,
        register: bool,
        form: Form,
        events: Vec<EventSpec>,
    },
    /// Sends an event again that has an idempotency key, perhaps twice in one batch, perhaps with new ones behind it.
    Repeat {
        log: usize,
        /// Counted back among the events with keys of `of`.
        earlier: usize,
        /// The workspace that it was sent to first.
        of: usize,
        form: Form,
        change: Change,
        twice: bool,
        fresh: Vec<EventSpec>,
    },
    /// Asks for the first page of a list.
    List {
        log: usize,
        who: Who,
        list: ListSpec,
        limit: Option<u32>,
    },
    /// Follows a cursor, counted back among all that pages of this run held.
    Follow {
        cursor: usize,
        who: Who,
        limit: Option<u32>,
        /// Whether the parameters are sent in the opposite order.
        reversed: bool,
    },
    /// Gets an event, counted back; `elsewhere`: at the other workspace.
    Get {
        log: usize,
        who: Who,
        event: usize,
        elsewhere: bool,
    },
    /// Asks for the story of an event, counted back.
    Story { log: usize, who: Who, event: usize },
}

impl EventSpec {
    /// The event as it is sent.
    pub fn body(&self) -> Value {
        let mut body = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(name.to_owned(), value);
            }
        };
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        set("type", Some(json!(self.kind)));
        set("occurred_at", self.moment.map(|moment| json!(MOMENTS[moment])));
        set("platform", self.platform.map(|name| json!(name)));
        set("state", self.state.map(|name| json!(name)));
        set("actor", self.actor.map(|actor| read(ACTORS[actor])));
        let targets: Vec<Value> = self.targets.iter().map(|target| read(TARGETS[*target])).collect();
        set("targets", (!targets.is_empty()).then_some(json!(targets)));
        set(
            "description",
            self.text.as_ref().map(|text| json!(text.join(" "))),
        );
        set("correlation_id", self.correlation.map(|id| json!(id)));
        set("idempotency_key", self.key.map(|key| json!(key)));
        match self.flaw {
            Some(Flaw::Future) => set("occurred_at", Some(json!("2026-11-21T09:35:00.000001Z"))),
            Some(Flaw::Platform) => set("platform", Some(json!("myspace"))),
            None => {}
        }
        Value::Object(body)
    }
}

impl FilterSpec {
    /// Its query form.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for clause in &self.clauses {
            let suffix = if clause.excludes { "_not" } else { "" };
            let key = format!("{}{suffix}", clause.dimension);
            pairs.extend(
                clause
                    .values
                    .iter()
                    .map(|value| (key.clone(), (*value).to_owned())),
            );
        }
        if !self.words.is_empty() {
            pairs.push(("q".to_owned(), self.words.join(" ")));
        }
        let period = PERIODS[self.period].query.iter();
        pairs.extend(period.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        pairs
    }
}

impl ListSpec {
    /// Its query form.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.filter.pairs();
        if self.by_sequence {
            pairs.push(("sort".to_owned(), "sequence".to_owned()));
        }
        if self.rising {
            pairs.push(("order".to_owned(), "asc".to_owned()));
        }
        pairs
    }
}
