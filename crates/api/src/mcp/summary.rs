//! An event as a row: what is needed to choose which one to look at.

use serde_json::{Map, Value};

/// What a row tells of an event, of what it has.
const FIELDS: [&str; 12] = [
    "id",
    "sequence",
    "occurred_at",
    "type",
    "category",
    "platform",
    "state",
    "actor",
    "targets",
    "description",
    "error",
    "correlation_id",
];
/// Characters of a text in a row.
const MAX_CHARS: usize = 500;

/// The row of an event.
pub(super) fn of(event: &Value) -> Value {
    let fields = FIELDS
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), shortened(event.get(field)?))));
    Value::Object(fields.collect())
}

/// A value whose texts are no longer than a row has room for.
fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => Value::String(format!("{}…", &text[..end])),
            None => value.clone(),
        },
        Value::Array(values) => values.iter().map(shortened).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), shortened(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_what_chooses_and_no_endless_text() {
        let long = "é".repeat(MAX_CHARS + 1);
        let row = of(&json!({
            "id": "evt_1", "metadata": {"text": "much"}, "description": long,
            "targets": [{"id": "p1", "name": "é".repeat(MAX_CHARS)}],
        }));
        assert_eq!(row.get("metadata"), None);
        assert_eq!(
            row["description"].as_str().unwrap().chars().count(),
            MAX_CHARS + 1
        );
        assert!(row["description"].as_str().unwrap().ends_with("é…"));
        assert_eq!(
            row["targets"][0]["name"].as_str().unwrap().chars().count(),
            MAX_CHARS
        );
    }
}
