//! Presets as the log uses them: which one is shown, and whether it is still as it was saved.

use daybook_shared::filter::EventFilter;
use daybook_shared::id::PresetId;
use daybook_shared::preset::{Preset, PresetArrangement, PresetUpdate};

use crate::browser;
use crate::query_state::LogQuery;

/// A change of a preset that is there.
#[derive(Debug, Clone)]
pub enum Change {
    /// Its name, filter, or who has it.
    Update(PresetId, PresetUpdate),
    /// It goes.
    Delete(PresetId),
    /// Order, tabs, default. The button by which it was asked for keeps the focus.
    Arrange(PresetArrangement, String),
}

/// The filter as this viewer means it: "today" begins at their own midnight, whoever saved it.
pub fn in_zone(filter: &EventFilter, zone: &str) -> EventFilter {
    let mut filter = filter.clone();
    if filter.period.range.is_some_and(|range| range.needs_zone()) {
        filter.period.tz = Some(zone.to_owned());
    }
    filter
}

/// Whether two filters mean the same to this viewer.
pub fn is_same(one: &EventFilter, other: &EventFilter, zone: &str) -> bool {
    in_zone(one, zone).canonical() == in_zone(other, zone).canonical()
}

/// The view of a preset, from its newest event.
pub fn view(preset: &Preset, zone: &str) -> LogQuery {
    LogQuery {
        filter: in_zone(&preset.filter, zone),
        preset: Some(preset.id.to_string()),
        ..LogQuery::default()
    }
}

/// Where a visit of the workspace begins: the query of the person's default, empty without one. None where this browser has
/// not seen the presets yet.
pub fn beginning(workspace: &str) -> Option<String> {
    browser::kept(&beginning_key(workspace))
}

/// Remembers it, so that the next visit need not wait for the presets.
pub fn remember_default(workspace: &str, presets: &[Preset], zone: &str) {
    let default = presets.iter().find(|preset| preset.default);
    let query = default.map(|preset| view(preset, zone).to_query());
    browser::keep(&beginning_key(workspace), Some(&query.unwrap_or_default()));
}

fn beginning_key(workspace: &str) -> String {
    format!("daybook.begin.{workspace}")
}

/// The arrangement that a list shows, to be changed and sent back.
pub fn arrangement(presets: &[Preset]) -> PresetArrangement {
    let pinned = presets.iter().filter(|preset| preset.pinned);
    let default = presets.iter().find(|preset| preset.default);
    PresetArrangement {
        order: presets.iter().map(|preset| preset.id).collect(),
        pinned: pinned.map(|preset| preset.id).collect(),
        default: default.map(|preset| preset.id),
    }
}

#[cfg(test)]
mod tests {
    use daybook_shared::preset::BUILT_IN;

    use super::*;

    #[test]
    fn today_is_the_viewers_and_other_filters_are_as_saved() {
        let today = BUILT_IN
            .iter()
            .find(|preset| preset.name == "AI actions today")
            .unwrap();
        let (saved, here) = (today.filter("Europe/Dublin"), today.filter("Asia/Tokyo"));
        assert_eq!(in_zone(&saved, "Asia/Tokyo"), here);
        assert!(is_same(&saved, &here, "Asia/Tokyo"));
        let days = EventFilter::from_pairs([("from", "2026-03-01"), ("tz", "Europe/Dublin")]).unwrap();
        assert_eq!(in_zone(&days, "Asia/Tokyo"), days);
    }

    #[test]
    fn the_order_of_values_is_no_change() {
        let one = EventFilter::from_pairs([("platform", "x"), ("platform", "tiktok")]).unwrap();
        let other = EventFilter::from_pairs([("platform", "tiktok"), ("platform", "x")]).unwrap();
        assert!(is_same(&one, &other, "UTC"));
        assert!(!is_same(&one, &EventFilter::default(), "UTC"));
    }
}
