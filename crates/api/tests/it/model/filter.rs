//! What a filter leaves, said without a database.

use serde_json::Value;

use super::log::{Stored, time};
use super::mutant::Mutant;
use super::pools::PERIODS;
use super::step::{Clause, FilterSpec};
use super::words;

/// Whether an event is one that the filter means. `named` replaces the ids that only a run knows.
pub fn fits(
    filter: &FilterSpec,
    stored: &Stored,
    named: impl Fn(&str) -> String,
    mutant: Option<Mutant>,
) -> bool {
    is_within(filter.period, stored.occurred_at, mutant)
        && (filter.words.is_empty() || words::holds(stored, &filter.words.join(" "), mutant))
        && super::pools::DIMENSIONS.iter().all(|(dimension, _)| {
            let of_event = values(&stored.event, dimension);
            let is_named = |clause: &Clause| {
                let taken = if mutant == Some(Mutant::OneValueOnly) {
                    1
                } else {
                    usize::MAX
                };
                let mut wanted = clause.values.iter().take(taken).map(|value| named(value));
                wanted.any(|wanted| {
                    of_event
                        .iter()
                        .any(|value| is_value(dimension, value, &wanted, mutant))
                })
            };
            let mut clauses = filter
                .clauses
                .iter()
                .filter(|clause| clause.dimension == *dimension);
            let includes: Vec<&Clause> = clauses.clone().filter(|clause| !clause.excludes).collect();
            let is_nothing = mutant == Some(Mutant::NoPlatformIsExcluded)
                && *dimension == "platform"
                && of_event.is_empty();
            (includes.is_empty() || includes.into_iter().any(is_named))
                && !clauses.any(|clause| clause.excludes && (is_named(clause) || is_nothing))
        })
}

fn is_within(period: usize, occurred_at: i64, mutant: Option<Mutant>) -> bool {
    let period = &PERIODS[period];
    let end = period.to.map(time);
    let end = if mutant == Some(Mutant::PeriodHoldsItsEnd) {
        end.map(|end| end + 1)
    } else {
        end
    };
    period.from.is_none_or(|from| time(from) <= occurred_at) && end.is_none_or(|end| occurred_at < end)
}

/// The values that an event has of a dimension: none, one, or several.
fn values<'e>(event: &'e Value, dimension: &str) -> Vec<&'e str> {
    let one = |value: &'e Value| value.as_str().into_iter().collect();
    match dimension {
        "actor" => one(&event["actor"]["id"]),
        "actor_kind" => one(&event["actor"]["kind"]),
        "target" => {
            let targets = event["targets"].as_array().into_iter().flatten();
            targets.filter_map(|target| target["id"].as_str()).collect()
        }
        field => one(&event[field]),
    }
}

/// Whether a value is the wanted one, or, of types, belongs to the wanted family.
fn is_value(dimension: &str, value: &str, wanted: &str, mutant: Option<Mutant>) -> bool {
    match wanted.strip_suffix('*').filter(|_| dimension == "type") {
        Some(family) if mutant == Some(Mutant::FamilyIsPattern) => {
            let letters = family.chars().zip(value.chars());
            value.len() >= family.len()
                && letters
                    .into_iter()
                    .all(|(wanted, found)| wanted == '_' || wanted == found)
        }
        Some(family) => value.starts_with(family),
        None => value == wanted,
    }
}
