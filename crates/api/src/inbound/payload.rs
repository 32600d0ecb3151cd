//! Payloads as they are read: what a platform signed is kept as far as the log can hold it.

use daybook_shared::limits::MAX_FUTURE_SECONDS;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value};

use super::words;
use crate::error::ApiResult;
use crate::http::json;

/// Whole numbers up to here are the same in every program that reads JSON.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The JSON of a body. What a person wrote on a platform must not keep the rest of a notification out of the log: halves of
/// surrogate pairs, bytes that are no UTF-8 and NUL become replacement characters. Large numbers become texts, so that no reader
/// rounds them.
pub fn read(body: &[u8]) -> ApiResult<Value> {
    let text = String::from_utf8_lossy(body).into_owned();
    let value: Value = json::read(&without_halves(text.into_bytes()))?;
    Ok(clean(value))
}

/// Replaces escapes of surrogates that have no other half. An escape is as long as the one that replaces it.
fn without_halves(mut text: Vec<u8>) -> Vec<u8> {
    let unit = |text: &[u8], at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?.strip_prefix(br"\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut at = 0;
    while at < text.len() {
        at += match (text[at], unit(&text, at)) {
            (b'\\', Some(0xD800..=0xDBFF)) if matches!(unit(&text, at + 6), Some(0xDC00..=0xDFFF)) => 12,
            (b'\\', Some(0xD800..=0xDFFF)) => {
                text[at..at + 6].copy_from_slice(br"\ufffd");
                6
            }
            (b'\\', _) => 2,
            _ => 1,
        };
    }
    text
}

fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(words::without_nul(text)),
        Value::Array(values) => values.into_iter().map(clean).collect(),
        Value::Object(members) => {
            let members = members
                .into_iter()
                .map(|(name, value)| (words::without_nul(name), clean(value)));
            Value::Object(members.collect())
        }
        Value::Number(number) => {
            let integer = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            match integer {
                Some(integer) if integer > MAX_SAFE_INTEGER => Value::String(number.to_string()),
                _ => Value::Number(number),
            }
        }
        other => other,
    }
}

/// The members of an object; of anything else none.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Takes a text out of an object.
pub(super) fn take_text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.get(name) {
        Some(Value::String(text)) if !text.is_empty() => {
            let text = text.clone();
            members.remove(name);
            Some(text)
        }
        _ => None,
    }
}

/// Takes an id out of an object, which platforms write as texts and as numbers.
pub(super) fn take_id(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    let id = match members.get(name)? {
        Value::String(text) => words::id(text)?,
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    members.remove(name);
    Some(id)
}

/// The id of the object that stands in a member of another one; taken out.
pub(super) fn take_id_of(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    let inner = members.get_mut(name)?.as_object_mut()?;
    let id = take_id(inner, "id");
    if inner.is_empty() {
        members.remove(name);
    }
    id
}

/// The moment that a platform names, in seconds, milliseconds or microseconds since 1970; none that lies further ahead than an
/// event may.
pub(super) fn moment(value: Option<&Value>, now: Timestamp) -> Option<Timestamp> {
    let number = match value? {
        Value::Number(number) => number.as_i64()?,
        Value::String(digits) => digits.parse().ok()?,
        _ => return None,
    };
    let micros = match number {
        1..100_000_000_000 => number * 1_000_000,
        100_000_000_000..100_000_000_000_000 => number * 1_000,
        100_000_000_000_000..100_000_000_000_000_000 => number,
        _ => return None,
    };
    let moment = Timestamp(micros);
    (moment <= now.plus_seconds(MAX_FUTURE_SECONDS)).then_some(moment)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_log_cannot_hold_is_replaced() {
        let body = br#"{"a":"\ud83d\ude00 \ud83d x \ude00 \\ud83d \u0000","n":[9007199254740991,9007199254740992,-9007199254740993,1.5],"a\u0000":1}"#;
        let read = read(body).unwrap();
        let expected = json!({
            "a": "😀 \u{fffd} x \u{fffd} \\ud83d \u{fffd}",
            "n": [9_007_199_254_740_991_u64, "9007199254740992", "-9007199254740993", 1.5],
            "a\u{fffd}": 1
        });
        assert_eq!(read, expected);
        assert_eq!(super::read(b"\"\xff\"").unwrap(), json!("\u{fffd}"));
        for broken in ["", "{", "\"\\ud83d", "\"\\u", "\\"] {
            assert!(super::read(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn moments_are_read_in_the_unit_that_they_are_written_in() {
        let now: Timestamp = "2026-11-21T09:30:00Z".parse().unwrap();
        let of = |value: Value| moment(Some(&value), now).map(|moment| moment.to_string());
        let known = Some("2021-03-10T01:10:10.000000Z".to_owned());
        assert_eq!(of(json!(1_615_338_610)), known);
        assert_eq!(of(json!("1615338610")), known);
        assert_eq!(of(json!(1_615_338_610_000_i64)), known);
        assert_eq!(of(json!(1_615_338_610_000_000_i64)), known);
        let ahead = now.0 / 1_000_000;
        assert!(of(json!(ahead + 300)).is_some());
        for wrong in [
            json!(ahead + 301),
            json!(0),
            json!(-5),
            json!(i64::MAX),
            json!(1.5),
            json!("x"),
            json!({}),
        ] {
            assert_eq!(of(wrong.clone()), None, "{wrong}");
        }
        assert_eq!(moment(None, now), None);
    }
}
