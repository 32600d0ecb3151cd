//! Ordered streams: parts of a list that an index each holds in the list's order. Merged they are the list, and what
//! the merge costs depends on the rows asked for, not on those there are.

use daybook_shared::filter::Dimension;
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition};

use super::combinations::{self, Combinations};
use super::conditions::{self, col};
use super::query::{ListQuery, Range};
use super::rows::{COLUMNS, columns_of};
use crate::db::Engine;
use crate::entity::{event, event_target};
use crate::store::visibility::Visibility;

type Column = event::Column;

/// Streams that are read without first looking along the log for events that fit; what has more of them is a good part of it.
const FEW_STREAMS: usize = 8;

/// One of the streams of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stream {
    /// The events of a combination.
    Combination(i32),
    /// The events of a combination that members see only their own of: the reader's.
    OwnOf(Vec<i32>, String),
    /// The events of an actor.
    Actor(String),
    /// The events with a target.
    Target(String),
}

/// How the events of a query are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Course {
    /// The combinations that the filter leaves; `None`: any.
    combinations: Option<Vec<i32>>,
    /// Those among them that everybody sees who may see events.
    open: Vec<i32>,
    /// The streams that hold them; `None`: the log itself, in the order asked for.
    pub streams: Option<Vec<Stream>>,
}

impl Course {
    /// The course of a query, given the combinations that there are; they may be left out where the filter does not
    /// narrow them.
    pub fn of(query: &ListQuery, known: &Combinations) -> Self {
        let narrowed = combinations::are_narrowed(&query.filter);
        let combinations = narrowed.then(|| known.fitting(&query.filter));
        let streams = match query.sort {
            Sort::Occurred => streams(query, known, combinations.as_deref()),
            // No index holds a part of the log in the order of its sequence.
            Sort::Sequence => None,
        };
        let numbers = combinations.iter().flatten().copied();
        Self {
            open: numbers.filter(|number| !known.is_restricted(*number)).collect(),
            combinations,
            streams,
        }
    }

    /// Whether no event can fit.
    pub fn is_empty(&self) -> bool {
        self.combinations.as_ref().is_some_and(Vec::is_empty)
    }

    /// The streams, where they are few.
    pub fn few_streams(&self) -> Option<&[Stream]> {
        let streams = self.streams.as_deref()?;
        (streams.len() <= FEW_STREAMS).then_some(streams)
    }

    /// Whether every event that the reader may see fits.
    pub fn is_whole_log(&self, query: &ListQuery) -> bool {
        let named = [Dimension::Actor, Dimension::Target];
        self.combinations.is_none()
            && query.range == Range::default()
            && named
                .iter()
                .all(|dimension| query.filter.clause(*dimension).is_none())
    }

    /// Everything but the words, for rows of the log.
    pub fn conditions(&self, engine: Engine, query: &ListQuery) -> Condition {
        Cond::all()
            .add(conditions::visible(&query.visibility))
            .add(self.of_combinations(engine))
            .add(conditions::of_actors(query))
            .add(conditions::of_targets(query))
    }

    /// Everything that is asked of a row.
    pub fn fits(&self, engine: Engine, query: &ListQuery) -> Condition {
        self.conditions(engine, query)
            .add(conditions::within(query.range))
            .add(conditions::beyond(query.sort, query.order, query.after))
            .add(conditions::up_to(query.sort, query.up_to))
            .add(conditions::of_words(engine, &query.filter))
    }

    /// What the reader may see of an actor, by columns that stand in the actors' index where combinations are narrowed.
    fn of_actor(&self, engine: Engine, query: &ListQuery, actor: &str) -> Condition {
        match (&self.combinations, &query.visibility) {
            (None, visibility) => conditions::visible(visibility),
            (Some(_), Visibility::Own(reader)) if reader != actor => {
                conditions::of_combinations(engine, &self.open)
            }
            (Some(numbers), _) => conditions::of_combinations(engine, numbers),
        }
    }

    fn of_combinations(&self, engine: Engine) -> Condition {
        match &self.combinations {
            Some(numbers) => conditions::of_combinations(engine, numbers),
            None => Cond::all(),
        }
    }
}

fn streams(query: &ListQuery, known: &Combinations, combinations: Option<&[i32]>) -> Option<Vec<Stream>> {
    let any = |dimension| {
        let clause = query.filter.clause(dimension)?;
        (!clause.any.is_empty()).then_some(clause.any.as_slice())
    };
    if let Some(targets) = any(Dimension::Target) {
        return Some(targets.iter().cloned().map(Stream::Target).collect());
    }
    if let Some(actors) = any(Dimension::Actor) {
        return Some(actors.iter().cloned().map(Stream::Actor).collect());
    }
    let numbers = combinations?;
    let Visibility::Own(reader) = &query.visibility else {
        return Some(numbers.iter().copied().map(Stream::Combination).collect());
    };
    let (restricted, open): (Vec<i32>, Vec<i32>) =
        numbers.iter().partition(|number| known.is_restricted(**number));
    let own = (!restricted.is_empty()).then(|| Stream::OwnOf(restricted, reader.clone()));
    Some(open.into_iter().map(Stream::Combination).chain(own).collect())
}

/// The first rows of the streams together, in order.
pub(super) fn rows(
    engine: Engine,
    query: &ListQuery,
    course: &Course,
    streams: &[Stream],
) -> SelectStatement {
    if let [only] = streams
        && !only.is_tested_by_index(course)
    {
        return only.select(engine, query, course, &COLUMNS);
    }
    let found = Alias::new("found");
    let mut select = Query::select();
    select
        .columns(columns_of(event::Entity))
        .from_subquery(keys(engine, query, course, streams), found.clone())
        // The keys lead: there are no more of them than rows asked for.
        .cross_join(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .and_where(col(Column::Sequence).eq(Expr::col((found.clone(), Column::Sequence))))
        .order_by((found.clone(), Column::OccurredAt), direction(query.order))
        .order_by((found, Column::Sequence), direction(query.order))
        .take()
}

/// The keys of the first rows of the streams together, in order.
pub(super) fn keys(
    engine: Engine,
    query: &ListQuery,
    course: &Course,
    streams: &[Stream],
) -> SelectStatement {
    let columns = [Column::OccurredAt, Column::Sequence];
    let (combinations, others): (Vec<&Stream>, Vec<&Stream>) = streams
        .iter()
        .partition(|stream| engine == Engine::Postgres && matches!(stream, Stream::Combination(_)));
    let mut parts: Vec<SelectStatement> = others
        .into_iter()
        .map(|stream| stream.select(engine, query, course, &columns))
        .collect();
    if !combinations.is_empty() {
        parts.push(of_each_combination(query, &combinations));
    }
    // An event can have several of the targets.
    let union = match streams.first() {
        Some(Stream::Target(_)) => UnionType::Distinct,
        _ => UnionType::All,
    };
    let mut parts = parts.into_iter().map(nested);
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        all.union(union, part);
    }
    Query::select()
        .columns(columns)
        .from_subquery(all, Alias::new("streams"))
        .order_by(Column::OccurredAt, direction(query.order))
        .order_by(Column::Sequence, direction(query.order))
        .limit(query.limit)
        .take()
}

fn nested(select: SelectStatement) -> SelectStatement {
    Query::select()
        .columns([Column::OccurredAt, Column::Sequence])
        .from_subquery(select, Alias::new("stream"))
        .take()
}

/// PostgreSQL: the keys of all the combinations' first rows, in one statement whatever their number.
fn of_each_combination(query: &ListQuery, streams: &[&Stream]) -> SelectStatement {
    let numbers: Vec<String> = streams
        .iter()
        .filter_map(|stream| match stream {
            Stream::Combination(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    let wanted = Alias::new("wanted");
    let array = Expr::cust_with_values("string_to_array($1, ',')::int4[]", [numbers.join(",")]);
    let of_one = in_order(query, &[Column::OccurredAt, Column::Sequence])
        .and_where(col(Column::Combination).eq(Expr::col((wanted.clone(), wanted.clone()))))
        .cond_where(conditions::not_of_actors(query))
        .cond_where(conditions::not_of_targets(query))
        .take();
    Query::select()
        .columns([Column::OccurredAt, Column::Sequence])
        .from_function(Func::cust("unnest").arg(array), wanted)
        .join_lateral(
            JoinType::InnerJoin,
            of_one,
            Alias::new("first"),
            Cond::all().add(Expr::cust("TRUE")),
        )
        .take()
}

impl Stream {
    /// Whether rows of the stream are left out by what its index knows of them: their bodies are looked at only after it.
    fn is_tested_by_index(&self, course: &Course) -> bool {
        match self {
            Self::OwnOf(..) => true,
            Self::Actor(_) => course.combinations.is_some(),
            Self::Combination(_) | Self::Target(_) => false,
        }
    }

    /// The first rows of the stream, in order.
    fn select(
        &self,
        engine: Engine,
        query: &ListQuery,
        course: &Course,
        columns: &[Column],
    ) -> SelectStatement {
        let mut select = match self {
            Self::Target(target) => of_target(query, target, columns),
            _ => in_order(query, columns),
        };
        match self {
            Self::Combination(number) => {
                select.and_where(conditions::bound(engine, Column::Combination, *number))
            }
            Self::OwnOf(numbers, reader) => select
                .and_where(conditions::bound(engine, Column::ActorId, reader.as_str()))
                .cond_where(conditions::of_combinations(engine, numbers)),
            Self::Actor(actor) => select
                .and_where(conditions::bound(engine, Column::ActorId, actor.as_str()))
                .cond_where(course.of_actor(engine, query, actor)),
            Self::Target(_) => select
                .cond_where(conditions::of_actors(query))
                .cond_where(course.of_combinations(engine))
                .cond_where(conditions::visible(&query.visibility)),
        };
        if !matches!(self, Self::Target(_)) {
            select.cond_where(conditions::not_of_actors(query));
        }
        select.cond_where(conditions::not_of_targets(query)).take()
    }
}

/// The first rows of the workspace within period and position, in order.
pub(super) fn in_order(query: &ListQuery, columns: &[Column]) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(columns.iter().map(|column| (event::Entity, *column)))
        .from(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .cond_where(conditions::within(query.range_left()))
        .cond_where(conditions::up_to(query.sort, query.up_to))
        .cond_where(conditions::beyond(query.sort, query.order, query.after));
    for column in keys_of(query.sort) {
        select.order_by((event::Entity, *column), direction(query.order));
    }
    select.limit(query.limit).take()
}

/// The first rows with a target, by the index of targets.
fn of_target(query: &ListQuery, target: &str, columns: &[Column]) -> SelectStatement {
    use event_target::Column as Target;
    let of = |column: Target| Expr::col((event_target::Entity, column));
    let same_event = Cond::all()
        .add(col(Column::WorkspaceId).equals((event_target::Entity, Target::WorkspaceId)))
        .add(col(Column::Sequence).equals((event_target::Entity, Target::Sequence)));
    let key = [of(Target::OccurredAt), of(Target::Sequence)];
    Query::select()
        .columns(columns.iter().map(|column| (event::Entity, *column)))
        .from(event_target::Entity)
        .inner_join(event::Entity, same_event)
        .and_where(Target::WorkspaceId.eq(query.workspace))
        .and_where(Target::TargetId.eq(target))
        .cond_where(conditions::bounded(query.range_left(), of(Target::OccurredAt)))
        .cond_where(conditions::up_to(query.sort, query.up_to))
        .cond_where(conditions::past(key, query.order, query.after))
        .order_by((event_target::Entity, Target::OccurredAt), direction(query.order))
        .order_by((event_target::Entity, Target::Sequence), direction(query.order))
        .limit(query.limit)
        .take()
}

pub(super) const fn keys_of(sort: Sort) -> &'static [Column] {
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
