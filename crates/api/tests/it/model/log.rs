//! The model of a workspace's log: a plain list of events, and what an append does to it.

use std::collections::{BTreeMap, BTreeSet};

use daybook_shared::catalogue;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value, json};

use super::mutant::Mutant;
use super::words::folded;
use crate::support::app::START;

/// A log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Its events, in the order of their sequence.
    pub events: Vec<Stored>,
    /// Event types that were registered.
    types: BTreeSet<String>,
    /// Numbers that a mistake wastes.
    holes: i64,
    /// The mistake that the model makes.
    pub mutant: Option<Mutant>,
}

/// An event of a log.
#[derive(Debug, Clone)]
pub struct Stored {
    /// As it was sent.
    pub sent: Value,
    /// As it is read; without `id` until the server has said it.
    pub event: Value,
    /// When it happened.
    pub occurred_at: i64,
    /// Its place.
    pub sequence: i64,
    /// Whether members see it only where it is their own.
    pub restricted: bool,
    /// What searches look in, part by part.
    pub texts: Vec<String>,
}

/// An append of one or more events.
pub struct Request<'r> {
    /// Whether the sender may append, and may register types.
    pub may: (bool, bool),
    /// The sender, as the actor of events that name none.
    pub credential: &'r Value,
    /// Whether unknown types are to be registered.
    pub register: bool,
    /// The events as they are sent, ids filled in.
    pub events: &'r [Value],
}

/// What becomes of an append.
#[derive(Debug)]
pub enum Verdict {
    /// Nothing is stored: the status and the code of the problem.
    Refused(u16, &'static str),
    /// For each event, whether it is new, and its index in the log.
    Taken(Vec<(bool, usize)>),
}

impl Log {
    /// An empty log of a model that makes a mistake, or none.
    pub fn new(mutant: Option<Mutant>) -> Self {
        Self {
            mutant,
            ..Self::default()
        }
    }

    /// Appends, all or nothing.
    pub fn append(&mut self, request: &Request<'_>) -> Verdict {
        let (may_append, may_register) = request.may;
        if !may_append || (request.register && !may_register) {
            return Verdict::Refused(403, "forbidden");
        }
        if request.events.iter().any(is_flawed) {
            return Verdict::Refused(422, "validation_failed");
        }
        let kinds: Vec<&str> = request
            .events
            .iter()
            .filter_map(|event| event["type"].as_str())
            .collect();
        for kind in kinds {
            if catalogue::find_type(kind).is_none() && !self.types.contains(kind) {
                if !request.register {
                    return Verdict::Refused(422, "unknown_event_type");
                }
                self.types.insert(kind.to_owned());
            }
        }
        let before = self.events.len();
        let mut taken = Vec::new();
        for sent in request.events {
            match self.under_key(sent) {
                Some(index)
                    if self.mutant == Some(Mutant::BodyIgnored) || same(&self.events[index].sent, sent) =>
                {
                    taken.push((false, index));
                }
                Some(_) => {
                    match self.mutant {
                        Some(Mutant::HalfABatch) => {}
                        Some(Mutant::HoleAfterRefusal) => {
                            self.holes += 1;
                            self.events.truncate(before);
                        }
                        _ => self.events.truncate(before),
                    }
                    return Verdict::Refused(409, "idempotency_conflict");
                }
                None => {
                    self.push(sent, request.credential);
                    taken.push((true, self.events.len() - 1));
                }
            }
        }
        Verdict::Taken(taken)
    }

    /// The event that has the idempotency key.
    fn under_key(&self, sent: &Value) -> Option<usize> {
        let key = sent.get("idempotency_key")?;
        self.events
            .iter()
            .position(|stored| stored.sent.get("idempotency_key") == Some(key))
    }

    fn push(&mut self, sent: &Value, credential: &Value) {
        let sequence = self.head() + 1 + self.holes;
        self.events.push(Stored::new(sent, credential, sequence));
    }

    /// The last place that is taken.
    pub fn head(&self) -> i64 {
        self.events.last().map_or(0, |stored| stored.sequence)
    }

    /// Whether a caller sees an event; `own`: a member, who sees only their own of the restricted ones.
    pub fn sees(&self, own: Option<&str>, stored: &Stored) -> bool {
        let is_own = own.is_none_or(|own| stored.event["actor"]["id"] == own);
        match self.mutant {
            Some(Mutant::MemberSeesRestricted) => true,
            Some(Mutant::MemberSeesNothingRestricted) => own.is_none() || !stored.restricted,
            _ => is_own || !stored.restricted,
        }
    }
}

impl Stored {
    fn new(sent: &Value, credential: &Value, sequence: i64) -> Self {
        let kind = sent["type"].as_str().unwrap();
        let facts = facts(kind);
        let actor = sent.get("actor").unwrap_or(credential);
        let name = actor["name"].as_str().unwrap();
        let target = sent.get("targets").map(|targets| &targets[0]);
        let target = target.map(|target| target["name"].as_str().or(target["id"].as_str()).unwrap());
        let sentence = facts.template.replace("{actor}", name);
        let sentence = sentence.replace("{target}", target.unwrap_or("something"));
        let occurred_at = time(sent.get("occurred_at").and_then(Value::as_str).unwrap_or(START));
        let mut event: Map<String, Value> = sent.as_object().unwrap().clone();
        let defaults: BTreeMap<&str, Value> = BTreeMap::from([
            ("actor", actor.clone()),
            ("description", json!(sentence)),
            ("state", json!(facts.state)),
        ]);
        for (field, value) in defaults {
            event.entry(field).or_insert(value);
        }
        event.insert("category".to_owned(), json!(facts.category));
        event.insert(
            "occurred_at".to_owned(),
            json!(Timestamp(occurred_at).to_string()),
        );
        event.insert("recorded_at".to_owned(), json!(START));
        event.insert("sequence".to_owned(), json!(sequence));
        let parts = [&event["description"], &event["type"], &event["actor"]["name"]];
        let platform = event.get("platform").into_iter();
        let parts = parts
            .into_iter()
            .chain(platform)
            .map(|part| folded(part.as_str().unwrap()));
        Self {
            texts: parts.collect(),
            sent: sent.clone(),
            event: Value::Object(event),
            occurred_at,
            sequence,
            restricted: facts.restricted,
        }
    }

    /// The event's id.
    pub fn id(&self) -> &str {
        self.event["id"].as_str().unwrap_or_default()
    }
}

/// What is known of a type.
struct Facts {
    category: &'static str,
    state: &'static str,
    template: String,
    restricted: bool,
}

fn facts(kind: &str) -> Facts {
    const RESTRICTED: &[&str] = &["sign-in", "people", "settings", "access", "exports"];
    match catalogue::find_type(kind) {
        Some(known) => Facts {
            category: known.category,
            state: known.state,
            template: known.template.to_owned(),
            restricted: RESTRICTED.contains(&known.category),
        },
        None => {
            let mut label = kind.replace(['.', '_'], " ");
            label[..1].make_ascii_uppercase();
            Facts {
                category: "custom",
                state: "done",
                template: format!("{{actor}}: {label}"),
                restricted: false,
            }
        }
    }
}

/// Microseconds of an RFC 3339 text.
pub fn time(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().0
}

fn is_flawed(sent: &Value) -> bool {
    let is_ahead = sent["occurred_at"]
        .as_str()
        .is_some_and(|at| time(at) > time(START) + 300_000_000);
    is_ahead || sent["platform"] == "myspace"
}

/// Whether two events as sent mean the same: a time may be written in several ways.
fn same(one: &Value, other: &Value) -> bool {
    let meaning = |sent: &Value| {
        let mut sent = sent.clone();
        if let Some(at) = sent.get_mut("occurred_at") {
            *at = json!(time(at.as_str().unwrap()));
        }
        sent
    };
    meaning(one) == meaning(other)
}
