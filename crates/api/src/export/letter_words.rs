//! A filter in words, as a letter tells it.

use std::collections::HashMap;

use chrono_tz::Tz;
use daybook_shared::catalogue;
use daybook_shared::event_type::label_from_name;
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::{Bound, Period};
use daybook_shared::{platform, state};

use crate::mail::moment;

/// All of it, as short as it can be. `names` are those of people, by id; moments are told in a zone.
pub(super) fn sentence(filter: &EventFilter, names: &HashMap<String, String>, zone: Tz) -> String {
    let mut parts = Vec::new();
    for (dimension, clause) in &filter.clauses {
        for (values, operator) in [(&clause.any, "is"), (&clause.none, "is not")] {
            let values: Vec<String> = values
                .iter()
                .map(|value| label(*dimension, value, names))
                .collect();
            if !values.is_empty() {
                parts.push(format!(
                    "{} {operator} {}",
                    dimension.label(),
                    values.join(" or ")
                ));
            }
        }
    }
    if let Some(words) = &filter.q {
        parts.push(format!("text contains “{words}”"));
    }
    parts.extend(period(&filter.period, zone));
    if parts.is_empty() {
        return "everything".to_owned();
    }
    parts.join(", ")
}

/// What people read for a value; a text that nobody knows stays as it is.
fn label(dimension: Dimension, value: &str, names: &HashMap<String, String>) -> String {
    let known = match dimension {
        Dimension::Type if value.ends_with(".*") => None,
        Dimension::Type => {
            let built_in = catalogue::find_type(value).map(|known| known.label.to_owned());
            built_in.or_else(|| Some(label_from_name(value)))
        }
        Dimension::Category => catalogue::find_category(value).map(|known| known.label.to_owned()),
        Dimension::Platform => platform::find(value).map(|known| known.label.to_owned()),
        Dimension::State => state::find(value).map(|known| known.label.to_owned()),
        Dimension::Actor => names.get(value).cloned(),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

fn period(period: &Period, zone: Tz) -> Vec<String> {
    let bound = |bound: Bound| match bound {
        Bound::Instant(at) => moment(at, zone),
        Bound::Day(day) => day.format("%-d %B %Y").to_string(),
    };
    let range = period.range.map(|range| range.label().to_lowercase());
    let from = period.from.map(|from| format!("from {}", bound(from)));
    let to = period.to.map(|to| format!("before {}", bound(to)));
    [range, from, to].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_said_in_words() {
        let names = HashMap::from([("usr_1".to_owned(), "Sarah Chen".to_owned())]);
        let said = |query: &str| {
            let filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
            sentence(&filter, &names, Tz::Europe__Dublin)
        };
        for (query, words) in [
            ("", "everything"),
            (
                "state=failed&state=overdue&platform_not=tiktok&q=launch&range=7d",
                "Platform is not TikTok, State is Failed or Overdue, text contains “launch”, last 7 days",
            ),
            (
                "type=post.failed&type=post.*&type=crm.deal_won&actor=usr_1&actor=agent_x",
                "Type is Post failed or post.* or Crm deal won, Actor is Sarah Chen or agent_x",
            ),
            (
                "from=2026-07-01T10:00:00Z&to=2026-11-08T10:00:00Z",
                "from 1 July 2026, 11:00 (Europe/Dublin), before 8 November 2026, 10:00 (Europe/Dublin)",
            ),
            (
                "from=2026-11-01&to=2026-11-08&tz=Europe/Dublin",
                "from 1 November 2026, before 8 November 2026",
            ),
        ] {
            assert_eq!(said(query), words, "{query}");
        }
    }
}
