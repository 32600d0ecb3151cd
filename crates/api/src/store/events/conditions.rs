//! From the filter to SQL conditions on `events`.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, IntoColumnRef, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, IdenStatic, Value};

use super::query::{ListQuery, Position, Range};
use crate::append::normalised;
use crate::db::Engine;
use crate::entity::{event, event_target};
use crate::store::visibility::Visibility;

type Column = event::Column;

/// A member sees what is not restricted, and their own.
pub(super) fn visible(visibility: &Visibility) -> Condition {
    match visibility {
        Visibility::All => Cond::all(),
        Visibility::Own(actor) => Cond::any()
            .add(col(Column::Restricted).eq(false))
            .add(col(Column::ActorId).eq(actor.as_str())),
    }
}

/// Actors that an event must have, or must not.
pub(super) fn of_actors(query: &ListQuery) -> Condition {
    let all = Cond::all().add(not_of_actors(query));
    match query.filter.clause(Dimension::Actor) {
        Some(clause) if !clause.any.is_empty() => all.add(col(Column::ActorId).is_in(texts(&clause.any))),
        _ => all,
    }
}

/// Actors that an event must not have: what has no id is none of them.
pub(super) fn not_of_actors(query: &ListQuery) -> Condition {
    match query.filter.clause(Dimension::Actor) {
        Some(clause) if !clause.none.is_empty() => Cond::any()
            .add(col(Column::ActorId).is_null())
            .add(col(Column::ActorId).is_not_in(texts(&clause.none))),
        _ => Cond::all(),
    }
}

/// Targets that an event must have, or must not.
pub(super) fn of_targets(query: &ListQuery) -> Condition {
    let all = Cond::all().add(not_of_targets(query));
    match query.filter.clause(Dimension::Target) {
        Some(clause) if !clause.any.is_empty() => all.add(has_target(query, &clause.any)),
        _ => all,
    }
}

/// Targets that an event must not have.
pub(super) fn not_of_targets(query: &ListQuery) -> Condition {
    match query.filter.clause(Dimension::Target) {
        Some(clause) if !clause.none.is_empty() => Cond::all().add(has_target(query, &clause.none).not()),
        _ => Cond::all(),
    }
}

fn texts(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().map(String::as_str)
}

/// Whether the row has one of the targets: looked up for the row, for what a target has had may be much.
fn has_target(query: &ListQuery, values: &[String]) -> SimpleExpr {
    use event_target::Column as Target;
    let of_row = Query::select()
        .expr(Expr::cust("1"))
        .from(event_target::Entity)
        .and_where(Target::WorkspaceId.eq(query.workspace))
        .and_where(Target::TargetId.is_in(texts(values)))
        .and_where(Expr::col((event_target::Entity, Target::OccurredAt)).eq(col(Column::OccurredAt)))
        .and_where(Expr::col((event_target::Entity, Target::Sequence)).eq(col(Column::Sequence)))
        .take();
    Expr::exists(of_row)
}

/// A value by which an index leads to the rows. Without statistics SQLite takes a period and a test of something else for
/// narrower, and follows the index of time through all that has happened.
pub(super) fn bound(engine: Engine, column: Column, value: impl Into<Value>) -> SimpleExpr {
    let value = value.into();
    match engine {
        Engine::Sqlite => {
            let name = column.as_str();
            Expr::cust_with_values(format!("unlikely(\"events\".\"{name}\" = ?)"), [value])
        }
        Engine::Postgres => col(column).eq(value),
    }
}

/// Combinations: a byte each says whether they fit, so that the statement stays the same however many there are. It is a
/// test and no bound: the index that a list is read along is chosen by who writes the statement.
pub(super) fn of_combinations(engine: Engine, numbers: &[i32]) -> Condition {
    let most = numbers.iter().copied().max().unwrap_or(0);
    let mut fits = vec![0u8; usize::try_from(most).unwrap_or(0)];
    for number in numbers {
        if let Some(byte) = usize::try_from(number - 1)
            .ok()
            .and_then(|place| fits.get_mut(place))
        {
            *byte = 1;
        }
    }
    let test = match engine {
        Engine::Sqlite => "substr(?, \"events\".\"combination\", 1) = x'01'",
        Engine::Postgres => "substr($1::bytea, \"events\".\"combination\", 1) = '\\x01'::bytea",
    };
    Cond::all().add(Expr::cust_with_values(test, [fits]))
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
    bounded(range, col(Column::OccurredAt))
}

/// The period, for a column that holds the time.
pub(super) fn bounded(range: Range, time: Expr) -> Condition {
    let mut all = Cond::all();
    if let Some(from) = range.from {
        all = all.add(time.clone().gte(from));
    }
    if let Some(to) = range.to {
        all = all.add(time.lt(to));
    }
    all
}

/// What was there at a moment: rows up to a place in the log.
pub(super) fn up_to(sort: Sort, sequence: Option<i64>) -> Condition {
    let Some(sequence) = sequence else {
        return Cond::all();
    };
    let column = match sort {
        Sort::Sequence => col(Column::Sequence),
        // No bound for an index, which would be that of the sequence: all rows would be read and put in order.
        Sort::Occurred => col(Column::Sequence).add(0),
    };
    Cond::all().add(column.lte(sequence))
}

/// Rows beyond a position.
pub(super) fn beyond(sort: Sort, order: Order, after: Option<Position>) -> Condition {
    match (sort, after) {
        (_, None) => Cond::all(),
        (Sort::Occurred, _) => past([col(Column::OccurredAt), col(Column::Sequence)], order, after),
        (Sort::Sequence, Some(position)) => Cond::all().add(match order {
            Order::Desc => col(Column::Sequence).lt(position.sequence),
            Order::Asc => col(Column::Sequence).gt(position.sequence),
        }),
    }
}

/// Keys beyond a position. The row value is what both engines turn into the bound of an index.
pub(super) fn past(key: [Expr; 2], order: Order, after: Option<Position>) -> Condition {
    let Some(position) = after else { return Cond::all() };
    let value = Expr::tuple([Expr::value(position.occurred_at), Expr::value(position.sequence)]);
    Cond::all().add(match order {
        Order::Desc => Expr::tuple(key).lt(value),
        Order::Asc => Expr::tuple(key).gt(value),
    })
}

pub(super) fn col(column: Column) -> SimpleExpr {
    Expr::col((event::Entity, column).into_column_ref())
}
