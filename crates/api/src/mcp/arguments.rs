//! What the tools are asked with, and its JSON Schema (2020-12).

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::Order;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

/// Rows of a search at most: what an assistant reads fills its memory.
const MAX_ROWS: u32 = 50;
const DEFAULT_ROWS: u32 = 20;
/// Values of a dimension that are counted, where nobody says how many.
const DEFAULT_VALUES: usize = 20;
const MAX_VALUES: usize = 200;

/// Which events are searched.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Search {
    pub(super) filter: EventFilter,
    pub(super) limit: u32,
    pub(super) order: Order,
    pub(super) cursor: Option<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            filter: EventFilter::default(),
            limit: DEFAULT_ROWS,
            order: Order::Desc,
            cursor: None,
        }
    }
}

impl Search {
    pub(super) fn read(arguments: Map<String, Value>) -> Result<Self, Value> {
        let search: Self = read(arguments)?;
        match search.limit {
            1..=MAX_ROWS => Ok(search),
            _ => Err(wrong(format!("`limit` is a number from 1 to {MAX_ROWS}"))),
        }
    }

    pub(super) fn schema() -> Value {
        object(
            json!({
                "filter": filter(),
                "limit": {"type": "integer", "minimum": 1, "maximum": MAX_ROWS, "default": DEFAULT_ROWS},
                "order": {"enum": [Order::Desc, Order::Asc], "default": Order::Desc, "description": "Newest first, or oldest first"},
                "cursor": {"type": "string", "description": "`next_cursor` of the answer before, with the same filter and order"},
            }),
            &[],
        )
    }
}

/// Which events are counted, and by what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Count {
    pub(super) filter: EventFilter,
    by: Option<String>,
    pub(super) values: usize,
}

impl Default for Count {
    fn default() -> Self {
        Self {
            filter: EventFilter::default(),
            by: None,
            values: DEFAULT_VALUES,
        }
    }
}

impl Count {
    pub(super) fn read(arguments: Map<String, Value>) -> Result<Self, Value> {
        let count: Self = read(arguments)?;
        if !(1..=MAX_VALUES).contains(&count.values) {
            return Err(wrong(format!("`values` is a number from 1 to {MAX_VALUES}")));
        }
        let known = count.by.as_deref().is_none_or(|by| keys().any(|key| key == by));
        if !known {
            let keys: Vec<_> = keys().collect();
            return Err(wrong(format!("`by` is one of {}", keys.join(", "))));
        }
        Ok(count)
    }

    /// The dimension that is counted by.
    pub(super) fn by(&self) -> Option<&str> {
        self.by.as_deref()
    }

    pub(super) fn schema() -> Value {
        object(
            json!({
                "filter": filter(),
                "by": {"enum": keys().collect::<Vec<_>>(), "description": "Also count each value of this, the most frequent first"},
                "values": {"type": "integer", "minimum": 1, "maximum": MAX_VALUES, "default": DEFAULT_VALUES, "description": "How many values at most"},
            }),
            &[],
        )
    }
}

/// Which event is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    pub(super) id: String,
}

impl Which {
    pub(super) fn schema() -> Value {
        object(
            json!({"id": {"type": "string", "description": "`id` of an event, `evt_…`"}}),
            &["id"],
        )
    }
}

/// Nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl Nothing {
    pub(super) fn schema() -> Value {
        object(json!({}), &[])
    }
}

/// Reads arguments; what is wrong with them, for the assistant to put right.
pub(super) fn read<T: DeserializeOwned>(arguments: Map<String, Value>) -> Result<T, Value> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| wrong(error.to_string()))
}

pub(super) fn wrong(detail: String) -> Value {
    json!({"title": "The arguments are not as the tool takes them", "detail": detail})
}

fn keys() -> impl Iterator<Item = &'static str> {
    Dimension::ALL.iter().map(|dimension| dimension.key())
}

/// The filter as the document describes it: its 3.1 schemas are JSON Schema.
fn filter() -> Value {
    serde_json::to_value(EventFilter::schema()).unwrap_or_default()
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
