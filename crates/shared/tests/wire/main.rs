//! What goes over the wire, to the letter: a field that is renamed, added or left out shows here, and breaks clients.

#![expect(clippy::unwrap_used, reason = "in a test a panic is a finding")]
mod events;
mod people;
mod presets;

use std::fmt::Debug;

use daybook_shared::id::{ApiKeyId, EventId, UserId, WorkspaceId};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError, Problem};
use daybook_shared::timestamp::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x0199_c0de_0000_7000_8000_0000_0000_0001);

fn time() -> Timestamp {
    "2026-11-21T09:30:00.000001Z".parse().unwrap()
}

/// The value is written as these bytes, and read from them.
fn is_written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, golden: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), golden);
    assert_eq!(&serde_json::from_str::<T>(golden).unwrap(), value);
}

/// The value is written as this JSON, in whatever order, and read from it.
fn is_json<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, golden: Value) {
    assert_eq!(serde_json::to_value(value).unwrap(), golden);
    assert_eq!(&serde_json::from_value::<T>(golden).unwrap(), value);
}

#[test]
fn a_problem() {
    let code = ErrorCode::ValidationFailed;
    let problem = Problem {
        kind: "/docs/errors#validation_failed".into(),
        title: code.title().into(),
        status: code.status(),
        detail: "`/type`: a text is needed".into(),
        code: code.as_str().into(),
        request_id: "r1".into(),
        errors: vec![FieldError::new("/type", FieldCode::WrongType, "a text is needed")],
    };
    let golden = json!({
        "type": "/docs/errors#validation_failed", "title": "Some fields are wrong", "status": 422,
        "detail": "`/type`: a text is needed", "code": "validation_failed", "request_id": "r1",
        "errors": [{"pointer": "/type", "code": "wrong_type", "detail": "a text is needed"}],
    });
    is_json(&problem, golden.clone());
    let bare = Problem {
        errors: Vec::new(),
        ..problem
    };
    let mut golden = golden;
    golden.as_object_mut().unwrap().remove("errors");
    is_json(&bare, golden);
}

#[test]
fn ids_are_a_prefix_and_26_characters() {
    let ids = [
        (EventId(ID).to_string(), "evt_"),
        (WorkspaceId(ID).to_string(), "wsp_"),
        (UserId(ID).to_string(), "usr_"),
        (ApiKeyId(ID).to_string(), "key_"),
    ];
    for (id, prefix) in ids {
        assert_eq!(id, format!("{prefix}01k70dw000e008000000000001"), "{prefix}");
    }
}
