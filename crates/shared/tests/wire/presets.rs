//! Presets, what is sent of them, and how they are arranged.

use daybook_shared::filter::EventFilter;
use daybook_shared::id::PresetId;
use daybook_shared::preset::{
    NewPreset, Preset, PresetArrangement, PresetKind, PresetList, PresetOwner, PresetUpdate,
};
use serde_json::json;

use super::{ID, is_json, is_written, time};

fn filter() -> EventFilter {
    EventFilter::from_pairs([("platform_not", "x"), ("range", "7d")]).unwrap()
}

#[test]
fn a_preset_of_somebody_and_a_built_in_one() {
    let shared = Preset {
        id: PresetId(ID),
        name: "Ours".into(),
        filter: filter(),
        kind: PresetKind::Shared,
        owner: Some(PresetOwner {
            id: "usr_1".into(),
            name: "Sarah Chen".into(),
        }),
        pinned: true,
        default: false,
        editable: true,
        created_at: Some(time()),
        updated_at: Some(time()),
    };
    let built_in = Preset {
        kind: PresetKind::BuiltIn,
        owner: None,
        created_at: None,
        updated_at: None,
        ..shared.clone()
    };
    let mut golden = json!({"id": PresetId(ID), "name": "Ours", "filter": {"platform_not": ["x"], "range": "7d"},
        "kind": "shared", "owner": {"id": "usr_1", "name": "Sarah Chen"}, "pinned": true, "default": false,
        "editable": true, "created_at": time(), "updated_at": time()});
    let mut bare = golden.clone();
    for absent in ["owner", "created_at", "updated_at"] {
        bare.as_object_mut().unwrap().remove(absent);
    }
    bare["kind"] = json!("built_in");
    is_json(
        &PresetList {
            data: vec![shared.clone(), built_in],
        },
        json!({"data": [golden, bare]}),
    );
    golden["kind"] = json!("own");
    is_json(
        &Preset {
            kind: PresetKind::Own,
            ..shared
        },
        golden,
    );
}

#[test]
fn what_is_sent() {
    let new = NewPreset {
        name: "Ours".into(),
        filter: EventFilter::default(),
        shared: true,
    };
    is_written(&new, r#"{"name":"Ours","filter":{},"shared":true}"#);
    is_written(&PresetUpdate::default(), "{}");
    let update = PresetUpdate {
        name: Some("Theirs".into()),
        filter: Some(filter()),
        shared: Some(false),
    };
    is_written(
        &update,
        r#"{"name":"Theirs","filter":{"platform_not":["x"],"range":"7d"},"shared":false}"#,
    );
    let arrangement = PresetArrangement {
        order: vec![PresetId(ID)],
        pinned: Vec::new(),
        default: None,
    };
    is_json(
        &arrangement,
        json!({"order": [PresetId(ID)], "pinned": [], "default": null}),
    );
}
