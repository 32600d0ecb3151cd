//! Whether a filter means an event, decided in memory: the same answer as the list's.

use super::{Clause, Dimension, EventFilter};

/// What a filter looks at of an event.
#[derive(Debug, Clone, Copy)]
pub struct EventFields<'e> {
    /// Its type.
    pub kind: &'e str,
    /// The category of the type.
    pub category: &'e str,
    /// The social network.
    pub platform: Option<&'e str>,
    /// The outcome.
    pub state: &'e str,
    /// The kind of actor, by its wire name.
    pub actor_kind: &'e str,
    /// The actor's id.
    pub actor_id: Option<&'e str>,
    /// When it happened, in microseconds.
    pub occurred_at: i64,
    /// What searches look in, as [`crate::search::text`] makes it.
    pub search_text: &'e str,
}

/// A filter that is asked about many events.
#[derive(Debug, Clone)]
pub struct Matcher {
    filter: EventFilter,
    words: Vec<String>,
}

/// A period in microseconds: its first moment, and the first that does not belong to it any more.
pub type Moments = (Option<i64>, Option<i64>);

impl Matcher {
    /// A filter with the words of its search in the spelling of the searched text.
    pub fn new(filter: EventFilter, words: Vec<String>) -> Self {
        Self { filter, words }
    }

    /// The filter.
    pub fn filter(&self) -> &EventFilter {
        &self.filter
    }

    /// Whether the filter means the event. `period` is the filter's own at this moment; `targets` answers the ids of the
    /// event's targets, and is asked only by a filter that names some.
    pub fn matches<'e, T: AsRef<str> + 'e>(
        &self,
        event: &EventFields<'_>,
        (from, to): Moments,
        targets: impl FnOnce() -> &'e [T],
    ) -> bool {
        let is_within =
            from.is_none_or(|from| event.occurred_at >= from) && to.is_none_or(|to| event.occurred_at < to);
        let of_one_value = Dimension::ALL
            .iter()
            .filter(|dimension| **dimension != Dimension::Target)
            .all(|dimension| self.filter.admits(*dimension, event.value_of(*dimension)));
        let has_words = || {
            self.words
                .iter()
                .all(|word| event.search_text.contains(word.as_str()))
        };
        let of_targets = || {
            let clause = self.filter.clause(Dimension::Target);
            clause.is_none_or(|clause| {
                let targets = targets();
                let has = |wanted: &[String]| {
                    let ids = targets.iter().map(T::as_ref);
                    ids.into_iter().any(|id| wanted.iter().any(|wanted| wanted == id))
                };
                clause.leaves(has)
            })
        };
        is_within && of_one_value && has_words() && of_targets()
    }
}

impl EventFields<'_> {
    fn value_of(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Type => Some(self.kind),
            Dimension::Category => Some(self.category),
            Dimension::Platform => self.platform,
            Dimension::State => Some(self.state),
            Dimension::ActorKind => Some(self.actor_kind),
            Dimension::Actor => self.actor_id,
            Dimension::Target => None,
        }
    }
}

impl EventFilter {
    /// Whether the filter leaves events with this value of a dimension, or without any.
    pub fn admits(&self, dimension: Dimension, value: Option<&str>) -> bool {
        let is_any_of = |wanted: &[String]| {
            value.is_some_and(|value| wanted.iter().any(|wanted| dimension.is_of(value, wanted)))
        };
        self.clause(dimension)
            .is_none_or(|clause| clause.leaves(is_any_of))
    }
}

impl Clause {
    fn leaves(&self, is_any_of: impl Fn(&[String]) -> bool) -> bool {
        (self.any.is_empty() || is_any_of(&self.any)) && !is_any_of(&self.none)
    }
}

impl Dimension {
    /// Whether a value is the wanted one, or of the family of types that `post.*` names.
    fn is_of(self, value: &str, wanted: &str) -> bool {
        match wanted.strip_suffix('*').filter(|_| self == Self::Type) {
            Some(family) => value.starts_with(family),
            None => value == wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: EventFields<'_> = EventFields {
        kind: "post.failed",
        category: "posts",
        platform: None,
        state: "failed",
        actor_kind: "member",
        actor_id: Some("sarah"),
        occurred_at: 10,
        search_text: "sarah could not publish\npost.failed\nsarah",
    };

    fn matches(pairs: &[(&str, &str)], period: Moments) -> bool {
        let filter = EventFilter::from_pairs(pairs.iter().copied()).unwrap();
        let words = filter.words();
        Matcher::new(filter, words).matches(&EVENT, period, || &["p1", "p2"])
    }

    #[test]
    fn what_is_named_must_be_there_and_what_is_excluded_must_not() {
        let all = (None, None);
        let fits: [&[(&str, &str)]; 8] = [
            &[],
            &[("type", "post.*"), ("state", "failed"), ("state", "done")],
            &[("type_not", "auth.*"), ("platform_not", "x")],
            &[("actor", "sarah"), ("actor_not", "adam")],
            &[("target", "p2"), ("target", "p3")],
            &[("target_not", "p3")],
            &[("q", "SARAH publ")],
            &[("category", "posts"), ("actor_kind_not", "system")],
        ];
        assert!(fits.iter().all(|pairs| matches(pairs, all)));
        let fails: [&[(&str, &str)]; 7] = [
            &[("platform", "x")],
            &[("type", "post.*"), ("type_not", "post.failed")],
            &[("category", "post*")],
            &[("actor", "sar*")],
            &[("target", "p2"), ("target_not", "p1")],
            &[("q", "sarah absent")],
            &[("q", "publishpost")],
        ];
        assert!(fails.iter().all(|pairs| !matches(pairs, all)));
    }

    #[test]
    fn a_period_begins_with_its_start_and_ends_before_its_end() {
        assert!(matches(&[], (Some(10), Some(11))));
        assert!(!matches(&[], (Some(11), None)) && !matches(&[], (None, Some(10))));
    }
}
