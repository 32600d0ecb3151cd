//! What a filter leaves, said without a database.

use serde_json::Value;

use super::log::{Stored, time};
use super::mutant::Mutant;
use super::pools::{DIMENSIONS, PERIODS};
use super::step::FilterSpec;
use super::words::Search;

/// A filter, read once for all events.
pub struct Filter {
    from: Option<i64>,
    to: Option<i64>,
    clauses: Vec<Clause>,
    search: Search,
    mutant: Option<Mutant>,
}

struct Clause {
    dimension: &'static str,
    excludes: bool,
    values: Vec<String>,
}

impl Filter {
    /// `named` replaces the ids that only a run knows.
    pub fn new(spec: &FilterSpec, named: impl Fn(&str) -> String, mutant: Option<Mutant>) -> Self {
        let period = &PERIODS[spec.period];
        let late = i64::from(mutant == Some(Mutant::PeriodHoldsItsEnd));
        let taken = match mutant {
            Some(Mutant::OneValueOnly) => 1,
            _ => usize::MAX,
        };
        let clauses = spec.clauses.iter().map(|clause| Clause {
            dimension: clause.dimension,
            excludes: clause.excludes,
            values: clause
                .values
                .iter()
                .take(taken)
                .map(|value| named(value))
                .collect(),
        });
        Self {
            from: period.from.map(time),
            to: period.to.map(|to| time(to) + late),
            clauses: clauses.collect(),
            search: Search::new(&spec.words, mutant),
            mutant,
        }
    }

    /// Whether it means an event: of every dimension that it includes values of, one of them; of none, an excluded one.
    pub fn means(&self, stored: &Stored) -> bool {
        self.from.is_none_or(|from| from <= stored.occurred_at)
            && self.to.is_none_or(|to| stored.occurred_at < to)
            && self
                .clauses
                .iter()
                .all(|clause| !clause.excludes || !self.names(clause, stored))
            && DIMENSIONS
                .iter()
                .all(|(dimension, _)| self.is_included(dimension, stored))
            && self.search.finds(stored)
    }

    fn is_included(&self, dimension: &str, stored: &Stored) -> bool {
        let clauses = self.clauses.iter();
        let mut including = clauses.filter(|clause| clause.dimension == dimension && !clause.excludes);
        match including.clone().next() {
            None => true,
            Some(_) => including.any(|clause| self.names(clause, stored)),
        }
    }

    fn names(&self, clause: &Clause, stored: &Stored) -> bool {
        let values = values(&stored.event, clause.dimension);
        if self.mutant == Some(Mutant::NoPlatformIsExcluded) && clause.excludes && values.is_empty() {
            return clause.dimension == "platform";
        }
        let mut wanted = clause.values.iter();
        wanted.any(|wanted| values.iter().any(|value| self.is_value(clause, value, wanted)))
    }

    /// Whether a value is the wanted one, or, of types, belongs to the wanted family.
    fn is_value(&self, clause: &Clause, value: &str, wanted: &str) -> bool {
        match wanted.strip_suffix('*').filter(|_| clause.dimension == "type") {
            Some(family) if self.mutant == Some(Mutant::FamilyIsPattern) => {
                let mut letters = family.chars().zip(value.chars());
                value.len() >= family.len() && letters.all(|(wanted, found)| wanted == '_' || wanted == found)
            }
            Some(family) => value.starts_with(family),
            None => value == wanted,
        }
    }
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
