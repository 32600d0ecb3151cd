//! The JSON form of the filter: the keys of the query form, each with a string or an array of strings.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::EventFilter;
use crate::problem::{FieldCode, FieldError};

impl EventFilter {
    /// Reads the JSON form. Every wrong key and value is named by its key.
    pub fn from_json(object: &Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        let mut errors = Vec::new();
        for (key, value) in object {
            match texts(value) {
                Some(values) => pairs.extend(values.into_iter().map(|value| (key.as_str(), value))),
                None => errors.push(FieldError::new(
                    key,
                    FieldCode::WrongType,
                    "use a string or an array of strings",
                )),
            }
        }
        match Self::from_pairs(pairs) {
            Ok(filter) if errors.is_empty() => Ok(filter),
            Ok(_) => Err(errors),
            Err(more) => Err(errors.into_iter().chain(more).collect()),
        }
    }
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(values) => values.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

impl Serialize for EventFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<(&str, Vec<String>)> = Vec::new();
        for (key, value) in self.to_pairs() {
            match keys.last_mut() {
                Some((last, values)) if *last == key => values.push(value),
                _ => keys.push((key, vec![value])),
            }
        }
        let mut map = serializer.serialize_map(Some(keys.len()))?;
        for (key, mut values) in keys {
            let stands_alone = matches!(key, "q" | "from" | "to" | "range" | "tz");
            match values.pop() {
                Some(value) if stands_alone => map.serialize_entry(key, &value)?,
                last => {
                    values.extend(last);
                    map.serialize_entry(key, &values)?;
                }
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for EventFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Map::deserialize(deserializer)?;
        Self::from_json(&object).map_err(|errors| {
            let details: Vec<String> = errors
                .into_iter()
                .map(|error| format!("{}: {}", error.pointer, error.detail))
                .collect();
            serde::de::Error::custom(details.join("; "))
        })
    }
}
