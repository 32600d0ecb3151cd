//! How many events a value would show, as it stands beside the value.

use daybook_shared::counts::{Facet, Facets, Histogram};
use daybook_shared::filter::Dimension;

use crate::volume::number;

/// How many events there are of a value, or of some together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// So many.
    pub count: u64,
    /// Whether there may be more.
    pub is_least: bool,
}

impl Tally {
    /// As many as a histogram counted.
    pub fn of(histogram: &Histogram) -> Self {
        Self {
            count: histogram.total,
            is_least: histogram.counted_back_to.is_some(),
        }
    }

    /// A number that is known to be all.
    pub fn exactly(count: usize) -> Self {
        Self {
            count: count as u64,
            is_least: false,
        }
    }

    /// Whether there is none for certain.
    pub fn is_none(self) -> bool {
        self.count == 0 && !self.is_least
    }

    /// `1,284`, `2,000+`; nothing where nothing is known.
    pub fn short(self) -> String {
        match self {
            Self {
                count: 0,
                is_least: true,
            } => String::new(),
            Self { count, is_least } => format!("{}{}", number(count), if is_least { "+" } else { "" }),
        }
    }

    /// `30 more events`.
    pub fn more(self) -> String {
        match self.short().as_str() {
            "1" => "1 more event".to_owned(),
            short => format!("{short} more events"),
        }
    }

    /// `1,284 events`, for those who do not see the column.
    pub fn long(self) -> String {
        match self.short().as_str() {
            "" => "not counted".to_owned(),
            "1" => "1 event".to_owned(),
            short => format!("{short} events"),
        }
    }
}

/// The counts of a dimension.
pub fn of(facets: &Facets, dimension: Dimension) -> Option<&Facet> {
    facets
        .data
        .iter()
        .find(|facet| facet.dimension == dimension.key())
}

/// The events of some values of a dimension together; `post.*` stands for its family.
pub fn tally<'v>(
    facets: &Facets,
    dimension: Dimension,
    values: impl IntoIterator<Item = &'v str>,
) -> Option<Tally> {
    let facet = of(facets, dimension)?;
    let count_of = |wanted: &str| -> u64 {
        let family = wanted.strip_suffix('*').filter(|_| dimension == Dimension::Type);
        let fits = |value: &str| family.map_or(value == wanted, |family| value.starts_with(family));
        let found = facet.values.iter().filter(|known| fits(&known.value));
        found.map(|known| known.count).sum()
    };
    Some(Tally {
        count: values.into_iter().map(count_of).sum(),
        is_least: facet.capped,
    })
}

#[cfg(test)]
mod tests {
    use daybook_shared::counts::FacetValue;

    use super::*;

    fn facets(capped: bool) -> Facets {
        let value = |value: &str, count| FacetValue {
            value: value.into(),
            name: None,
            count,
        };
        Facets {
            total: 1_300,
            capped,
            data: vec![Facet {
                dimension: "type".into(),
                capped,
                values: vec![
                    value("post.published", 1_284),
                    value("post.failed", 1),
                    value("poster.made", 15),
                ],
            }],
        }
    }

    fn told(capped: bool, values: &[&str]) -> (String, String) {
        let found = tally(&facets(capped), Dimension::Type, values.iter().copied()).unwrap();
        (found.short(), found.long())
    }

    fn both(short: &str, long: &str) -> (String, String) {
        (short.to_owned(), long.to_owned())
    }

    #[test]
    fn exact_counts_say_so() {
        assert_eq!(told(false, &["post.failed"]), both("1", "1 event"));
        assert_eq!(told(false, &["post.overdue"]), both("0", "0 events"));
        assert_eq!(told(false, &["post.*"]), both("1,285", "1,285 events"));
        assert_eq!(
            told(false, &["post.failed", "poster.made"]),
            both("16", "16 events")
        );
    }

    #[test]
    fn of_a_part_of_the_log_the_least_is_known_or_nothing() {
        assert_eq!(told(true, &["post.published"]), both("1,284+", "1,284+ events"));
        assert_eq!(told(true, &["post.overdue"]), both("", "not counted"));
        assert_eq!(
            tally(&facets(false), Dimension::State, ["failed"]),
            None,
            "a dimension that was not counted"
        );
    }
}
