//! Two schemas, of which one takes the other's place.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Comparison, Way, items, members, resolved};

/// Bounds, and whether a larger number lets more through.
const BOUNDS: [(&str, bool); 10] = [
    ("maxLength", true),
    ("maxItems", true),
    ("maxProperties", true),
    ("maximum", true),
    ("exclusiveMaximum", true),
    ("minLength", false),
    ("minItems", false),
    ("minProperties", false),
    ("minimum", false),
    ("exclusiveMinimum", false),
];
/// What a value is held against that is neither more nor less.
const RULES: [&str; 4] = ["pattern", "format", "multipleOf", "uniqueItems"];

impl<'a> Comparison<'a> {
    pub(super) fn schema(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let reference = format!("{} {} {}", old["$ref"], new["$ref"], way == Way::Sent);
        let is_reference = old.get("$ref").is_some() && new.get("$ref").is_some();
        if is_reference && !self.under_way.insert(reference.clone()) {
            return;
        }
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        self.kind(place, old, new, way);
        self.rules(place, old, new, way);
        self.bounds(place, old, new, way);
        self.values(place, old, new, way);
        self.properties(place, old, new, way);
        for member in ["items", "additionalProperties"] {
            self.inner(place, member, [&old[member], &new[member]], way);
        }
        for member in ["oneOf", "anyOf", "allOf"] {
            self.choices(place, member, [&old[member], &new[member]], way);
        }
        if old["discriminator"] != new["discriminator"] {
            self.say(place, "is told apart by another discriminator");
        }
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
            let (old, new) = (&old["type"], &new["type"]);
            self.say(place, &format!("was of the type {old}, and is {new}"));
        }
    }

    /// What is sent may be held against fewer rules, what is got against more.
    fn rules(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        for rule in RULES {
            let may_change = match way {
                Way::Sent => new.get(rule).is_none() || new[rule] == json!(false),
                Way::Got => old.get(rule).is_none() || old[rule] == json!(false),
            };
            if old[rule] != new[rule] && !may_change {
                self.say(place, &format!("has another {rule}: {}", new[rule]));
            }
        }
        if way == Way::Sent && old["default"] != new["default"] {
            self.say(place, &format!("has another default: {}", new["default"]));
        }
    }

    fn bounds(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        for (name, is_upper) in BOUNDS {
            // What is held against the wider bound: of what is sent the older one.
            let (wide, narrow) = match way {
                Way::Sent => (&new[name], &old[name]),
                Way::Got => (&old[name], &new[name]),
            };
            let Some(bound) = wide.as_f64() else { continue };
            let fits = match narrow.as_f64() {
                Some(other) if is_upper => other <= bound,
                Some(other) => other >= bound,
                // No length is less than nothing.
                None => !is_upper && name != "exclusiveMinimum" && bound <= 0.0,
            };
            if !fits {
                let way = if way == Way::Sent { "narrower" } else { "wider" };
                self.say(place, &format!("has a {way} {name}: {}", new[name]));
            }
        }
    }

    /// The values that are listed: more may be sent, and none more be got.
    fn values(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        let listed = |schema: &Value| match schema.get("const") {
            Some(only) => vec![only.clone()],
            None => items(&schema["enum"]).to_vec(),
        };
        let (before, now) = (listed(old), listed(new));
        let others = |these: &[Value], those: &[Value]| {
            let others = these.iter().filter(|value| !those.contains(value));
            others.map(Value::to_string).collect::<Vec<_>>().join(", ")
        };
        let (wide, narrow) = match way {
            Way::Sent => (&now, &before),
            Way::Got => (&before, &now),
        };
        let others = others(narrow, wide);
        match way {
            _ if wide.is_empty() => {}
            Way::Sent if narrow.is_empty() => self.say(place, "takes listed values only now"),
            Way::Got if narrow.is_empty() => self.say(place, "may be any value now"),
            _ if others.is_empty() => {}
            Way::Sent => self.say(place, &format!("does not take {others} any more")),
            Way::Got => self.say(place, &format!("may be {others} now")),
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

    /// The schema of a list's items, or of the members that are not listed; `false` allows none, and nothing at all any.
    fn inner(&mut self, place: &str, member: &str, [old, new]: [&'a Value; 2], way: Way) {
        if old.is_object() && new.is_object() {
            return self.schema(&format!("{place}/{member}"), old, new, way);
        }
        let is_narrower = |one: &Value, other: &Value| match one {
            Value::Bool(false) => *other != json!(false),
            Value::Object(_) => !other.is_object() && *other != json!(false),
            _ => false,
        };
        // Members may be added to an answer that has none besides.
        if way == Way::Sent && is_narrower(new, old) {
            self.say(place, &format!("takes fewer {member} than before"));
        } else if way == Way::Got && old.is_object() && is_narrower(old, new) {
            self.say(place, &format!("has {member} of any kind now"));
        }
    }

    /// Each choice that a client can send must fit one that is there; each that it can get must fit one that it knows.
    fn choices(&mut self, place: &str, member: &str, [old, new]: [&'a Value; 2], way: Way) {
        let (olds, news) = (items(old), items(new));
        let may_be_fewer = member != "allOf" && way == Way::Got && !news.is_empty();
        let may_be_more = member != "allOf" && way == Way::Sent && !olds.is_empty();
        let fits = match olds.len().cmp(&news.len()) {
            std::cmp::Ordering::Less => may_be_more,
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Greater => may_be_fewer,
        };
        if !fits {
            let (before, now) = (olds.len(), news.len());
            return self.say(place, &format!("has {now} {member}, and had {before}"));
        }
        for (index, one) in olds.iter().enumerate() {
            let same = news
                .iter()
                .find(|other| one.get("$ref").is_some() && one["$ref"] == other["$ref"]);
            let other = same.or_else(|| news.get(index));
            if let Some(other) = other {
                self.schema(&format!("{place}/{member}/{index}"), one, other, way);
            }
        }
    }
}
