//! The filter: one object for list, presets, exports and webhooks; its query form is also the browser's URL.
//!
//! A repeated key means or, different keys mean and, `<key>_not` excludes.

mod dimension;
mod json;
mod matches;
#[cfg(feature = "openapi")]
pub mod schema;

use std::collections::BTreeMap;

pub use dimension::{Dimension, one_of};
pub use matches::{EventFields, Matcher, Moments};

use crate::limits;
use crate::period::{Bound, Period, RelativeRange};
use crate::problem::{FieldCode, FieldError};
use crate::search;

/// The values that one dimension must or must not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Clause {
    /// Any of these; empty: whatever.
    pub any: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

/// Which events are meant. Empty: all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct EventFilter {
    /// The dimensions that are restricted.
    pub clauses: BTreeMap<Dimension, Clause>,
    /// The search, as typed.
    pub q: Option<String>,
    /// When they happened.
    pub period: Period,
}

impl EventFilter {
    /// The keys of the query form that belong to the filter.
    pub fn is_key(key: &str) -> bool {
        matches!(key, "q" | "from" | "to" | "range" | "tz") || Dimension::of_key(key).is_some()
    }

    /// Reads the query form. Every wrong key and value is named; an unknown key is wrong.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut filter = Self::default();
        let mut errors = Vec::new();
        for (key, value) in pairs {
            if let Err(error) = filter.add(key.as_ref(), value.as_ref()) {
                errors.push(error);
            }
            if errors.len() == limits::MAX_NAMED_ERRORS {
                break;
            }
        }
        errors.extend(filter.period.contradictions());
        if errors.is_empty() {
            Ok(filter)
        } else {
            Err(errors)
        }
    }

    fn add(&mut self, key: &str, value: &str) -> Result<(), FieldError> {
        if let Some((dimension, excludes)) = Dimension::of_key(key) {
            dimension
                .check(value)
                .map_err(|detail| FieldError::new(key, FieldCode::UnknownValue, detail))?;
            return self.add_value(dimension, excludes, value);
        }
        match key {
            "q" => set_once(key, &mut self.q, checked_query(value)?),
            "from" | "to" => {
                let bound = Bound::parse(value).ok_or_else(|| {
                    let value = shown(value);
                    FieldError::new(key, FieldCode::Malformed, format!("`{value}` is no time; use RFC 3339 such as `2026-11-21T09:30:00Z`, or a date such as `2026-11-21` together with `tz`"))
                })?;
                set_once(
                    key,
                    if key == "from" {
                        &mut self.period.from
                    } else {
                        &mut self.period.to
                    },
                    Some(bound),
                )
            }
            "range" => {
                one_of(value, RelativeRange::ALL.iter().map(|range| range.as_str()))
                    .map_err(|detail| FieldError::new(key, FieldCode::UnknownValue, detail))?;
                set_once(key, &mut self.period.range, RelativeRange::find(value))
            }
            "tz" => set_once(key, &mut self.period.tz, Some(value.to_owned())),
            _ => Err(FieldError::new(
                key,
                FieldCode::Unknown,
                format!(
                    "`{}` is not a filter; use `q`, `from`, `to`, `range`, `tz` or one of {}, each also with `_not`",
                    shown(key),
                    dimension_keys()
                ),
            )),
        }
    }

    fn add_value(&mut self, dimension: Dimension, excludes: bool, value: &str) -> Result<(), FieldError> {
        let clause = self.clauses.entry(dimension).or_default();
        let values = if excludes {
            &mut clause.none
        } else {
            &mut clause.any
        };
        if values.iter().any(|known| known == value) {
            return Ok(());
        }
        if values.len() == limits::MAX_FILTER_VALUES {
            let key = if excludes {
                dimension.not_key()
            } else {
                dimension.key()
            };
            return Err(FieldError::new(
                key,
                FieldCode::TooLong,
                format!("at most {} values", limits::MAX_FILTER_VALUES),
            ));
        }
        values.push(value.to_owned());
        Ok(())
    }

    /// The clause of a dimension, where it is restricted.
    pub fn clause(&self, dimension: Dimension) -> Option<&Clause> {
        self.clauses
            .get(&dimension)
            .filter(|clause| !clause.any.is_empty() || !clause.none.is_empty())
    }

    /// The same without what it says of a dimension.
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut other = self.clone();
        other.clauses.remove(&dimension);
        other
    }

    /// The words of the search.
    pub fn words(&self) -> Vec<String> {
        self.q.as_deref().map(search::words).unwrap_or_default()
    }

    /// Whether it means all events.
    pub fn is_empty(&self) -> bool {
        self.to_pairs().is_empty()
    }

    /// The query form: dimensions in their order, values as they were added, then search and period.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        for (dimension, clause) in &self.clauses {
            pairs.extend(clause.any.iter().map(|value| (dimension.key(), value.clone())));
            pairs.extend(
                clause
                    .none
                    .iter()
                    .map(|value| (dimension.not_key(), value.clone())),
            );
        }
        pairs.extend(self.q.iter().map(|q| ("q", q.clone())));
        pairs.extend(self.period.from.iter().map(|bound| ("from", bound.to_string())));
        pairs.extend(self.period.to.iter().map(|bound| ("to", bound.to_string())));
        pairs.extend(
            self.period
                .range
                .iter()
                .map(|range| ("range", range.as_str().to_owned())),
        );
        pairs.extend(self.period.tz.iter().map(|tz| ("tz", tz.clone())));
        pairs
    }

    /// The query form as text, percent-encoded.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.to_pairs())
            .finish()
    }

    /// A text that is equal for filters that mean the same: values sorted, words instead of the search as typed.
    pub fn canonical(&self) -> String {
        let mut filter = self.clone();
        for clause in filter.clauses.values_mut() {
            clause.any.sort();
            clause.none.sort();
        }
        filter.q = Some(filter.words().join(" ")).filter(|words| !words.is_empty());
        filter.to_query()
    }
}

/// As much of what was sent as an answer repeats.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

fn checked_query(value: &str) -> Result<Option<String>, FieldError> {
    let is_too_long = value.chars().count() > limits::MAX_QUERY_CHARS
        || search::words(value).len() > limits::MAX_QUERY_WORDS;
    if is_too_long {
        return Err(FieldError::new(
            "q",
            FieldCode::TooLong,
            format!(
                "a search has at most {} characters and {} words",
                limits::MAX_QUERY_CHARS,
                limits::MAX_QUERY_WORDS
            ),
        ));
    }
    if value.contains('\0') {
        return Err(FieldError::new(
            "q",
            FieldCode::Nul,
            "a search cannot hold a NUL character",
        ));
    }
    Ok(Some(value.to_owned()).filter(|value| !value.trim().is_empty()))
}

fn set_once<T>(key: &str, place: &mut Option<T>, value: Option<T>) -> Result<(), FieldError> {
    if place.is_some() {
        return Err(FieldError::new(
            key,
            FieldCode::Contradiction,
            format!("`{key}` can be given once only"),
        ));
    }
    *place = value;
    Ok(())
}

fn dimension_keys() -> String {
    let keys: Vec<String> = Dimension::ALL
        .iter()
        .map(|dimension| format!("`{}`", dimension.key()))
        .collect();
    keys.join(", ")
}

#[cfg(test)]
mod tests;
