//! What would break a client that was generated from an older document. Within `/v1` the API only grows: operations, optional
//! parameters and fields, members of answers, values that may be sent. What an `enum` of an answer lists is final.

mod schema;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::METHODS;

/// Which way a schema goes: what clients send must stay allowed, what they get must stay as promised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Sent,
    Got,
}

/// The changes that break clients, each with its place.
pub fn changes(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Comparison {
        old,
        new,
        broken: Vec::new(),
        under_way: BTreeSet::new(),
    };
    found.whole();
    for (collection, way) in [("paths", Way::Sent), ("webhooks", Way::Got)] {
        for (path, item) in members(&old[collection]) {
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    let place = format!("{method} {path}");
                    match new[collection][path.as_str()].get(method) {
                        Some(other) => found.operation(&place, operation, other, way),
                        None => found.say(&place, "is gone"),
                    }
                }
            }
        }
    }
    found.broken
}

struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    broken: Vec<String>,
    /// References that are being compared, which may lead back to themselves.
    under_way: BTreeSet<String>,
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    target
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

/// The codes of an operation's refusals, by the examples of its answers, with the statuses that they come with.
fn codes(document: &Value, operation: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut statuses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (status, answer) in members(&operation["responses"]) {
        for (_, content) in members(&resolved(document, answer)["content"]) {
            for (_, example) in members(&content["examples"]) {
                if let Some(code) = resolved(document, example)["value"]["code"].as_str() {
                    statuses
                        .entry(code.to_owned())
                        .or_default()
                        .insert(status.clone());
                }
            }
        }
    }
    statuses
}

impl<'a> Comparison<'a> {
    fn say(&mut self, place: &str, what: &str) {
        self.broken.push(format!("{place} {what}"));
    }

    /// What belongs to no operation: where the server is, how one signs in, what generators name types by.
    fn whole(&mut self) {
        if self.old["servers"] != self.new["servers"] {
            self.say("the document", "has other servers");
        }
        let (old, new) = (&self.old["components"], &self.new["components"]);
        for (name, scheme) in members(&old["securitySchemes"]) {
            for member in ["type", "scheme", "in", "name"] {
                if scheme[member] != new["securitySchemes"][name][member] {
                    self.say(
                        &format!("security scheme {name}"),
                        &format!("has another {member}"),
                    );
                }
            }
        }
        for (name, _) in members(&old["schemas"]) {
            if new["schemas"].get(name).is_none() {
                self.say(
                    &format!("schema {name}"),
                    "is gone, by which generators name a type",
                );
            }
        }
    }

    /// An operation whose requests go one way, and its answers the other.
    fn operation(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        for member in ["operationId", "tags"] {
            if old[member] != new[member] {
                self.say(
                    place,
                    &format!("has another {member}, by which generators name it"),
                );
            }
        }
        self.security(place, items(&old["security"]), items(&new["security"]));
        self.parameters(place, old, new, way);
        self.request(place, old, new, way);
        self.codes(place, old, new);
        for (status, _) in members(&new["responses"]) {
            let is_error = status.starts_with(['4', '5']) || status == "default";
            if old["responses"].get(status).is_none() && !is_error {
                self.say(place, &format!("may answer {status} now"));
            }
        }
        for (status, answer) in members(&old["responses"]) {
            let place = format!("{place} {status}");
            let answer = resolved(self.old, answer);
            match new["responses"].get(status) {
                Some(other) => self.answer(&place, answer, resolved(self.new, other)),
                // An error that cannot happen any more harms nobody.
                None if status.starts_with('2') => self.say(&place, "is gone"),
                None => {}
            }
        }
    }

    /// A code that comes with another status is looked for in vain by whoever looks at the status first.
    fn codes(&mut self, place: &str, old: &Value, new: &Value) {
        let statuses = codes(self.new, new);
        for (code, before) in codes(self.old, old) {
            let now = statuses.get(&code).cloned().unwrap_or_default();
            // One that cannot happen any more harms nobody.
            if !now.is_empty() && !before.is_subset(&now) {
                self.say(
                    place,
                    &format!("has the code {code} with {now:?}, and had it with {before:?}"),
                );
            }
        }
    }

    fn security(&mut self, place: &str, old: &[Value], new: &[Value]) {
        // An empty list takes everybody, and so does an empty requirement.
        if new.is_empty() || new.contains(&json!({})) {
            return;
        }
        if old.is_empty() {
            self.say(place, "asks for a credential now");
        }
        for scheme in old.iter().filter(|scheme| !new.contains(scheme)) {
            self.say(place, &format!("does not take {scheme} any more"));
        }
    }

    fn parameters(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let olds: Vec<&Value> = items(&old["parameters"])
            .iter()
            .map(|one| resolved(self.old, one))
            .collect();
        let news: Vec<&Value> = items(&new["parameters"])
            .iter()
            .map(|one| resolved(self.new, one))
            .collect();
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        for one in &olds {
            let place = format!("{place} parameter {}", one["name"]);
            match news.iter().find(|other| same(one, other)) {
                Some(other) => {
                    for member in ["style", "explode"] {
                        if one[member] != other[member] {
                            self.say(&place, &format!("has another {member}"));
                        }
                    }
                    self.schema(&place, &one["schema"], &other["schema"], way);
                }
                None => self.say(&place, "is gone"),
            }
        }
        for other in &news {
            let was_required = olds
                .iter()
                .any(|one| same(one, other) && one["required"] == json!(true));
            if other["required"] == json!(true) && !was_required {
                self.say(&format!("{place} parameter {}", other["name"]), "is required now");
            }
        }
    }

    fn request(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let place = format!("{place} body");
        let (old, new) = (&old["requestBody"], &new["requestBody"]);
        if old.is_object() && !new.is_object() {
            return self.say(&place, "is gone");
        }
        if new["required"] == json!(true) && old["required"] != json!(true) {
            self.say(&place, "is required now");
        }
        self.contents(&place, old, new, way);
    }

    fn answer(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        for (name, header) in members(&old["headers"]) {
            let (one, place) = (resolved(self.old, header), format!("{place} {name}"));
            match new["headers"].get(name) {
                Some(other) => {
                    let other = resolved(self.new, other);
                    self.schema(&place, &one["schema"], &other["schema"], Way::Got);
                }
                None => self.say(&place, "is gone"),
            }
        }
        self.contents(place, old, new, Way::Got);
    }

    fn contents(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        for (media_type, content) in members(&old["content"]) {
            let place = format!("{place} {media_type}");
            match new["content"].get(media_type) {
                Some(other) => self.schema(&place, &content["schema"], &other["schema"], way),
                None => self.say(&place, "is gone"),
            }
        }
    }
}
