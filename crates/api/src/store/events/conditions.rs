//! From the filter to SQL conditions on `events`.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, LikeExpr, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};

use super::query::{ListQuery, Position, Range};
use crate::append::normalised;
use crate::db::Engine;
use crate::entity::{event, event_target};
use crate::store::visibility::Visibility;

type Column = event::Column;

/// Everything but the words: dimensions, what the caller may see, and the bound of the list.
pub(super) fn of_filter(query: &ListQuery) -> Condition {
    let mut all = Cond::all().add(visible(&query.visibility));
    if let Some(last) = query.up_to {
        all = all.add(col(Column::Sequence).lte(last));
    }
    if let Some(types) = &query.types {
        all = all.add(col(Column::Kind).is_in(types.iter().map(String::as_str)));
    }
    for dimension in Dimension::ALL {
        let Some(clause) = query.filter.clause(*dimension) else {
            continue;
        };
        if !clause.any.is_empty() {
            all = all.add(has_any(query, *dimension, &clause.any));
        }
        if !clause.none.is_empty() {
            all = all.add(has_none(query, *dimension, &clause.none));
        }
    }
    all
}

/// A member sees what is not restricted, and their own.
pub(super) fn visible(visibility: &Visibility) -> Condition {
    match visibility {
        Visibility::All => Cond::all(),
        Visibility::Own(actor) => Cond::any()
            .add(col(Column::Restricted).eq(false))
            .add(col(Column::ActorId).eq(actor.as_str())),
    }
}

fn column_of(dimension: Dimension) -> Option<Column> {
    match dimension {
        Dimension::Category => Some(Column::Category),
        Dimension::Platform => Some(Column::Platform),
        Dimension::State => Some(Column::State),
        Dimension::Actor => Some(Column::ActorId),
        Dimension::ActorKind => Some(Column::ActorKind),
        Dimension::Type | Dimension::Target => None,
    }
}

fn has_any(query: &ListQuery, dimension: Dimension, values: &[String]) -> Condition {
    match (dimension, column_of(dimension)) {
        (_, Some(column)) => Cond::all().add(col(column).is_in(values.iter().map(String::as_str))),
        (Dimension::Target, None) => {
            Cond::all().add(col(Column::Sequence).in_subquery(with_target(query, values)))
        }
        // Included types are spelt out in `query.types`.
        _ => Cond::all(),
    }
}

fn has_none(query: &ListQuery, dimension: Dimension, values: &[String]) -> Condition {
    match (dimension, column_of(dimension)) {
        (Dimension::Platform | Dimension::Actor, Some(column)) => {
            // What has no platform, or no id, is none of them.
            Cond::any()
                .add(col(column).is_null())
                .add(col(column).is_not_in(values.iter().map(String::as_str)))
        }
        (_, Some(column)) => Cond::all().add(col(column).is_not_in(values.iter().map(String::as_str))),
        (Dimension::Target, None) => {
            Cond::all().add(col(Column::Sequence).not_in_subquery(with_target(query, values)))
        }
        _ => values
            .iter()
            .fold(Cond::all(), |all, name| all.add(is_not_of_type(name))),
    }
}

fn is_not_of_type(name: &str) -> SimpleExpr {
    match name.strip_suffix('*') {
        // A pattern, not a range: where "post." ends is for the database's collation to say.
        Some(family) => {
            let pattern = format!("{}%", family.replace('_', "\\_"));
            col(Column::Kind).not_like(LikeExpr::new(pattern).escape('\\'))
        }
        None => col(Column::Kind).ne(name),
    }
}

fn with_target(query: &ListQuery, values: &[String]) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(event_target::Column::Sequence)
        .from(event_target::Entity)
        .and_where(event_target::Column::WorkspaceId.eq(query.workspace))
        .and_where(event_target::Column::TargetId.is_in(values.iter().map(String::as_str)))
        .take()
}

/// The words, each of which must stand in the text. Letters mean themselves: no pattern language.
pub(super) fn of_words(engine: Engine, filter: &EventFilter) -> Condition {
    let function = match engine {
        Engine::Sqlite => "instr(\"events\".\"search_text\", ?) > 0",
        Engine::Postgres => "strpos(\"events\".\"search_text\", $1) > 0",
    };
    words(filter).into_iter().fold(Cond::all(), |all, word| {
        all.add(Expr::cust_with_values(function, [word]))
    })
}

/// The words of the search, in the spelling of the stored text.
pub(super) fn words(filter: &EventFilter) -> Vec<String> {
    filter.words().iter().map(|word| normalised(word)).collect()
}

/// The period.
pub(super) fn within(range: Range) -> Condition {
    let mut all = Cond::all();
    if let Some(from) = range.from {
        all = all.add(col(Column::OccurredAt).gte(from));
    }
    if let Some(to) = range.to {
        all = all.add(col(Column::OccurredAt).lt(to));
    }
    all
}

/// Rows beyond a position. The row value is what both engines turn into the bound of an index.
pub(super) fn beyond(sort: Sort, order: Order, after: Option<Position>) -> Condition {
    let Some(position) = after else { return Cond::all() };
    let bound = match sort {
        Sort::Occurred => {
            let key = Expr::tuple([col(Column::OccurredAt), col(Column::Sequence)]);
            let value = Expr::tuple([Expr::value(position.occurred_at), Expr::value(position.sequence)]);
            match order {
                Order::Desc => key.lt(value),
                Order::Asc => key.gt(value),
            }
        }
        Sort::Sequence => match order {
            Order::Desc => col(Column::Sequence).lt(position.sequence),
            Order::Asc => col(Column::Sequence).gt(position.sequence),
        },
    };
    Cond::all().add(bound)
}

pub(super) fn col(column: Column) -> SimpleExpr {
    Expr::col((event::Entity, column).into_column_ref())
}
