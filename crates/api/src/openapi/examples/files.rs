//! Presets, and exports of what they leave.

use serde_json::{Value, json};

use super::access::sarah;

/// The example of a schema.
pub(super) fn of(name: &str) -> Option<Value> {
    Some(match name {
        "NewPreset" => json!({"name": "Failures this week", "filter": filter(), "shared": true}),
        "Preset" => preset(),
        "PresetList" => json!({"data": [preset()]}),
        "PresetUpdate" => json!({"name": "Failures of the week"}),
        "PresetArrangement" => json!({"order": [PRESET], "pinned": [PRESET], "default": PRESET}),
        "NewExport" => json!({
            "format": "csv", "filter": filter(), "time_zone": "Europe/Dublin",
            "columns": ["occurred_at", "description", "actor_name", "error_reason"],
        }),
        "Export" => export(),
        "ExportList" => json!({"data": [export()], "page": {"limit": 30, "has_more": false}}),
        "DownloadTicket" => json!({"ticket": "RmV0Y2hlcyBvbmUgZmlsZQ…", "expires_in": 600}),
        _ => return None,
    })
}

const PRESET: &str = "pst_01k9zq5v7hf2ns0d8kx3cw4m6t";

fn filter() -> Value {
    json!({"state": ["failed", "overdue"], "range": "7d", "tz": "Europe/Dublin"})
}

fn preset() -> Value {
    json!({
        "id": PRESET, "name": "Failures this week", "filter": filter(), "kind": "shared",
        "owner": {"id": "usr_01k9zq5v7hf2ns0d8kx3cw4m6t", "name": "Sarah Chen"}, "pinned": true, "default": false, "editable": true,
        "created_at": "2026-11-02T08:00:00.000000Z", "updated_at": "2026-11-02T08:00:00.000000Z",
    })
}

fn export() -> Value {
    json!({
        "id": "exp_01k9zq5v7hf2ns0d8kx3cw4m6t", "state": "succeeded", "format": "csv", "filter": filter(),
        "columns": ["occurred_at", "description", "actor_name", "error_reason"], "time_zone": "Europe/Dublin", "sort": "occurred", "order": "desc", "up_to_sequence": 48_211,
        "progress": {"rows_done": 24, "rows_total": 24}, "requested_by": sarah(),
        "requested_at": "2026-11-20T10:00:00.000000Z", "started_at": "2026-11-20T10:00:00.120000Z",
        "finished_at": "2026-11-20T10:00:01.500000Z", "rows": 24, "bytes": 9_120,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "expires_at": "2026-11-27T10:00:01.500000Z",
    })
}
