//! A step along the log, or along the few streams that a filter leaves: the next rows are read in order and tested.

use daybook_shared::page::Sort;
use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};

use crate::db::{Database, Engine};
use crate::entity::event;
use crate::store::events::conditions::{self, col};
use crate::store::events::query::{ListQuery, Position, Range};
use crate::store::events::rows::{Rows, columns_of, read_position};
use crate::store::events::streams::{self, Course};

pub(super) use crate::store::events::streams::in_order;

type Column = event::Column;

/// What a step found.
pub(super) struct Step {
    /// The rows that fit, as many as were wanted.
    pub rows: Rows,
    /// The last row that was looked at; `None`: there are no more within the bounds, or the rows are those wanted.
    pub last: Option<Position>,
}

/// Looks at the next `length` rows of a query, and stops when as many fit as its limit wants.
pub(super) async fn step(
    database: &Database,
    query: &ListQuery,
    course: &Course,
    length: u64,
) -> Result<Step, DbErr> {
    let engine = database.engine();
    let streams = course.few_streams();
    // By the sequence no period is a bound: it is tested like the rest.
    let (bounds, tests) = match query.sort {
        Sort::Occurred => (query.range, Range::default()),
        Sort::Sequence => (Range::default(), query.range),
    };
    let looked_at = ListQuery {
        limit: length / streams.map_or(1, |few| Ord::max(few.len() as u64, 1)),
        range: bounds,
        ..query.clone()
    };
    let (found, mut keys) = match streams {
        Some(few) => {
            let keys = streams::keys(engine, &looked_at, course, few);
            (tested(engine, query, keys.clone()), keys)
        }
        None => {
            let mut found = scanned(engine, &looked_at, course, query.limit);
            let found = found.cond_where(conditions::within(tests)).take();
            (found, positions(&looked_at))
        }
    };
    let rows: Rows = database.gather_far(&found, Rows::read).await?;
    if rows.len() as u64 == query.limit {
        return Ok(Step { rows, last: None });
    }
    let last = keys.reset_limit().offset(looked_at.limit - 1).limit(1).take();
    let last = database.rows(&last, |row| read_position(&row)).await?.pop();
    Ok(Step { rows, last })
}

/// The last row within the period of a query, whatever it holds.
pub(super) async fn end(database: &Database, query: &ListQuery) -> Result<Option<Position>, DbErr> {
    let backwards = ListQuery {
        order: query.order.reversed(),
        after: None,
        limit: 1,
        ..query.clone()
    };
    Ok(database
        .rows(&positions(&backwards), |row| read_position(&row))
        .await?
        .pop())
}

/// The places of rows in order, read from an index alone.
pub(super) fn positions(query: &ListQuery) -> SelectStatement {
    in_order(query, &[Column::OccurredAt, Column::Sequence])
}

/// The next rows of the log, tested for filter and words; the bound stands inside, before the test.
pub(super) fn scanned(engine: Engine, query: &ListQuery, course: &Course, wanted: u64) -> SelectStatement {
    let inner = in_order(query, &[])
        .column((event::Entity, sea_orm::sea_query::Asterisk))
        .take();
    let mut select = Query::select();
    select
        .columns(columns_of(event::Entity))
        .from_subquery(inner, event::Entity)
        .cond_where(course.conditions(engine, query))
        .cond_where(conditions::of_words(engine, &query.filter));
    for column in streams::keys_of(query.sort) {
        select.order_by((event::Entity, *column), streams::direction(query.order));
    }
    select.limit(wanted).take()
}

/// The rows of some keys, tested for words.
fn tested(engine: Engine, query: &ListQuery, keys: SelectStatement) -> SelectStatement {
    let found = Alias::new("found");
    Query::select()
        .columns(columns_of(event::Entity))
        .from_subquery(keys, found.clone())
        .cross_join(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .and_where(col(Column::Sequence).eq(Expr::col((found.clone(), Column::Sequence))))
        .cond_where(conditions::of_words(engine, &query.filter))
        .order_by(
            (found.clone(), Column::OccurredAt),
            streams::direction(query.order),
        )
        .order_by((found, Column::Sequence), streams::direction(query.order))
        .limit(query.limit)
        .take()
}
