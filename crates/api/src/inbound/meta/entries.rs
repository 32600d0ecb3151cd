//! The parts of a payload: entries, each of one account, and the changes of each.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::inbound::metadata::bounded;
use crate::inbound::payload::{object, take_id, take_text};

/// Members that say when something was: a change that holds one is the same whenever it is sent.
const TIMES: [&str; 3] = ["created_time", "time", "timestamp"];
/// Members that say which thing it was. That comes about once, as far as it is not said that something else became of it.
const NAMES: [&str; 5] = ["id", "comment_id", "media_id", "message_id", "post_id"];
/// Characters of a time; what is longer is none.
const MOST_OF_TIME: usize = 40;
/// Members of an item of a conversation that do not say what it is.
const OF_EVERY_MESSAGE: [&str; 3] = ["sender", "recipient", "timestamp"];

/// What happened to one account.
#[derive(Debug)]
pub(super) struct Entry {
    members: Map<String, Value>,
    envelope: Arc<Map<String, Value>>,
}

/// One thing that happened.
#[derive(Debug)]
pub(super) struct Change {
    /// The id of the account that it happened to.
    pub account: Option<String>,
    /// What Meta calls it.
    pub field: String,
    /// What it says of it.
    pub value: Value,
    /// When Meta sent it.
    pub time: Option<Value>,
    /// What the entry said beside, as far as an event has room for it: many changes share it.
    pub entry: Arc<Map<String, Value>>,
    /// What the payload said beside.
    pub envelope: Arc<Map<String, Value>>,
}

/// The entries of a payload; the payload itself where it has none.
pub(super) fn of(mut payload: Map<String, Value>) -> Result<impl Iterator<Item = Entry>, Map<String, Value>> {
    let is_one = |entries: &Value| matches!(entries, Value::Array(entries) if !entries.is_empty());
    let entries = match payload.remove("entry") {
        Some(entries) if is_one(&entries) => entries,
        Some(other) => {
            payload.insert("entry".to_owned(), other);
            return Err(payload);
        }
        None => return Err(payload),
    };
    // What is known is not worth repeating with every change.
    if matches!(
        payload.get("object").and_then(Value::as_str),
        Some("page" | "instagram")
    ) {
        payload.remove("object");
    }
    let entries = match entries {
        Value::Array(entries) => entries,
        other => vec![other],
    };
    let envelope = Arc::new(bounded(payload));
    let entry = move |value: Value| {
        let members = match value {
            Value::Object(members) => members,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        Entry {
            members,
            envelope: envelope.clone(),
        }
    };
    Ok(entries.into_iter().map(entry))
}

impl Entry {
    /// Its changes, whichever way they are written: in `changes`, as the items of a conversation, or the entry itself is one. At
    /// most so many of them, and the number of the others.
    pub(super) fn into_changes(mut self, most: usize) -> (Vec<Change>, usize) {
        let members = &mut self.members;
        let account = take_id(members, "id");
        let is_short = |time: &Value| time.as_str().is_none_or(|text| text.len() <= MOST_OF_TIME);
        let time = members
            .remove("time")
            .filter(|time| !time.is_array() && !time.is_object() && is_short(time));
        let mut found: Vec<(String, Value)> = Vec::new();
        for change in take_objects(members, "changes") {
            found.push(named(change));
        }
        for name in ["messaging", "standby"] {
            for item in take_objects(members, name) {
                found.push((field_of_message(&item, name), Value::Object(item)));
            }
        }
        if members.get("field").is_some_and(Value::is_string) {
            let flat = ["field", "value"].map(|name| members.remove_entry(name));
            found.push(named(flat.into_iter().flatten().collect()));
        }
        if found.is_empty() {
            let rest = std::mem::take(members);
            found.push(("unknown".to_owned(), Value::Object(rest)));
        }
        let more = found.len().saturating_sub(most);
        let entry = Arc::new(bounded(self.members));
        let change = |(field, value)| Change {
            account: account.clone(),
            field,
            value,
            time: time.clone(),
            entry: entry.clone(),
            envelope: self.envelope.clone(),
        };
        (found.into_iter().take(most).map(change).collect(), more)
    }
}

impl Change {
    /// All that was said, as its identity. When it was sent counts only where it says nothing else of the kind: what is sent
    /// again may be sent with another time. What is hidden, shown, and hidden again was hidden twice.
    pub(super) fn whole(&self) -> Value {
        let says_itself = match &self.value {
            Value::Object(value) => {
                let has = |names: &[&str]| names.iter().any(|name| value.contains_key(*name));
                let comes_about = value.get("verb").is_none_or(|verb| verb.as_str() == Some("add"));
                has(&TIMES) || (comes_about && has(&NAMES))
            }
            _ => false,
        };
        let time = self.time.clone().filter(|_| !says_itself);
        json!([self.account, self.field, self.value, time])
    }
}

/// The objects of an array, taken out; what is none stays where it is.
fn take_objects(members: &mut Map<String, Value>, name: &str) -> Vec<Map<String, Value>> {
    let all_objects =
        |value: &Value| matches!(value, Value::Array(values) if values.iter().all(Value::is_object));
    if !members.get(name).is_some_and(all_objects) {
        return Vec::new();
    }
    match members.remove(name) {
        Some(Value::Array(values)) => values.into_iter().map(object).collect(),
        _ => Vec::new(),
    }
}

/// The field and the value of a change.
fn named(mut change: Map<String, Value>) -> (String, Value) {
    let field = take_text(&mut change, "field").unwrap_or_else(|| "unknown".to_owned());
    match change.remove("value") {
        Some(value) if change.is_empty() => (field, value),
        Some(value) => {
            change.insert("value".to_owned(), value);
            (field, Value::Object(change))
        }
        None if change.is_empty() => (field, Value::Null),
        None => (field, Value::Object(change)),
    }
}

/// What an item of a conversation is: `message`, `reaction`, `read`, ….
fn field_of_message(item: &Map<String, Value>, fallback: &str) -> String {
    let telling = item
        .keys()
        .find(|name| !OF_EVERY_MESSAGE.contains(&name.as_str()));
    telling.map_or(fallback, String::as_str).to_owned()
}
