use proptest::prelude::*;

use super::*;

fn filter(query: &str) -> Result<EventFilter, Vec<FieldError>> {
    EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes()))
}

#[test]
fn repeated_keys_are_gathered_and_written_back() {
    let query = "type=post.failed&type=post.*&platform_not=x&q=Launch+day&range=7d&tz=Europe%2FDublin";
    let read = filter(query).unwrap();
    assert_eq!(
        read.clause(Dimension::Type).unwrap().any,
        ["post.failed", "post.*"]
    );
    assert_eq!(read.words(), ["launch", "day"]);
    assert_eq!(read.to_query(), query);
}

#[test]
fn every_wrong_key_and_value_is_named() {
    let errors = filter("colour=red&platform=myspace&range=2y&from=soon&type=POST").unwrap_err();
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(pointers, ["colour", "platform", "range", "from", "type"]);
}

#[test]
fn days_need_a_zone_and_bounds_exclude_a_span() {
    assert_eq!(filter("from=2026-03-01").unwrap_err()[0].pointer, "tz");
    assert_eq!(filter("range=today").unwrap_err()[0].pointer, "tz");
    assert_eq!(
        filter("range=7d&from=2026-03-01T00:00:00Z").unwrap_err()[0].pointer,
        "range"
    );
    assert_eq!(
        filter("from=2026-03-02&to=2026-03-02&tz=UTC").unwrap_err()[0].pointer,
        "to"
    );
    assert_eq!(filter("q=a&q=b").unwrap_err()[0].code, "contradiction");
}

#[test]
fn the_json_form_takes_a_string_or_an_array() {
    let read: EventFilter = serde_json::from_str(
        r#"{"type":["post.failed"],"platform_not":"x","q":"launch","range":"7d","tz":"Europe/Dublin"}"#,
    )
    .unwrap();
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        r#"{"type":["post.failed"],"platform_not":["x"],"q":"launch","range":"7d","tz":"Europe/Dublin"}"#
    );
    assert!(serde_json::from_str::<EventFilter>("{}").unwrap().is_empty());
    assert!(serde_json::from_str::<EventFilter>(r#"{"type":3}"#).is_err());
}

#[test]
fn the_canonical_form_ignores_order_and_case() {
    assert_eq!(
        filter("state=failed&state=denied&q=A++b").unwrap().canonical(),
        filter("q=a+B&state=denied&state=failed").unwrap().canonical()
    );
}

proptest! {
    #[test]
    fn what_is_read_is_written_back_the_same(values in prop::collection::vec("[^\0]{1,40}", 0..5), q in "[^\0]{0,60}", excludes: bool) {
        let key = if excludes { "target_not" } else { "actor" };
        let pairs: Vec<(&str, &str)> = values.iter().map(|value| (key, value.as_str())).chain([("q", q.as_str())]).collect();
        if let Ok(read) = EventFilter::from_pairs(pairs) {
            prop_assert_eq!(filter(&read.to_query()).unwrap(), read);
        }
    }
}
