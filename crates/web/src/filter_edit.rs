//! Changes to a filter, as people make them: tick a value, turn "is" into "is not", choose a range.

use chrono::{Days, NaiveDate};
use daybook_shared::catalogue::TYPES;
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::limits;
use daybook_shared::period::{Bound, Period, RelativeRange};

/// The values of one side of a dimension.
pub fn values(filter: &EventFilter, dimension: Dimension, excludes: bool) -> &[String] {
    filter
        .clauses
        .get(&dimension)
        .map_or(&[], |clause| if excludes { &clause.none } else { &clause.any })
}

/// Whether a value is ticked on that side.
pub fn has(filter: &EventFilter, dimension: Dimension, excludes: bool, value: &str) -> bool {
    values(filter, dimension, excludes)
        .iter()
        .any(|known| known == value)
}

/// Ticks or unticks a value.
pub fn toggle(filter: &mut EventFilter, dimension: Dimension, excludes: bool, value: &str) {
    let is_ticked = has(filter, dimension, excludes, value);
    set(filter, dimension, excludes, value, !is_ticked);
}

/// Ticks or unticks a value, whatever it was.
pub fn set(filter: &mut EventFilter, dimension: Dimension, excludes: bool, value: &str, is_ticked: bool) {
    let clause = filter.clauses.entry(dimension).or_default();
    let side = if excludes {
        &mut clause.none
    } else {
        &mut clause.any
    };
    side.retain(|known| known != value);
    if is_ticked && side.len() < limits::MAX_FILTER_VALUES {
        side.push(value.to_owned());
    }
    drop_empty(filter, dimension);
}

/// Adds values to one side, and takes them from the other: both together would leave nothing.
pub fn add(filter: &mut EventFilter, dimension: Dimension, excludes: bool, values: &[String]) {
    for value in values {
        set(filter, dimension, !excludes, value, false);
        set(filter, dimension, excludes, value, true);
    }
}

/// Removes one side of a dimension: one chip.
pub fn clear(filter: &mut EventFilter, dimension: Dimension, excludes: bool) {
    if let Some(clause) = filter.clauses.get_mut(&dimension) {
        let side = if excludes {
            &mut clause.none
        } else {
            &mut clause.any
        };
        side.clear();
    }
    drop_empty(filter, dimension);
}

/// Moves the ticked values to the other side: "is" becomes "is not", or back.
pub fn turn(filter: &mut EventFilter, dimension: Dimension, excludes: bool) {
    if let Some(clause) = filter.clauses.get_mut(&dimension) {
        let (from, to) = if excludes {
            (&mut clause.any, &mut clause.none)
        } else {
            (&mut clause.none, &mut clause.any)
        };
        for value in from.drain(..) {
            if !to.contains(&value) && to.len() < limits::MAX_FILTER_VALUES {
                to.push(value);
            }
        }
    }
    drop_empty(filter, dimension);
}

fn drop_empty(filter: &mut EventFilter, dimension: Dimension) {
    filter
        .clauses
        .retain(|key, clause| *key != dimension || !clause.any.is_empty() || !clause.none.is_empty());
}

/// A relative range, in the viewer's zone where it starts at a midnight.
pub fn relative(range: RelativeRange, zone: &str) -> Period {
    Period {
        range: Some(range),
        tz: range.needs_zone().then(|| zone.to_owned()),
        ..Period::default()
    }
}

/// Days in the viewer's zone, the last one included; on the wire the end is exclusive. Either end may be open.
pub fn days(first: Option<NaiveDate>, last: Option<NaiveDate>, zone: &str) -> Period {
    let end = last.and_then(|last| last.checked_add_days(Days::new(1)));
    let is_bounded = first.is_some() || end.is_some();
    Period {
        from: first.map(Bound::Day),
        to: end.map(Bound::Day),
        range: None,
        tz: is_bounded.then(|| zone.to_owned()),
    }
}

/// The days that a period was made of, the last one included.
pub fn chosen_days(period: &Period) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |bound: Option<Bound>| match bound {
        Some(Bound::Day(day)) => Some(day),
        _ => None,
    };
    (
        day(period.from),
        day(period.to).and_then(|end| end.checked_sub_days(Days::new(1))),
    )
}

/// A search, as typed; blanks alone are none.
pub fn search(filter: &mut EventFilter, text: &str) {
    filter.q = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
}

/// The three shortcuts over the list of types: an outcome, and the types that report it.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("Published", "published"),
    ("Scheduled", "scheduled"),
    ("Failed", "failed"),
];

/// The types of a shortcut: those of everybody's categories whose state it is.
pub fn shortcut_types(state: &str) -> Vec<&'static str> {
    TYPES
        .iter()
        .filter(|known| known.state == state && !known.is_restricted())
        .map(|known| known.name)
        .collect()
}

/// Whether all types of a shortcut are ticked.
pub fn is_shortcut_on(filter: &EventFilter, state: &str) -> bool {
    shortcut_types(state)
        .into_iter()
        .all(|name| has(filter, Dimension::Type, false, name))
}

/// Ticks or unticks all types of a shortcut.
pub fn toggle_shortcut(filter: &mut EventFilter, state: &str) {
    let is_on = is_shortcut_on(filter, state);
    for name in shortcut_types(state) {
        set(filter, Dimension::Type, false, name, !is_on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    #[test]
    fn values_are_ticked_turned_and_removed() {
        let mut filter = EventFilter::default();
        toggle(&mut filter, Dimension::Platform, false, "x");
        toggle(&mut filter, Dimension::Platform, false, "tiktok");
        assert_eq!(filter.to_query(), "platform=x&platform=tiktok");
        turn(&mut filter, Dimension::Platform, true);
        assert_eq!(filter.to_query(), "platform_not=x&platform_not=tiktok");
        toggle(&mut filter, Dimension::Platform, true, "x");
        clear(&mut filter, Dimension::Platform, true);
        assert_eq!(filter, EventFilter::default());
    }

    #[test]
    fn the_last_day_is_included_for_people_and_excluded_on_the_wire() {
        let period = days(day("2026-03-28"), day("2026-03-29"), "Europe/Dublin");
        let filter = EventFilter {
            period: period.clone(),
            ..EventFilter::default()
        };
        assert_eq!(
            filter.to_query(),
            "from=2026-03-28&to=2026-03-30&tz=Europe%2FDublin"
        );
        assert_eq!(chosen_days(&period), (day("2026-03-28"), day("2026-03-29")));
        assert!(period.contradictions().is_empty());
        assert_eq!(days(None, None, "UTC"), Period::default());
    }

    #[test]
    fn only_ranges_that_begin_at_midnight_name_a_zone() {
        assert_eq!(relative(RelativeRange::Today, "UTC").tz.as_deref(), Some("UTC"));
        assert_eq!(relative(RelativeRange::Week, "UTC").tz, None);
    }

    #[test]
    fn shortcuts_tick_the_types_that_report_an_outcome() {
        assert_eq!(shortcut_types("failed"), ["post.failed", "tiktok.error"]);
        let mut filter = EventFilter::default();
        toggle_shortcut(&mut filter, "published");
        assert!(is_shortcut_on(&filter, "published"));
        assert_eq!(
            filter.to_query(),
            "type=post.published&type=tiktok.video_published"
        );
        toggle_shortcut(&mut filter, "published");
        assert!(filter.is_empty());
    }

    #[test]
    fn a_search_of_blanks_is_none() {
        let mut filter = EventFilter::default();
        search(&mut filter, "  ");
        assert_eq!(filter.q, None);
    }
}
