//! The newest events that a filter leaves, counted one by one: where it names words, actors or targets, which no count is
//! kept of.

use std::borrow::Cow;
use std::collections::HashMap;

use daybook_shared::counts::{Facet, FacetValue};
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::limits::MAX_FACET_VALUES;
use daybook_shared::page::{Order, Sort};
use sea_orm::DbErr;
use serde::Deserialize;

use super::CountQuery;
use crate::db::Database;
use crate::store::events::list;
use crate::store::events::query::ListQuery;
use crate::store::events::rows::Rows;

/// Events that are counted.
const NEWEST: u64 = 2_000;

/// The newest events, as they are stored.
pub(super) struct Sample {
    rows: Rows,
    /// What happened after this moment is all in it; `None`: all is.
    pub counted_back_to: Option<i64>,
}

/// What is counted of an event.
#[derive(Deserialize)]
pub(super) struct Properties<'b> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'b, str>,
    #[serde(borrow)]
    category: Cow<'b, str>,
    #[serde(borrow)]
    pub state: Cow<'b, str>,
    #[serde(borrow, default)]
    platform: Option<Cow<'b, str>>,
    #[serde(borrow)]
    actor: Actor<'b>,
    #[serde(borrow, default)]
    targets: Vec<Target<'b>>,
}

#[derive(Deserialize)]
struct Actor<'b> {
    #[serde(borrow)]
    kind: Cow<'b, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'b, str>>,
    #[serde(borrow)]
    name: Cow<'b, str>,
}

#[derive(Deserialize)]
struct Target<'b> {
    #[serde(borrow)]
    id: Cow<'b, str>,
    #[serde(borrow, default)]
    name: Option<Cow<'b, str>>,
}

impl Sample {
    /// The newest events that a filter leaves.
    pub async fn of(database: &Database, query: &CountQuery, filter: EventFilter) -> Result<Self, DbErr> {
        let list = ListQuery {
            workspace: query.workspace,
            visibility: query.visibility.clone(),
            filter,
            range: query.range,
            sort: Sort::Occurred,
            order: Order::Desc,
            after: None,
            up_to: None,
            limit: NEWEST + 1,
        };
        let page = list::list(database, &list).await?;
        let mut rows = page.rows;
        let is_cut = rows.len() as u64 > NEWEST;
        rows.truncate(usize::try_from(NEWEST).unwrap_or(usize::MAX));
        let oldest = rows.last().filter(|_| is_cut).or(page.stopped_at);
        Ok(Self {
            rows,
            counted_back_to: oldest.map(|position| position.occurred_at),
        })
    }

    /// How many they are.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Each with the moment at which it happened.
    pub fn iter(&self) -> impl Iterator<Item = Result<(i64, Properties<'_>), DbErr>> {
        self.rows.iter().map(|(position, body)| {
            let properties = serde_json::from_str(body);
            let properties = properties.map_err(|error| DbErr::Json(error.to_string()))?;
            Ok((position.occurred_at, properties))
        })
    }

    /// The values of a dimension.
    pub fn facet(&self, dimension: Dimension) -> Result<Facet, DbErr> {
        let mut values: HashMap<Cow<'_, str>, FacetValue> = HashMap::new();
        for event in self.iter() {
            let (_, event) = event?;
            for (value, name) in event.values(dimension) {
                // The newest comes first: its name is the one that counts.
                let known = values.entry(value.clone()).or_insert_with(|| FacetValue {
                    value: value.into_owned(),
                    name: name.map(Cow::into_owned),
                    count: 0,
                });
                known.count += 1;
            }
        }
        Ok(facet(
            dimension,
            values.into_values(),
            self.counted_back_to.is_some(),
        ))
    }
}

/// The values of a facet in their order.
pub(super) fn facet(
    dimension: Dimension,
    values: impl Iterator<Item = FacetValue>,
    is_capped: bool,
) -> Facet {
    let mut values: Vec<FacetValue> = values.collect();
    values.sort_by(|one, other| {
        other
            .count
            .cmp(&one.count)
            .then_with(|| one.value.cmp(&other.value))
    });
    let is_cut = values.len() > MAX_FACET_VALUES;
    values.truncate(MAX_FACET_VALUES);
    Facet {
        dimension: dimension.key().to_owned(),
        capped: is_capped || is_cut,
        values,
    }
}

impl<'b> Properties<'b> {
    /// Its values of a dimension, each once, with their names.
    fn values(self, dimension: Dimension) -> Vec<(Cow<'b, str>, Option<Cow<'b, str>>)> {
        let one = |value| vec![(value, None)];
        match dimension {
            Dimension::Type => one(self.kind),
            Dimension::Category => one(self.category),
            Dimension::State => one(self.state),
            Dimension::ActorKind => one(self.actor.kind),
            Dimension::Platform => self.platform.map(one).unwrap_or_default(),
            Dimension::Actor => {
                let Actor { id, name, .. } = self.actor;
                id.map(|id| (id, Some(name))).into_iter().collect()
            }
            Dimension::Target => {
                let mut targets: Vec<_> = self
                    .targets
                    .into_iter()
                    .map(|target| (target.id, target.name))
                    .collect();
                targets.sort();
                targets.dedup_by(|one, other| one.0 == other.0);
                targets
            }
        }
    }
}
