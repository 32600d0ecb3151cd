//! What requests say of presets, read field by field.

use daybook_shared::id::PresetId;
use daybook_shared::limits::{MAX_PINNED_PRESETS, MAX_PRESETS};
use daybook_shared::preset::{NewPreset, PresetArrangement, PresetUpdate};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use serde_json::Value;

use crate::error::ApiResult;
use crate::fields::{self, Fields};

/// Reads a preset to be saved.
pub(super) fn new_preset(body: Value, now: Timestamp) -> ApiResult<NewPreset> {
    fields::read(body, |fields| {
        fields.require("name", "what people read, 1 to 200 characters");
        fields.require("filter", "which events are meant; `{}` means all of them");
        let name = fields.name("name");
        let filter = fields.filter("filter", now);
        let shared = fields.boolean("shared").unwrap_or(false);
        Some(NewPreset {
            name: name?,
            filter: filter?,
            shared,
        })
    })
}

/// Reads what changes of a preset.
pub(super) fn preset_update(body: Value, now: Timestamp) -> ApiResult<PresetUpdate> {
    fields::read(body, |fields| {
        Some(PresetUpdate {
            name: fields.name("name"),
            filter: fields.filter("filter", now),
            shared: fields.boolean("shared"),
        })
    })
}

/// Reads how presets are to be arranged.
pub(super) fn arrangement(body: Value) -> ApiResult<PresetArrangement> {
    fields::read(body, |fields| {
        fields.require("order", "the ids of presets, the first one first");
        fields.require("pinned", "the ids of those at hand");
        Some(PresetArrangement {
            order: ids(fields, "order", MAX_PRESETS),
            pinned: ids(fields, "pinned", MAX_PINNED_PRESETS),
            default: match fields.is_null("default") {
                true => None,
                false => fields.take("default").and_then(|value| {
                    let pointer = fields.pointer_to("default");
                    id(fields, pointer, &value)
                }),
            },
        })
    })
}

fn ids(fields: &mut Fields<'_>, name: &'static str, max: usize) -> Vec<PresetId> {
    let values = fields.array(name, max);
    values
        .into_iter()
        .filter_map(|(pointer, value)| id(fields, pointer, &value))
        .collect()
}

fn id(fields: &mut Fields<'_>, pointer: String, value: &Value) -> Option<PresetId> {
    let id = value.as_str().and_then(|text| text.parse().ok());
    if id.is_none() {
        let detail = "this is no id of a preset; they begin with `pst_`, and `GET …/presets` lists them";
        fields
            .errors()
            .push(FieldError::new(pointer, FieldCode::Malformed, detail));
    }
    id
}
