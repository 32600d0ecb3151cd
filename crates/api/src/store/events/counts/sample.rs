//! The newest events that a filter leaves, counted one by one: where it names words, actors or targets, which no count is
//! kept of.

use std::borrow::Cow;
use std::collections::HashMap;

use daybook_shared::counts::{Facet, FacetValue};
use daybook_shared::filter::{Dimension, EventFilter};
use sea_orm::DbErr;
use serde::Deserialize;

use super::CountQuery;
use crate::db::Database;
use crate::store::events::query::ListQuery;
use crate::store::events::rows::Rows;
use crate::store::events::{head, list};

/// Events that are counted.
const NEWEST: usize = 2_000;
/// Bytes of their bodies, beyond which no more are read.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Events that are read at once.
const PAGE: u64 = 500;

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
        let mut list = ListQuery {
            visibility: query.visibility.clone(),
            filter,
            range: query.range,
            up_to: Some(head::of(database, query.workspace).await?),
            limit: PAGE,
            ..ListQuery::of_log(query.workspace)
        };
        let mut rows = Rows::default();
        let counted_back_to = loop {
            let page = list::list(database, &list).await?;
            let is_last = (page.rows.len() as u64) < PAGE;
            rows.append(page.rows);
            if let Some(stopped) = page.stopped_at {
                break Some(stopped);
            }
            if is_last {
                break None;
            }
            list.after = rows.last();
            if rows.len() >= NEWEST || rows.bytes() > MOST_BYTES {
                let next = ListQuery { limit: 1, ..list };
                let are_all = list::list(database, &next).await?.rows.is_empty();
                break next.after.filter(|_| !are_all);
            }
        };
        Ok(Self {
            rows,
            counted_back_to: counted_back_to.map(|position| position.occurred_at),
        })
    }

    /// Each with the moment at which it happened.
    pub fn events(&self) -> Result<Vec<(i64, Properties<'_>)>, DbErr> {
        let parsed = self.rows.iter().map(|(position, body)| {
            let properties = serde_json::from_str(body);
            let properties = properties.map_err(|error| DbErr::Json(error.to_string()))?;
            Ok((position.occurred_at, properties))
        });
        parsed.collect()
    }

    /// The values of a dimension among its events.
    pub fn facet(&self, events: &[(i64, Properties<'_>)], dimension: Dimension) -> Facet {
        let mut values: HashMap<&str, FacetValue> = HashMap::new();
        for (_, event) in events {
            for (value, name) in event.values(dimension) {
                // The newest comes first: its name is the one that counts.
                let known = values.entry(value).or_insert_with(|| FacetValue {
                    value: value.to_owned(),
                    name: name.map(str::to_owned),
                    count: 0,
                });
                known.count += 1;
            }
        }
        super::facet(dimension, values.into_values(), self.counted_back_to.is_some())
    }
}

impl Properties<'_> {
    /// Its values of a dimension, each once, with their names.
    fn values(&self, dimension: Dimension) -> Vec<(&str, Option<&str>)> {
        match dimension {
            Dimension::Type => vec![(&self.kind, None)],
            Dimension::Category => vec![(&self.category, None)],
            Dimension::State => vec![(&self.state, None)],
            Dimension::ActorKind => vec![(&self.actor.kind, None)],
            Dimension::Platform => self.platform.iter().map(|platform| (&**platform, None)).collect(),
            Dimension::Actor => {
                let name = Some(&*self.actor.name);
                self.actor.id.iter().map(|id| (&**id, name)).collect()
            }
            Dimension::Target => {
                let targets = self.targets.iter();
                let mut targets: Vec<_> = targets
                    .map(|target| (&*target.id, target.name.as_deref()))
                    .collect();
                targets.sort_unstable();
                targets.dedup_by_key(|(id, _)| *id);
                targets
            }
        }
    }
}
