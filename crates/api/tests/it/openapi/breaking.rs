//! What would break a client that was generated from an older document. Within `/v1` the API only grows: operations, optional
//! parameters and fields, members of answers, values of an answer that are said to be open.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

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
    for (path, item) in members(&old["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let place = format!("{method} {path}");
                match new["paths"][path.as_str()].get(method) {
                    Some(other) => found.operation(&place, operation, other),
                    None => found.say(&place, "is gone"),
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

impl<'a> Comparison<'a> {
    fn say(&mut self, place: &str, what: &str) {
        self.broken.push(format!("{place} {what}"));
    }

    fn operation(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        if old["operationId"] != new["operationId"] {
            self.say(place, "has another operationId, by which generators name it");
        }
        self.security(place, items(&old["security"]), items(&new["security"]));
        self.parameters(place, old, new);
        self.request(place, old, new);
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

    fn parameters(&mut self, place: &str, old: &'a Value, new: &'a Value) {
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
                Some(other) => self.schema(&place, &one["schema"], &other["schema"], Way::Sent),
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

    fn request(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        let place = format!("{place} body");
        let (old, new) = (&old["requestBody"], &new["requestBody"]);
        if new["required"] == json!(true) && old["required"] != json!(true) {
            self.say(&place, "is required now");
        }
        self.contents(&place, old, new, Way::Sent);
    }

    fn answer(&mut self, place: &str, old: &'a Value, new: &'a Value) {
        for (header, _) in members(&old["headers"]) {
            if new["headers"].get(header).is_none() {
                self.say(place, &format!("has no {header} any more"));
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

    fn schema(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let reference = format!("{} {} {}", old["$ref"], new["$ref"], way == Way::Sent);
        let is_reference = old.get("$ref").is_some() && new.get("$ref").is_some();
        if is_reference && !self.under_way.insert(reference.clone()) {
            return;
        }
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        self.kind(place, old, new, way);
        self.properties(place, old, new, way);
        for member in ["items", "additionalProperties"] {
            let has_schemas = old[member].is_object() && new[member].is_object();
            if has_schemas {
                self.schema(&format!("{place}/{member}"), &old[member], &new[member], way);
            } else if way == Way::Sent && new[member] == json!(false) && old[member] != json!(false) {
                self.say(place, "takes no other members any more");
            }
        }
        self.choices(place, old, new, way);
        if is_reference {
            self.under_way.remove(&reference);
        }
    }

    fn kind(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        let types = |schema: &Value| -> BTreeSet<String> {
            let several = items(&schema["type"])
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned));
            several
                .chain(schema["type"].as_str().map(str::to_owned))
                .collect()
        };
        let (before, now) = (types(old), types(new));
        // No type is every type. What is an integer is a number.
        let covers = |wide: &BTreeSet<String>, narrow: &BTreeSet<String>| {
            let has = |name: &String| wide.contains(name) || (name == "integer" && wide.contains("number"));
            wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(has))
        };
        let fits = match way {
            Way::Sent => covers(&now, &before),
            Way::Got => covers(&before, &now),
        };
        if !fits {
            self.say(
                place,
                &format!("was of the type {}, and is {}", old["type"], new["type"]),
            );
        }
        for member in ["pattern", "format"] {
            let is_new = old.get(member).is_none() && way == Way::Got;
            if old[member] != new[member] && !is_new && new.get(member).is_some() | (way == Way::Got) {
                self.say(place, &format!("has another {member}: {}", new[member]));
            }
        }
        if way == Way::Sent {
            self.bounds(place, old, new);
            let known = items(&new["enum"]);
            let gone = items(&old["enum"]).iter().filter(|value| !known.contains(value));
            let gone: Vec<String> = gone.map(Value::to_string).collect();
            if !known.is_empty() && (!gone.is_empty() || old.get("enum").is_none()) {
                self.say(place, &format!("does not take {} any more", gone.join(", ")));
            }
        }
    }

    fn bounds(&mut self, place: &str, old: &Value, new: &Value) {
        for (name, is_upper) in [
            ("maxLength", true),
            ("maxItems", true),
            ("maximum", true),
            ("minLength", false),
            ("minItems", false),
            ("minimum", false),
        ] {
            let Some(now) = new[name].as_f64() else { continue };
            let is_narrower = match old[name].as_f64() {
                Some(before) if is_upper => now < before,
                Some(before) => now > before,
                // None of these is less than nothing.
                None => is_upper || now > 0.0,
            };
            if is_narrower {
                self.say(place, &format!("has a narrower {name}: {now}"));
            }
        }
    }

    fn properties(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let required = |schema: &Value, name: &str| items(&schema["required"]).iter().any(|one| one == name);
        let none = Map::new();
        let news = new["properties"].as_object().unwrap_or(&none);
        for (name, property) in members(&old["properties"]) {
            let place = format!("{place}/{name}");
            match new["properties"].get(name) {
                Some(other) => self.schema(&place, property, other, way),
                None => self.say(&place, "is gone"),
            }
            if way == Way::Got && required(old, name) && !required(new, name) {
                self.say(&place, "may be absent now");
            }
        }
        for name in news.keys() {
            if way == Way::Sent && required(new, name) && !required(old, name) {
                self.say(&format!("{place}/{name}"), "is required now");
            }
        }
    }

    /// Each choice that a client can send must fit one that is there; each that it can get must fit one that it knows.
    fn choices(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        for member in ["oneOf", "anyOf", "allOf"] {
            let (olds, news) = (items(&old[member]), items(&new[member]));
            if olds.len() == news.len() {
                for (index, (one, other)) in olds.iter().zip(news).enumerate() {
                    self.schema(&format!("{place}/{member}/{index}"), one, other, way);
                }
            } else if member == "allOf" || (way == Way::Sent) == (news.len() < olds.len()) || olds.is_empty()
            {
                self.say(
                    place,
                    &format!("has {} {member}, and had {}", news.len(), olds.len()),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "/paths/~1v1~1workspaces~1{workspace_id}~1events/get";
    const APPEND: &str = "/paths/~1v1~1workspaces~1{workspace_id}~1events/post";

    fn document() -> Value {
        super::super::document()
    }

    fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
        document
            .pointer_mut(pointer)
            .unwrap_or_else(|| panic!("{pointer}"))
    }

    fn remove(document: &mut Value, pointer: &str, member: &str) {
        at(document, pointer)
            .as_object_mut()
            .unwrap()
            .remove(member)
            .unwrap();
    }

    #[test]
    fn what_breaks_a_client_is_found() {
        type Change = fn(&mut Value);
        let cases: &[(&str, Change)] = &[
            ("get /healthz is gone", |new| remove(new, "/paths", "/healthz")),
            ("has another operationId", |new| {
                *at(new, &format!("{LIST}/operationId")) = json!("events")
            }),
            ("parameter \"type\" is gone", |new| {
                at(new, &format!("{LIST}/parameters"))
                    .as_array_mut()
                    .unwrap()
                    .retain(|one| one["name"] != "type");
            }),
            ("parameter \"tenant\" is required now", |new| {
                let parameter =
                    json!({"name": "tenant", "in": "query", "required": true, "schema": {"type": "string"}});
                at(new, &format!("{LIST}/parameters"))
                    .as_array_mut()
                    .unwrap()
                    .push(parameter);
            }),
            ("201 is gone", |new| {
                remove(new, &format!("{APPEND}/responses"), "201")
            }),
            ("has no ETag any more", |new| {
                remove(new, &format!("{LIST}/responses/200/headers"), "ETag")
            }),
            ("application/x-ndjson is gone", |new| {
                remove(
                    new,
                    &format!("{LIST}/responses/200/content"),
                    "application/x-ndjson",
                )
            }),
            ("does not take {\"bearer\":[]} any more", |new| {
                *at(new, &format!("{LIST}/security")) = json!([{"other": []}])
            }),
            ("/sequence is gone", |new| {
                remove(new, "/components/schemas/Event/properties", "sequence")
            }),
            ("/sequence may be absent now", |new| {
                at(new, "/components/schemas/Event/required")
                    .as_array_mut()
                    .unwrap()
                    .retain(|name| name != "sequence");
            }),
            (
                "/sequence was of the type \"integer\", and is \"string\"",
                |new| {
                    at(new, "/components/schemas/Event/properties/sequence")["type"] = json!("string");
                },
            ),
            ("/metadata is gone", |new| {
                remove(new, "/components/schemas/NewEvent/properties", "metadata")
            }),
            ("/platform is required now", |new| {
                at(new, "/components/schemas/NewEvent/required")
                    .as_array_mut()
                    .unwrap()
                    .push(json!("platform"));
            }),
            ("narrower maxLength: 10", |new| {
                at(new, "/components/schemas/NewEvent/properties/description")["maxLength"] = json!(10);
            }),
            ("does not take \"xlsx\" any more", |new| {
                at(new, "/components/schemas/ExportFormat/enum")
                    .as_array_mut()
                    .unwrap()
                    .retain(|name| name != "xlsx");
            }),
            ("has another pattern", |new| {
                at(new, "/components/schemas/EventId")["pattern"] = json!("^e_.*$")
            }),
        ];
        let old = document();
        for (expected, change) in cases {
            let mut new = old.clone();
            change(&mut new);
            let found = changes(&old, &new);
            assert!(
                found.iter().any(|line| line.contains(expected)),
                "{expected}: {found:#?}"
            );
        }
    }

    #[test]
    fn what_only_adds_breaks_nobody() {
        let old = document();
        let mut new = old.clone();
        let parameter = json!({"name": "tenant", "in": "query", "schema": {"type": "string"}});
        at(&mut new, &format!("{LIST}/parameters"))
            .as_array_mut()
            .unwrap()
            .push(parameter);
        at(&mut new, "/components/schemas/Event/properties")["source"] = json!({"type": "string"});
        at(&mut new, "/components/schemas/NewEvent/properties")["source"] = json!({"type": "string"});
        at(&mut new, "/components/schemas/ExportState/enum")
            .as_array_mut()
            .unwrap()
            .push(json!("paused"));
        at(&mut new, "/components/schemas/NewEvent/properties/description")["maxLength"] = json!(9000);
        new["paths"]["/v1/new"] = new["paths"]["/healthz"].clone();
        assert_eq!(changes(&old, &new), [""; 0]);
        assert_eq!(changes(&old, &old), [""; 0]);
    }
}
