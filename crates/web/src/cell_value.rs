//! A value that is seen in the log, and what it does to the filter.

use chrono::NaiveDate;
use daybook_shared::filter::{Dimension, EventFilter};

use crate::filter_edit;

/// The name of a time among the fields whose values can be pressed; the others are keys of dimensions.
pub const TIME: &str = "time";

/// What a value means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A value of a dimension.
    Value(Dimension, String),
    /// A day of the viewer's.
    Day(NaiveDate),
}

/// A value as it stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellValue {
    /// What it means.
    pub meaning: Meaning,
    /// What people read.
    pub label: String,
    /// What is put on the clipboard.
    pub copied: String,
}

impl CellValue {
    /// Leaves only the events that have it, among those that the rest of the filter leaves.
    pub fn only(&self, filter: &mut EventFilter, zone: &str) {
        match &self.meaning {
            Meaning::Value(dimension, value) => {
                filter.clauses.remove(dimension);
                filter_edit::set(filter, *dimension, false, value, true);
            }
            Meaning::Day(day) => filter.period = filter_edit::days(Some(*day), Some(*day), zone),
        }
    }

    /// Leaves only the events that do not have it. A day cannot be left out.
    pub fn exclude(&self, filter: &mut EventFilter) {
        if let Meaning::Value(dimension, value) = &self.meaning {
            filter_edit::add(filter, *dimension, true, std::slice::from_ref(value));
        }
    }

    /// Whether it can be left out.
    pub fn is_excludable(&self) -> bool {
        matches!(self.meaning, Meaning::Value(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(query: &str, meaning: Meaning, edit: impl Fn(&CellValue, &mut EventFilter)) -> String {
        let mut filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
        let value = CellValue {
            meaning,
            label: String::new(),
            copied: String::new(),
        };
        edit(&value, &mut filter);
        filter.to_query()
    }

    fn platform(name: &str) -> Meaning {
        Meaning::Value(Dimension::Platform, name.to_owned())
    }

    #[test]
    fn only_this_takes_the_place_of_what_was_chosen_before() {
        let only = |query, meaning| {
            changed(query, meaning, |value, filter| {
                value.only(filter, "Europe/Dublin")
            })
        };
        assert_eq!(
            only(
                "platform=tiktok&platform_not=x&state=failed&range=7d",
                platform("x")
            ),
            "platform=x&state=failed&range=7d"
        );
        let day = Meaning::Day("2026-03-29".parse().unwrap());
        assert_eq!(
            only("platform=x&range=7d", day),
            "platform=x&from=2026-03-29&to=2026-03-30&tz=Europe%2FDublin"
        );
    }

    #[test]
    fn excluding_adds_up_and_contradicts_nothing() {
        let exclude = |query, meaning| changed(query, meaning, |value, filter| value.exclude(filter));
        assert_eq!(
            exclude("platform_not=tiktok", platform("x")),
            "platform_not=tiktok&platform_not=x"
        );
        assert_eq!(
            exclude("platform=x&platform=tiktok", platform("x")),
            "platform=tiktok&platform_not=x"
        );
    }
}
