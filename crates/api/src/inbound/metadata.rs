//! What a notification said beside what its event says, as far as an event has room for it.

use daybook_shared::limits::MAX_METADATA_BYTES;
use serde_json::{Map, Value, json};

use super::words;

/// The member that says what was left out or shortened.
const CUT: &str = "cut";
/// Room for that member.
const CUT_BYTES: usize = 1_024;
/// Names that it tells.
const MOST_NAMED: usize = 5;
/// Characters of such a name.
const NAMED_CHARS: usize = 40;

/// The same metadata where it fits; else the largest of its members shortened until it does, and their names under `cut`.
pub(super) fn bounded(mut all: Map<String, Value>) -> Map<String, Value> {
    if size(&Value::Object(all.clone())) <= MAX_METADATA_BYTES {
        return all;
    }
    let room = MAX_METADATA_BYTES - CUT_BYTES;
    let mut names = Vec::new();
    shorten_members(&mut all, "", room, &mut names);
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    all.insert(CUT.to_owned(), json!(names));
    all
}

/// The bytes of compact JSON.
fn size(value: &Value) -> usize {
    serde_json::to_vec(value).map_or(usize::MAX, |bytes| bytes.len())
}

/// Keeps the smallest members whole; those that do not fit are shortened to what is left, or go.
fn shorten_members(members: &mut Map<String, Value>, path: &str, mut room: usize, cut: &mut Vec<String>) {
    // The braces.
    room = room.saturating_sub(2);
    let mut by_size: Vec<(usize, usize, String, Value)> = std::mem::take(members)
        .into_iter()
        .map(|(name, value)| (size(&value), size(&json!(name)) + 2, name, value))
        .collect();
    by_size.sort_by_key(|(value, name, ..)| value + name);
    for (bytes, name_bytes, name, value) in by_size {
        if name_bytes + bytes <= room {
            room -= name_bytes + bytes;
            members.insert(name, value);
            continue;
        }
        let shown = words::cut(&name, NAMED_CHARS).replace(char::is_control, " ");
        let here = format!("{path}{shown}");
        let left = room.saturating_sub(name_bytes);
        match shortened(value, &here, left, cut) {
            Some(value) if size(&value) <= left => {
                room = left - size(&value);
                members.insert(name, value);
            }
            _ => {}
        }
        cut.push(here);
    }
}

/// A part of a value that takes no more than so many bytes, where there is one that is of use.
fn shortened(value: Value, path: &str, room: usize, cut: &mut Vec<String>) -> Option<Value> {
    match value {
        Value::String(text) => {
            let text = start_of(&text, room)?;
            Some(Value::String(text))
        }
        // Deeper than one level it is not worth the trouble to tell the parts.
        Value::Object(mut members) if !path.contains('/') => {
            shorten_members(&mut members, &format!("{path}/"), room, cut);
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(values) => {
            let mut room = room.saturating_sub(2);
            let mut kept = Vec::new();
            for value in values {
                let bytes = size(&value) + 1;
                if bytes > room {
                    break;
                }
                room -= bytes;
                kept.push(value);
            }
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        _ => None,
    }
}

/// The start of a text that, written as JSON with an ellipsis behind it, takes no more than so many bytes.
fn start_of(text: &str, room: usize) -> Option<String> {
    let mut room = room.checked_sub("\"…\"".len())?;
    let mut start = String::new();
    for c in text.chars() {
        let bytes = match c {
            '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
            '\0'..='\u{1f}' => 6,
            _ => c.len_utf8(),
        };
        if bytes > room {
            break;
        }
        room -= bytes;
        start.push(c);
    }
    (!start.is_empty()).then(|| start + "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_fits_stays_and_what_does_not_says_so() {
        let small = members(json!({"source": "src_1", "payload": {"a": 1}}));
        assert_eq!(bounded(small.clone()), small);
        let long = "\"é\n\u{1}😀".repeat(4_000);
        let large =
            json!({"source": "src_1", "text": "kept", "payload": {"a": 1, "message": long, "id": "7"}});
        let bounded = bounded(members(large));
        assert_eq!(bounded["cut"], json!(["payload/message", "payload"]));
        assert_eq!(bounded["source"], "src_1");
        assert_eq!(bounded["text"], "kept");
        assert_eq!(bounded["payload"]["id"], "7");
        let kept = bounded["payload"]["message"].as_str().unwrap();
        assert!(long.starts_with(kept.trim_end_matches('…')) && kept.ends_with('…'));
        let bytes = size(&Value::Object(bounded.clone()));
        assert!((6_000..=MAX_METADATA_BYTES).contains(&bytes), "{bytes}");
    }

    #[test]
    fn whatever_is_large_about_it_it_fits() {
        let wide = |count: usize| {
            let member = |index: usize| (format!("{index:05}{}", "k".repeat(90)), json!(index));
            Value::Object((0..count).map(member).collect())
        };
        let large = [
            json!({"payload": wide(3_000)}),
            json!({"payload": vec!["x"; 9_000]}),
            json!({"payload": {"deep": wide(3_000)}}),
            json!({"payload": {"a": "x".repeat(9_000), "b": "y".repeat(9_000)}, "entry": wide(50)}),
            json!({"payload": [[["z".repeat(20_000)]]]}),
            json!({"text": "\u{1}".repeat(20_000), "payload": {"k".repeat(20_000): 1}}),
        ];
        for value in large {
            let name = value.to_string()[..40].to_owned();
            let bounded = bounded(members(value));
            let bytes = size(&Value::Object(bounded.clone()));
            assert!(bytes <= MAX_METADATA_BYTES, "{name}: {bytes}");
            assert!(!bounded["cut"].as_array().unwrap().is_empty(), "{name}");
        }
    }
}
