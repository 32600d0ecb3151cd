use serde_json::json;

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

fn errors_of(value: Value) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    assert_eq!(event(value, "", NOW, &mut errors), None);
    errors
        .into_iter()
        .map(|error| (error.pointer, error.code))
        .collect()
}

fn pair(pointer: &str, code: &str) -> (String, String) {
    (pointer.to_owned(), code.to_owned())
}

#[test]
fn only_the_type_is_required() {
    let mut errors = Vec::new();
    let read = event(json!({"type": "post.published"}), "", NOW, &mut errors).unwrap();
    assert_eq!(read.kind, "post.published");
    assert!(errors.is_empty());
    assert_eq!(errors_of(json!({})), [pair("/type", "required")]);
    assert_eq!(errors_of(json!([])), [pair("", "wrong_type")]);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let value = json!({
        "type": "Post", "platform": "myspace", "state": "odd", "description": "", "sequence": 4,
        "actor": {"kind": "human", "color": "red"}, "targets": [{"type": "post", "id": "1"}, {"id": 7, "url": "javascript:x"}],
        "context": {"ip": "here"}, "occurred_at": "soon", "metadata": [], "changes": {}, "error": null,
        "correlation_id": "a\0b", "a/b": 1
    });
    let mut found = errors_of(value);
    found.sort();
    let mut expected = vec![
        pair("/type", "malformed"),
        pair("/platform", "unknown_value"),
        pair("/state", "unknown_value"),
        pair("/description", "malformed"),
        pair("/sequence", "unknown"),
        pair("/a~1b", "unknown"),
        pair("/actor/kind", "unknown_value"),
        pair("/actor/name", "required"),
        pair("/actor/color", "unknown"),
        pair("/targets/1/type", "required"),
        pair("/targets/1/id", "wrong_type"),
        pair("/targets/1/url", "malformed"),
        pair("/context/ip", "malformed"),
        pair("/occurred_at", "malformed"),
        pair("/metadata", "wrong_type"),
        pair("/changes", "wrong_type"),
        pair("/error", "wrong_type"),
        pair("/correlation_id", "nul"),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn sizes_are_held_to_the_character() {
    let text = |length: usize| "é".repeat(length);
    let mut errors = Vec::new();
    let full = json!({"type": "post.failed", "description": text(4000), "error": {"code": text(200), "reason": text(4000)},
        "targets": vec![json!({"type": "post", "id": text(200)}); 10], "changes": vec![json!({"field": "x", "after": 1}); 50]});
    assert!(event(full, "", NOW, &mut errors).is_some(), "{errors:?}");
    assert_eq!(
        errors_of(json!({"type": "post.failed", "description": text(4001)})),
        [pair("/description", "too_long")]
    );
    assert_eq!(
        errors_of(json!({"type": "post.failed", "targets": vec![json!({}); 11]})),
        [pair("/targets", "too_long")]
    );
    let keys: Map<String, Value> = (0..51).map(|key| (key.to_string(), Value::Null)).collect();
    assert_eq!(
        errors_of(json!({"type": "post.failed", "metadata": keys})),
        [pair("/metadata", "too_long")]
    );
    assert_eq!(
        errors_of(json!({"type": "post.failed", "metadata": {"x": "y".repeat(8192)}})),
        [pair("/metadata", "too_long")]
    );
}

#[test]
fn the_future_ends_in_five_minutes_and_the_past_nowhere() {
    let at =
        |seconds: i64| json!({"type": "post.failed", "occurred_at": NOW.plus_seconds(seconds).to_string()});
    assert!(event(at(300), "", NOW, &mut Vec::new()).is_some());
    assert_eq!(errors_of(at(301)), [pair("/occurred_at", "out_of_range")]);
    assert!(
        event(
            json!({"type": "post.failed", "occurred_at": "0000-01-01T00:00:00Z"}),
            "",
            NOW,
            &mut Vec::new()
        )
        .is_some()
    );
}
