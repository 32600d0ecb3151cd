//! How many events there are, by value and over time (spec 2, "facets" and "histogram").
//!
//! What a filter says of properties with few values, and of time, is answered exactly by counts that the background work
//! keeps. Where it names words, actors or targets, the newest events are counted, and the answer says so.

mod gather;
mod sample;
mod spans;
mod tally;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono_tz::Tz;
use daybook_shared::counts::{Bucket, Facet, FacetValue, Facets, Histogram};
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::{Order, Sort};
use daybook_shared::timestamp::Timestamp;
use sea_orm::DbErr;
use uuid::Uuid;

use self::sample::Sample;
use self::spans::FAR;
use self::tally::Tally;
use super::combinations::{self, Combinations};
use super::query::{ListQuery, Range};
use super::streams::in_order;
use crate::buckets::{self, Step};
use crate::db::Database;
use crate::entity::event;
use crate::store::visibility::Visibility;

pub use gather::gather;
pub use tally::statement;

/// What is to be counted.
#[derive(Debug, Clone)]
pub struct CountQuery {
    /// Whose log.
    pub workspace: Uuid,
    /// What the caller may see of it.
    pub visibility: Visibility,
    /// Which events.
    pub filter: EventFilter,
    /// Its period, resolved.
    pub range: Range,
}

impl CountQuery {
    fn sees_all(&self) -> bool {
        self.visibility.sees_restricted()
    }

    /// Whether the filter names something that no counts are kept of.
    fn names_rows(&self) -> bool {
        let mut uncombined = Dimension::ALL
            .iter()
            .filter(|dimension| !combinations::is_combined(**dimension));
        !self.filter.words().is_empty()
            || uncombined.any(|dimension| self.filter.clause(*dimension).is_some())
    }
}

/// Counts by value, each dimension without the filter's own clause for it.
pub async fn facets(database: &Database, query: &CountQuery) -> Result<Facets, DbErr> {
    let known = combinations::of(database, query.workspace).await?;
    let edges = [query.range.from.unwrap_or(-FAR), query.range.to.unwrap_or(FAR)];
    let tally = if query.names_rows() {
        None
    } else {
        Tally::of(database, query, &known, &edges).await?
    };
    let newest = Sample::of(database, query, query.filter.clone()).await?;
    let mut data = Vec::new();
    for dimension in Dimension::ALL.iter().copied() {
        let others = query.filter.without(dimension);
        data.push(match &tally {
            Some(tally) if combinations::is_combined(dimension) => {
                kept_facet(tally, &known, dimension, &others)
            }
            _ if query.filter.clause(dimension).is_none() => newest.facet(dimension)?,
            _ => Sample::of(database, query, others).await?.facet(dimension)?,
        });
    }
    let (total, capped) = match &tally {
        Some(tally) => {
            let fitting = tally.fitting(&known, &query.filter);
            (fitting.map(|(_, _, events)| events).sum(), false)
        }
        None => (newest.len(), newest.counted_back_to.is_some()),
    };
    Ok(Facets { total, capped, data })
}

fn kept_facet(tally: &Tally, known: &Combinations, dimension: Dimension, filter: &EventFilter) -> Facet {
    let mut values: HashMap<&str, u64> = HashMap::new();
    for (_, number, events) in tally.fitting(known, filter) {
        if let Some(value) = known.value_of(number, dimension) {
            *values.entry(value).or_default() += events;
        }
    }
    let values = values.into_iter().map(|(value, count)| FacetValue {
        value: value.to_owned(),
        name: None,
        count,
    });
    sample::facet(dimension, values, false)
}

impl Tally {
    /// The counts of those combinations that a filter leaves.
    fn fitting(&self, known: &Combinations, filter: &EventFilter) -> impl Iterator<Item = (usize, i32, u64)> {
        let fitting: HashSet<i32> = known.fitting(filter).into_iter().collect();
        self.iter().filter(move |(_, number, _)| fitting.contains(number))
    }
}

/// Counts over time, by hours, days or months of a zone.
pub async fn histogram(
    database: &Database,
    query: &CountQuery,
    zone: Tz,
    now: Timestamp,
) -> Result<Histogram, DbErr> {
    let known = combinations::of(database, query.workspace).await?;
    let from = match query.range.from {
        Some(from) => Some(from),
        None => first_moment(database, query).await?,
    };
    let (step, edges) = axis(from, query.range.to, zone, now);
    let mut histogram = Histogram {
        time_zone: zone.name().to_owned(),
        step: step.as_str().to_owned(),
        total: 0,
        counted_back_to: None,
        data: edges.windows(2).map(|edge| empty(edge[0], edge[1])).collect(),
    };
    let mut counted = edges;
    if let (None, Some(last)) = (query.range.to, counted.last_mut()) {
        // What a clock ahead of ours has sent belongs to the last bucket.
        *last = FAR;
    }
    let tally = if query.names_rows() {
        None
    } else {
        Tally::of(database, query, &known, &counted).await?
    };
    match tally {
        Some(tally) => {
            for (stretch, number, events) in tally.fitting(&known, &query.filter) {
                let state = known.value_of(number, Dimension::State).unwrap_or_default();
                add(&mut histogram, stretch, state, events);
            }
        }
        None => {
            let newest = Sample::of(database, query, query.filter.clone()).await?;
            for event in newest.iter() {
                let (moment, properties) = event?;
                if let Some(stretch) = stretch_of(moment, &counted) {
                    add(&mut histogram, stretch, &properties.state, 1);
                }
            }
            histogram.counted_back_to = newest.counted_back_to.map(Timestamp);
        }
    }
    Ok(histogram)
}

fn add(histogram: &mut Histogram, stretch: usize, state: &str, events: u64) {
    if let Some(bucket) = histogram.data.get_mut(stretch) {
        bucket.count += events;
        *bucket.states.entry(state.to_owned()).or_default() += events;
        histogram.total += events;
    }
}

fn empty(from: i64, to: i64) -> Bucket {
    Bucket {
        from: Timestamp(from),
        to: Timestamp(to),
        count: 0,
        states: BTreeMap::new(),
    }
}

/// The bounds of the buckets: to the end of the one that now lies in, where the period does not end before.
fn axis(from: Option<i64>, to: Option<i64>, zone: Tz, now: Timestamp) -> (Step, Vec<i64>) {
    let from = from.unwrap_or(now.0);
    let step = Step::for_length(Ord::min(to.unwrap_or(now.0), now.0).saturating_sub(from));
    let present = buckets::end(Ord::max(now.0, from), step, zone);
    let to = to.map_or(present, |to| Ord::min(to, present));
    (step, buckets::edges(from, to, step, zone))
}

/// Which of the stretches between neighbouring edges a moment lies in.
fn stretch_of(moment: i64, edges: &[i64]) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge <= moment);
    (after < edges.len()).then(|| after.checked_sub(1)).flatten()
}

/// When the first event of a period happened.
async fn first_moment(database: &Database, query: &CountQuery) -> Result<Option<i64>, DbErr> {
    let first = ListQuery {
        workspace: query.workspace,
        visibility: query.visibility.clone(),
        filter: EventFilter::default(),
        range: query.range,
        sort: Sort::Occurred,
        order: Order::Asc,
        after: None,
        up_to: None,
        limit: 1,
    };
    let select = in_order(&first, &[event::Column::OccurredAt]);
    Ok(database.rows(&select, |row| row.integer(0)).await?.pop())
}
