//! Lists of events: keyset pages whose cost does not depend on their depth.

use daybook_shared::filter::Dimension;
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryResult};

use super::conditions::{self, col};
use super::query::{ListQuery, Position, Row, Rows};
use super::search;
use crate::db::Database;
use crate::entity::{event, workspace_head};

type Column = event::Column;

/// The rows of a page; with words, as far as the search came within its budget.
pub async fn list(database: &Database, query: &ListQuery) -> Result<Rows, DbErr> {
    let head = head(database, query).await?;
    if !conditions::words(&query.filter).is_empty() {
        let rows = search::search(database, query).await?;
        return Ok(Rows { head, ..rows });
    }
    let rows = database.reader().query_all(&page(query)).await?;
    Ok(Rows {
        rows: rows.iter().map(read_row).collect::<Result<_, _>>()?,
        stopped_at: None,
        head,
    })
}

async fn head(database: &Database, query: &ListQuery) -> Result<Option<i64>, DbErr> {
    if query.sort != Sort::Sequence || query.order != Order::Asc {
        return Ok(None);
    }
    let head = workspace_head::Entity::find_by_id(query.workspace)
        .one(database.reader())
        .await?;
    Ok(head.map(|head| head.sequence))
}

/// The statement of a page without words.
///
/// Several values of one indexed column are read as one ordered stream each, merged: a plain `IN` would make an
/// engine choose between sorting all matches and scanning past all others.
pub fn page(query: &ListQuery) -> SelectStatement {
    let streams = match query.sort {
        Sort::Occurred => streams(query),
        Sort::Sequence => Vec::new(),
    };
    let mut streams = streams.into_iter();
    let Some(first) = streams.next() else {
        return stream(query, None);
    };
    let Some(second) = streams.next() else {
        return stream(query, Some(first));
    };
    let mut merged = nested(stream(query, Some(first)));
    for next in std::iter::once(second).chain(streams) {
        merged.union(UnionType::All, nested(stream(query, Some(next))));
    }
    let rows = Alias::new("rows");
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body])
        .from_subquery(merged, rows);
    for column in keys(query.sort) {
        select.order_by(*column, direction(query.order));
    }
    select.limit(query.limit).take()
}

/// One value of an indexed column, and the query without the dimension that it comes from.
struct Value<'q> {
    rest: ListQuery,
    column: Column,
    text: &'q str,
}

/// The values whose streams together hold the page: of the first restricted dimension that has an index.
fn streams(query: &ListQuery) -> Vec<Value<'_>> {
    let any = |dimension, column| {
        let clause = query
            .filter
            .clause(dimension)
            .filter(|clause| !clause.any.is_empty())?;
        let mut rest = query.clone();
        rest.filter.clauses.entry(dimension).or_default().any.clear();
        Some(values(rest, column, &clause.any))
    };
    let types = || {
        let types = query.types.as_ref()?;
        Some(values(
            ListQuery {
                types: None,
                ..query.clone()
            },
            Column::Kind,
            types,
        ))
    };
    any(Dimension::Actor, Column::ActorId)
        .or_else(types)
        .or_else(|| any(Dimension::State, Column::State))
        .or_else(|| any(Dimension::Platform, Column::Platform))
        .unwrap_or_default()
}

fn values(rest: ListQuery, column: Column, texts: &[String]) -> Vec<Value<'_>> {
    texts
        .iter()
        .map(|text| Value {
            rest: rest.clone(),
            column,
            text,
        })
        .collect()
}

fn stream(query: &ListQuery, value: Option<Value<'_>>) -> SelectStatement {
    let mut select = base(query);
    match value {
        Some(Value { rest, column, text }) => select
            .and_where(col(column).eq(text))
            .cond_where(conditions::of_filter(&rest)),
        None => select.cond_where(conditions::of_filter(query)),
    };
    select.limit(query.limit).take()
}

/// Rows of the workspace within period and position, in order: what every list and search begins with.
pub(super) fn base(query: &ListQuery) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
        .from(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .cond_where(conditions::within(query.range))
        .cond_where(conditions::beyond(query.sort, query.order, query.after));
    for column in keys(query.sort) {
        select.order_by((event::Entity, *column), direction(query.order));
    }
    select
}

fn nested(select: SelectStatement) -> SelectStatement {
    let stream = Alias::new("stream");
    Query::select()
        .columns([Column::OccurredAt, Column::Sequence, Column::Body])
        .from_subquery(select, stream)
        .take()
}

pub(super) const fn keys(sort: Sort) -> &'static [Column] {
    match sort {
        Sort::Occurred => &[Column::OccurredAt, Column::Sequence],
        Sort::Sequence => &[Column::Sequence],
    }
}

pub(super) const fn direction(order: Order) -> sea_orm::Order {
    match order {
        Order::Desc => sea_orm::Order::Desc,
        Order::Asc => sea_orm::Order::Asc,
    }
}

pub(super) fn read_row(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        position: read_position(row)?,
        body: row.try_get_by_index(2)?,
    })
}

pub(super) fn read_position(row: &QueryResult) -> Result<Position, DbErr> {
    Ok(Position {
        occurred_at: row.try_get_by_index(0)?,
        sequence: row.try_get_by_index(1)?,
    })
}
