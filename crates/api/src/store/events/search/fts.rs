//! SQLite: a slice by its FTS5 table, which gives the rows that have the tiles in the order in which they came, some at a time.
//!
//! A few rows are read all at once. Of many, those around a place are read in the order in which they came until the page is
//! full: what came in order happened in order, but for what came late. So then those are looked for that happened in the
//! same time but came earlier or later.

use std::ops::RangeInclusive;
use std::time::Instant;

use daybook_shared::page::Order;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{DbErr, Value};

use super::expression::{self, Expression};
use super::slices::{self, Slice};
use super::tiles::Tiles;
use super::{Index, along};
use crate::db::{Database, Engine, Outcome, RowRef};
use crate::entity::event;
use crate::store::events::conditions::{self, col};
use crate::store::events::query::{ListQuery, Position, Range};
use crate::store::events::rows::{Rows, columns_of, read_position};
use crate::store::events::streams::{Course, direction};

type Column = event::Column;

/// What a row that has the tiles costs, in rows that are read along the log.
const ROW: f64 = 2.0;
/// What the statements of a slice cost, in the same.
const STATEMENTS: f64 = 800.0;
/// Rows of a slice that have the tiles, which are few enough to be read all.
const FEW: u64 = 1_000;
/// Rows that are read first in the order in which they came; with every further time twice as many.
const FIRST_BATCH: u64 = 400;
const LARGEST_BATCH: u64 = 6_400;
/// Rows that came after the place, beyond which it is less work to look through the slice for those that came late.
const LATE: u64 = 3_000;
/// Rows near a place, in the middle of which it stands in the order in which they came.
const NEIGHBOURS: u64 = 15;

/// The work of filling a page by an index, in rows that are read along the log.
pub(super) fn work(share: f64, needed: f64) -> f64 {
    STATEMENTS + ROW * share * needed
}

/// Rows that have the tiles, in the order in which they came.
#[derive(Default)]
struct Batch {
    rows: u64,
    last: i64,
    fitting: Vec<Position>,
}

/// A query on a slice.
struct Asked<'a> {
    // What FTS5 is asked to match.
    expression: String,
    database: &'a Database,
    query: &'a ListQuery,
    course: &'a Course,
    slice: Slice,
    index: &'a Index,
    deadline: Instant,
}

/// The rows of a slice beyond the query's position, as many as it wants.
pub(super) async fn ask(
    database: &Database,
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    index: &Index,
    deadline: Instant,
) -> Result<Outcome<Rows>, DbErr> {
    let expression = match Expression::of(database, slice, &index.tiles, deadline).await? {
        Expression::Of(expression) => expression,
        Expression::OfNothing => return Ok(Outcome::Whole(Rows::default())),
        Expression::OfTooMuch => return Ok(Outcome::Stopped),
    };
    let asked = Asked {
        expression,
        database,
        query,
        course,
        slice,
        index,
        deadline,
    };
    let Outcome::Whole(few) = asked.few().await? else {
        return Ok(Outcome::Stopped);
    };
    if (few.len() as u64) < FEW {
        return Ok(Outcome::Whole(asked.rows(&few).await?));
    }
    let Outcome::Whole(sequences) = asked.near_position().await? else {
        return Ok(Outcome::Stopped);
    };
    Ok(Outcome::Whole(asked.rows(&sequences).await?))
}

impl Asked<'_> {
    /// The sequences of all rows that have the tiles, or of the first [`FEW`].
    async fn few(&self) -> Result<Outcome<Vec<i64>>, DbErr> {
        let first_row_id = self.index.first_row_id;
        let all = 0..=slices::LAST_SEQUENCE;
        let select = alike(self.slice, &self.expression, first_row_id, all, Order::Asc, FEW);
        let add = move |found: &mut Vec<i64>, row: RowRef<'_>| {
            found.push(row.integer(0)? - first_row_id);
            Ok(())
        };
        self.database.gather_until(self.deadline, &select, add).await
    }

    /// The sequences of the rows that are wanted, found from the position on.
    async fn near_position(&self) -> Result<Outcome<Vec<i64>>, DbErr> {
        let Some(middle) = self.middle().await? else {
            return Ok(Outcome::Whole(Vec::new()));
        };
        let wanted = usize::try_from(self.query.limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let (mut from, mut size) = (middle, FIRST_BATCH);
        let mut is_exhausted = false;
        while !is_exhausted && found.len() < wanted {
            let Outcome::Whole(batch) = self.batch(self.onwards(from), size).await? else {
                return Ok(Outcome::Stopped);
            };
            found.extend(batch.fitting);
            is_exhausted = batch.rows < size;
            from = match self.query.order {
                Order::Desc => batch.last - 1,
                Order::Asc => batch.last + 1,
            };
            size = Ord::min(size * 2, LARGEST_BATCH);
        }
        let read = match (self.query.order, is_exhausted) {
            (Order::Desc, false) => from + 1..=middle,
            (Order::Desc, true) => 0..=middle,
            (Order::Asc, false) => middle..=from - 1,
            (Order::Asc, true) => middle..=slices::LAST_SEQUENCE,
        };
        self.sort(&mut found);
        let Outcome::Whole(rest) = self.rest(found.get(wanted - 1).copied(), middle, read).await? else {
            return Ok(Outcome::Stopped);
        };
        found.extend(rest);
        self.sort(&mut found);
        found.truncate(wanted);
        Ok(Outcome::Whole(
            found.iter().map(|position| position.sequence).collect(),
        ))
    }

    /// What lies before the last row of a page, or before the slice's end, and was not among the rows that were read.
    async fn rest(
        &self,
        last: Option<Position>,
        middle: i64,
        read: RangeInclusive<i64>,
    ) -> Result<Outcome<Vec<Position>>, DbErr> {
        if last.is_none() {
            let late = match self.batch(self.backwards(middle), LATE).await? {
                Outcome::Whole(late) => late,
                Outcome::Stopped => return Ok(Outcome::Stopped),
            };
            if late.rows < LATE {
                return Ok(Outcome::Whole(late.fitting));
            }
        }
        self.out_of_order(last, read).await
    }

    fn sort(&self, positions: &mut [Position]) {
        positions.sort_by_key(|position| (position.occurred_at, position.sequence));
        if self.query.order == Order::Desc {
            positions.reverse();
        }
    }

    /// Where the rows that follow the position stand in the order in which they came; none: the slice has no more rows.
    async fn middle(&self) -> Result<Option<i64>, DbErr> {
        let next = ListQuery {
            limit: NEIGHBOURS,
            ..self.within_slice()
        };
        let mut sequences = self
            .database
            .rows(&along::positions(&next), |row| row.integer(1))
            .await?;
        sequences.sort_unstable();
        Ok(sequences.get(sequences.len() / 2).copied())
    }

    fn within_slice(&self) -> ListQuery {
        let slice = Range {
            from: Some(self.slice.start()),
            to: Some(self.slice.end()),
        };
        ListQuery {
            range: self.query.range.meet(slice),
            ..self.query.clone()
        }
    }

    fn onwards(&self, from: i64) -> RangeInclusive<i64> {
        match self.query.order {
            Order::Desc => 0..=from,
            Order::Asc => from..=slices::LAST_SEQUENCE,
        }
    }

    fn backwards(&self, from: i64) -> RangeInclusive<i64> {
        match self.query.order {
            Order::Desc => from + 1..=slices::LAST_SEQUENCE,
            Order::Asc => 0..=from - 1,
        }
    }

    /// Of the rows that have the tiles, those of a part of the log.
    async fn batch(&self, sequences: RangeInclusive<i64>, size: u64) -> Result<Outcome<Batch>, DbErr> {
        let select = batch(
            self.query,
            self.course,
            self.slice,
            &self.expression,
            self.index.first_row_id,
            sequences,
            size,
        );
        let add = |batch: &mut Batch, row: RowRef<'_>| {
            batch.rows += 1;
            batch.last = row.integer(1)?;
            if row.boolean(2)? {
                batch.fitting.push(read_position(&row)?);
            }
            Ok(())
        };
        self.database.gather_until(self.deadline, &select, add).await
    }

    /// The rows up to a place, or the slice's end, that came before or after those that were read.
    async fn out_of_order(
        &self,
        up_to: Option<Position>,
        read: RangeInclusive<i64>,
    ) -> Result<Outcome<Vec<Position>>, DbErr> {
        let mut within = self.within_slice();
        // One bound at each end: of two SQLite may take the further one.
        if let Some(last) = up_to {
            within.range = super::up_to(&within, last);
        }
        // The sum: no bound for an index, and tested before the table is looked at.
        let sequence = col(Column::Sequence).add(0);
        let select = along::in_order(&within, &[Column::OccurredAt, Column::Sequence])
            .and_where(sequence.not_between(*read.start(), *read.end()))
            .cond_where(self.course.conditions(Engine::Sqlite, self.query))
            .cond_where(conditions::of_words(Engine::Sqlite, &self.query.filter))
            .take();
        let add = |found: &mut Vec<Position>, row: RowRef<'_>| {
            found.push(read_position(&row)?);
            Ok(())
        };
        self.database.gather_until(self.deadline, &select, add).await
    }

    /// Those of some rows that fit, in order, as many as are wanted.
    async fn rows(&self, sequences: &[i64]) -> Result<Rows, DbErr> {
        if sequences.is_empty() {
            return Ok(Rows::default());
        }
        let listed: Vec<String> = sequences.iter().map(i64::to_string).collect();
        let listed = format!("[{}]", listed.join(","));
        let select = Query::select()
            .columns(columns_of(event::Entity))
            .from_function(Func::cust("json_each").arg(listed), Alias::new("listed"))
            // The list leads: else the index of time would, through all of the period.
            .cross_join(event::Entity)
            .and_where(col(Column::WorkspaceId).eq(Expr::value(self.query.workspace)))
            .and_where(Expr::cust("\"events\".\"sequence\" = \"listed\".\"value\""))
            .cond_where(self.course.fits(Engine::Sqlite, self.query))
            .order_by((event::Entity, Column::OccurredAt), direction(self.query.order))
            .order_by((event::Entity, Column::Sequence), direction(self.query.order))
            .limit(self.query.limit)
            .take();
        self.database.gather(&select, Rows::read).await
    }
}

/// The first statement of a slice, whole.
pub(super) fn statement(
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    tiles: &Tiles,
    first_row_id: i64,
) -> SelectStatement {
    let all = 0..=slices::LAST_SEQUENCE;
    let expression = expression::of_all(&tiles.texts);
    batch(query, course, slice, &expression, first_row_id, all, FIRST_BATCH)
}

/// Rows that have the tiles, in the order in which they came, each with whether it fits. The search table leads, and the join
/// order is fixed, for the planner knows nothing of its lists.
fn batch(
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    expression: &str,
    first_row_id: i64,
    sequences: RangeInclusive<i64>,
    size: u64,
) -> SelectStatement {
    let hits = Alias::new("hits");
    Query::select()
        .columns([Column::OccurredAt, Column::Sequence].map(|column| (event::Entity, column)))
        // A test of what is null is neither true nor false.
        .expr(Func::coalesce([
            Expr::from(course.fits(Engine::Sqlite, query)),
            Expr::value(false),
        ]))
        .from_subquery(
            alike(slice, expression, first_row_id, sequences, query.order, size),
            hits.clone(),
        )
        .cross_join(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .and_where(Expr::cust_with_values(
            "\"events\".\"sequence\" = \"hits\".\"row_id\" - ?",
            [Value::from(first_row_id)],
        ))
        .order_by((hits, Alias::new("row_id")), direction(query.order))
        .take()
}

/// The row ids of rows that have the tiles.
fn alike(
    slice: Slice,
    expression: &str,
    first_row_id: i64,
    sequences: RangeInclusive<i64>,
    order: Order,
    size: u64,
) -> SelectStatement {
    let table = slice.index_name();
    Query::select()
        .expr_as(Expr::cust("rowid"), Alias::new("row_id"))
        .from(Alias::new(&table))
        .and_where(Expr::cust_with_values(
            format!("\"{table}\" MATCH ?"),
            [expression],
        ))
        .and_where(Expr::cust_with_values(
            "rowid BETWEEN ? AND ?",
            [first_row_id + sequences.start(), first_row_id + sequences.end()],
        ))
        .order_by_expr(Expr::cust("rowid"), direction(order))
        .limit(size)
        .take()
}
