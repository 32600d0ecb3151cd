//! How many events there are, by value and over time (spec 2, "facets" and "histogram").
//!
//! What a filter says of properties with few values, and of time, is answered exactly by counts that the background work
//! keeps. Where it names words, actors or targets, the newest events are counted, and the answer says so.

mod axis;
mod gather;
mod kept;
mod sample;
mod spans;
mod tally;

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use daybook_shared::counts::{Facet, FacetValue, Facets, Histogram};
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::limits::MAX_FACET_VALUES;
use daybook_shared::page::Order;
use daybook_shared::timestamp::Timestamp;
use sea_orm::DbErr;
use sea_orm::sea_query::SelectStatement;
use uuid::Uuid;

use self::axis::Axis;
use self::sample::Sample;
use self::spans::FAR;
use self::tally::Tally;
use super::combinations;
use super::conditions;
use super::query::{ListQuery, Range};
use super::streams::in_order;
use crate::db::{Database, RowRef};
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
    let edges = [query.range.from.unwrap_or(-FAR), query.range.to.unwrap_or(FAR)];
    let tally = tally(database, query, &edges).await?;
    let newest = Sample::of(database, query, query.filter.clone()).await?;
    let events = newest.events()?;
    let mut data = Vec::new();
    for dimension in Dimension::ALL.iter().copied() {
        let others = query.filter.without(dimension);
        data.push(match &tally {
            Some(tally) if combinations::is_combined(dimension) => kept_facet(tally, dimension, &others),
            _ if query.filter.clause(dimension).is_none() => newest.facet(&events, dimension),
            _ => {
                let others = Sample::of(database, query, others).await?;
                others.facet(&others.events()?, dimension)
            }
        });
    }
    let (total, capped) = match &tally {
        Some(tally) => (
            tally.fitting(&query.filter).map(|(_, _, events)| events).sum(),
            false,
        ),
        None => (events.len() as u64, newest.counted_back_to.is_some()),
    };
    Ok(Facets { total, capped, data })
}

/// The exact counts, where there are any for the filter.
async fn tally(database: &Database, query: &CountQuery, edges: &[i64]) -> Result<Option<Tally>, DbErr> {
    if query.names_rows() {
        return Ok(None);
    }
    Tally::of(database, query, edges).await
}

fn kept_facet(tally: &Tally, dimension: Dimension, filter: &EventFilter) -> Facet {
    let mut values: HashMap<&str, u64> = HashMap::new();
    for (_, number, events) in tally.fitting(filter) {
        if let Some(value) = tally.known.value_of(number, dimension) {
            *values.entry(value).or_default() += events;
        }
    }
    let values = values.into_iter().map(|(value, count)| FacetValue {
        value: value.to_owned(),
        name: None,
        count,
    });
    facet(dimension, values, false)
}

/// The values of a facet in their order.
fn facet(dimension: Dimension, values: impl Iterator<Item = FacetValue>, is_capped: bool) -> Facet {
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

impl Tally {
    /// The counts of those combinations that a filter leaves.
    fn fitting(&self, filter: &EventFilter) -> impl Iterator<Item = (usize, i32, u64)> {
        let fitting: HashSet<i32> = self.known.fitting(filter).into_iter().collect();
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
    let from = match query.range.from {
        Some(from) => Some(from),
        None => first_moment(database, query).await?,
    };
    let axis = Axis::of(from, query.range.to, zone, now);
    if let Some(tally) = tally(database, query, &axis.counted).await? {
        return Ok(of_tally(&axis, &tally, query));
    }
    // Of minutes no counts are kept: where too much happened in them, quarters of an hour will do.
    if let Some(coarse) = axis.coarser(from, query.range.to, now)
        && let Some(tally) = tally(database, query, &coarse.counted).await?
    {
        return Ok(of_tally(&coarse, &tally, query));
    }
    let mut histogram = axis.empty();
    let newest = Sample::of(database, query, query.filter.clone()).await?;
    for (moment, properties) in newest.events()? {
        if let Some(stretch) = stretch_of(moment, &axis.counted) {
            add(&mut histogram, stretch, &properties.state, 1);
        }
    }
    histogram.counted_back_to = newest.counted_back_to.map(Timestamp);
    Ok(histogram)
}

fn of_tally(axis: &Axis, tally: &Tally, query: &CountQuery) -> Histogram {
    let mut histogram = axis.empty();
    for (stretch, number, events) in tally.fitting(&query.filter) {
        let state = tally.known.value_of(number, Dimension::State).unwrap_or_default();
        add(&mut histogram, stretch, state, events);
    }
    histogram
}

fn add(histogram: &mut Histogram, stretch: usize, state: &str, events: u64) {
    if let Some(bucket) = histogram.data.get_mut(stretch) {
        bucket.count += events;
        *bucket.states.entry(state.to_owned()).or_default() += events;
        histogram.total += events;
    }
}

/// Which of the stretches between neighbouring edges a moment lies in.
fn stretch_of(moment: i64, edges: &[i64]) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge <= moment);
    (after < edges.len()).then(|| after.checked_sub(1)).flatten()
}

/// When the first event of a period happened that the reader may see.
async fn first_moment(database: &Database, query: &CountQuery) -> Result<Option<i64>, DbErr> {
    let first = ListQuery {
        range: query.range,
        order: Order::Asc,
        limit: 1,
        ..ListQuery::of_log(query.workspace)
    };
    let select = in_order(&first, &[event::Column::OccurredAt])
        .cond_where(conditions::visible(&query.visibility))
        .take();
    Ok(database.rows(&select, |row| row.integer(0)).await?.pop())
}

/// When events happened, and their combinations: all that is counted of them.
fn marks_of(rows: &ListQuery) -> SelectStatement {
    in_order(rows, &[event::Column::OccurredAt, event::Column::Combination])
}

fn read_marks(row: RowRef<'_>) -> Result<(i64, i32), DbErr> {
    Ok((row.integer(0)?, row.narrow_integer(1)?))
}
