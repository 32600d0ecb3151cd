//! The parts of a filter as chips: field, operator, value.

use daybook_shared::event::ActorKind;
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::{Bound, Period};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::{platform, state};

use crate::calendar_words::day_month_year;
use crate::directory::Directory;
use crate::time::LocalTime;
use crate::{filter_edit, labels};

/// What a chip stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The date range.
    Period,
    /// The search.
    Search,
    /// One side of a dimension.
    Clause(Dimension, bool),
}

/// A part of the filter in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chip {
    /// What it stands for.
    pub part: Part,
    /// The field: `Category`.
    pub field: String,
    /// The operator: `is not`.
    pub operator: &'static str,
    /// The values: `Sign-in, Exports`.
    pub value: String,
}

impl Chip {
    /// The whole of it: `Category is not Sign-in, Exports`.
    pub fn sentence(&self) -> String {
        let words = [self.field.as_str(), self.operator, self.value.as_str()];
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether it excludes.
    pub fn excludes(&self) -> bool {
        matches!(self.part, Part::Clause(_, true))
    }
}

/// All chips of a filter, in the order people read it: period, search, dimensions. Moments are told as `local` has them, in
/// the viewer's zone.
pub fn chips(
    filter: &EventFilter,
    directory: &Directory,
    zone: &str,
    local: impl Fn(Timestamp) -> LocalTime,
) -> Vec<Chip> {
    let mut chips = Vec::new();
    if !filter.period.is_all_time() {
        let value = period_label(&filter.period, zone, local);
        chips.push(Chip {
            part: Part::Period,
            field: String::new(),
            operator: "in",
            value,
        });
    }
    if let Some(q) = &filter.q {
        chips.push(Chip {
            part: Part::Search,
            field: "Text".into(),
            operator: "contains",
            value: format!("“{}”", q.trim()),
        });
    }
    for dimension in Dimension::ALL.iter().copied() {
        for excludes in [false, true] {
            let values = filter_edit::values(filter, dimension, excludes);
            if !values.is_empty() {
                let labels: Vec<String> = values
                    .iter()
                    .map(|value| value_label(dimension, value, directory))
                    .collect();
                chips.push(Chip {
                    part: Part::Clause(dimension, excludes),
                    field: dimension.label().to_owned(),
                    operator: if excludes { "is not" } else { "is" },
                    value: labels.join(", "),
                });
            }
        }
    }
    chips
}

/// Takes a chip's part out of the filter.
pub fn remove(filter: &mut EventFilter, part: Part) {
    match part {
        Part::Period => filter.period = Period::default(),
        Part::Search => filter.q = None,
        Part::Clause(dimension, excludes) => filter_edit::clear(filter, dimension, excludes),
    }
}

/// What people read for a value of a dimension.
pub fn value_label(dimension: Dimension, value: &str, directory: &Directory) -> String {
    match dimension {
        Dimension::Type => directory.type_label(value),
        Dimension::Category => directory.category_label(value),
        Dimension::Platform => platform::find(value)
            .map_or(value, |known| known.label)
            .to_owned(),
        Dimension::State => state::find(value).map_or(value, |known| known.label).to_owned(),
        Dimension::Actor => directory.actor_name(value),
        Dimension::ActorKind => ActorKind::find(value).map_or_else(
            || value.to_owned(),
            |kind| labels::actor_kind_label(kind).to_owned(),
        ),
        Dimension::Target => directory.named(value),
    }
}

/// A period in words; another zone than the viewer's is named.
pub fn period_label(period: &Period, zone: &str, local: impl Fn(Timestamp) -> LocalTime) -> String {
    let mut text = match period.range {
        Some(range) => range.label().to_owned(),
        None => bounds_label(period, local),
    };
    if let Some(tz) = period.tz.as_deref().filter(|tz| *tz != zone) {
        text.push_str(&format!(" ({tz})"));
    }
    text
}

fn bounds_label(period: &Period, local: impl Fn(Timestamp) -> LocalTime) -> String {
    let moment = |bound: Bound| match bound {
        Bound::Day(day) => day_month_year(day),
        Bound::Instant(time) => {
            let time = local(time);
            format!("{}, {}", day_month_year(time.date), time.minute())
        }
    };
    if let (Some(Bound::Instant(from)), Some(Bound::Instant(to))) = (period.from, period.to) {
        let end = local(to);
        if local(from).date == end.date {
            return format!("{} – {}", moment(Bound::Instant(from)), end.minute());
        }
    }
    let last = match period.to {
        Some(Bound::Day(_)) => filter_edit::chosen_days(period).1.map(Bound::Day),
        to => to,
    };
    match (period.from, last) {
        (Some(from), Some(last)) if from == last => moment(from),
        (Some(from), Some(last)) => format!("{} – {}", moment(from), moment(last)),
        (Some(from), None) => format!("Since {}", moment(from)),
        (None, Some(last)) => format!("Until {}", moment(last)),
        (None, None) => "All time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(query: &str) -> Vec<String> {
        let filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
        chips(&filter, &Directory::default(), "Europe/Dublin", LocalTime::utc)
            .iter()
            .map(Chip::sentence)
            .collect()
    }

    #[test]
    fn a_filter_reads_as_sentences() {
        assert_eq!(
            sentences("category_not=sign-in&category_not=exports&platform=x&state=failed&q=a+b&range=7d"),
            [
                "in Last 7 days",
                "Text contains “a b”",
                "Category is not Sign-in, Exports",
                "Platform is X",
                "State is Failed"
            ]
        );
        assert!(sentences("").is_empty());
    }

    #[test]
    fn days_are_named_with_the_last_one_included() {
        assert_eq!(
            sentences("from=2026-03-28&to=2026-03-30&tz=Europe/Dublin"),
            ["in 28 Mar 2026 – 29 Mar 2026"]
        );
        assert_eq!(
            sentences("from=2026-03-28&to=2026-03-29&tz=UTC"),
            ["in 28 Mar 2026 (UTC)"]
        );
        assert_eq!(
            sentences("from=2026-03-28T10:00:00Z"),
            ["in Since 28 Mar 2026, 10:00"]
        );
        assert_eq!(
            sentences("from=2026-03-28T10:00:00Z&to=2026-03-28T13:00:00Z"),
            ["in 28 Mar 2026, 10:00 – 13:00"]
        );
    }

    #[test]
    fn a_chip_takes_its_part_with_it() {
        let mut filter = EventFilter::from_pairs([
            ("q", "x"),
            ("range", "7d"),
            ("state", "failed"),
            ("state_not", "done"),
        ])
        .unwrap();
        for part in [Part::Period, Part::Search, Part::Clause(Dimension::State, false)] {
            remove(&mut filter, part);
        }
        assert_eq!(filter.to_query(), "state_not=done");
    }
}
