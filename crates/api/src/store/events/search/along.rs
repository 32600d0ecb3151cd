//! A step along the log, or along the few streams that a filter leaves: the next rows are read in order and tested.

use daybook_shared::page::{Order, Sort};
use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};

use crate::db::{Database, Engine};
use crate::entity::event;
use crate::store::events::conditions::{self, col};
use crate::store::events::query::{ListQuery, Position, Range};
use crate::store::events::rows::{Rows, read_position};
use crate::store::events::streams::{self, Course, Stream};

pub(super) use crate::store::events::streams::in_order;

type Column = event::Column;

/// Streams along which a step goes; what has more of them is a good part of the log, and is looked for along it.
const FEW_STREAMS: usize = 8;

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
    let looked_at = ListQuery {
        limit: length,
        ..query.clone()
    };
    // By the sequence no period is a bound: it is tested like the rest.
    let within = conditions::within(match query.sort {
        Sort::Sequence => query.range,
        Sort::Occurred => Range::default(),
    });
    let looked_at = match query.sort {
        Sort::Sequence => ListQuery {
            range: Range::default(),
            ..looked_at
        },
        Sort::Occurred => looked_at,
    };
    let (found, mut last) = match few_streams(course) {
        Some(few) => {
            let each = ListQuery {
                limit: length / Ord::max(few.len() as u64, 1),
                ..query.clone()
            };
            let keys = streams::keys(engine, &each, course, few);
            let found = tested(engine, query, keys.clone());
            (found, (keys, each.limit))
        }
        None => {
            let keys = positions(&looked_at);
            let mut found = scanned(engine, &looked_at, course, query.limit);
            (found.cond_where(within).take(), (keys, length))
        }
    };
    let rows: Rows = database.gather_far(&found, Rows::read).await?;
    if rows.len() as u64 == query.limit {
        return Ok(Step { rows, last: None });
    }
    let last = last.0.reset_limit().offset(last.1 - 1).limit(1).take();
    let last = database.rows(&last, |row| read_position(&row)).await?.pop();
    Ok(Step { rows, last })
}

/// Whether steps go along the filter's streams.
pub(super) fn is_along_streams(course: &Course) -> bool {
    few_streams(course).is_some()
}

fn few_streams(course: &Course) -> Option<&[Stream]> {
    let streams = course.streams.as_deref()?;
    (streams.len() <= FEW_STREAMS).then_some(streams)
}

/// The last row within the period of a query, whatever it holds.
pub(super) async fn end(database: &Database, query: &ListQuery) -> Result<Option<Position>, DbErr> {
    let backwards = ListQuery {
        order: match query.order {
            Order::Asc => Order::Desc,
            Order::Desc => Order::Asc,
        },
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
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
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
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
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
