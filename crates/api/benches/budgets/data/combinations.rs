//! The numbers that the server gives to combinations of properties with few values, given here as it would.

use std::collections::BTreeMap;

use daybook_api::append::Draft;

/// Type, category, platform, state, kind of actor, and whether it is restricted.
pub type Properties = (String, String, Option<String>, String, String, bool);

/// The combinations of one workspace.
#[derive(Default)]
pub struct Combinations {
    numbers: BTreeMap<Properties, i32>,
    stored: usize,
}

impl Combinations {
    /// Those that the database has, by their number.
    pub fn stored(rows: impl IntoIterator<Item = (Properties, i32)>) -> Self {
        let numbers: BTreeMap<Properties, i32> = rows.into_iter().collect();
        Self {
            stored: numbers.len(),
            numbers,
        }
    }

    /// The number of a draft's combination; a new one gets the next.
    pub fn number(&mut self, draft: &Draft) -> i32 {
        let properties = (
            draft.kind.clone(),
            draft.category.clone(),
            draft.platform.clone(),
            draft.state.clone(),
            draft.actor_kind.to_owned(),
            draft.restricted,
        );
        let next = i32::try_from(self.numbers.len())
            .unwrap_or(i32::MAX)
            .saturating_add(1);
        *self.numbers.entry(properties).or_insert(next)
    }

    /// Those that the database lacks.
    pub fn lacking(&self) -> impl Iterator<Item = (&Properties, i32)> {
        let stored = i32::try_from(self.stored).unwrap_or(i32::MAX);
        let numbered = self
            .numbers
            .iter()
            .map(|(properties, number)| (properties, *number));
        numbered.filter(move |(_, number)| *number > stored)
    }
}
