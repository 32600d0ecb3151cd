//! Exact counts: those that are kept, and row by row what they do not hold.

use std::collections::HashMap;
use std::sync::Arc;

use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, DbErr};

use super::CountQuery;
use super::spans::{FAR, Piece, Pieces};
use crate::db::{Database, Engine, RowRef};
use crate::entity::{event, event_count, event_count_head};
use crate::store::events::combinations::{self, Combinations};
use crate::store::events::conditions;
use crate::store::events::head;
use crate::store::events::query::{ListQuery, Position, Range};
use crate::store::events::streams::in_order;
use crate::store::visibility::Visibility;

/// Rows that are counted one by one; where there are more, nothing is.
const MOST_ROWS: u64 = 20_000;
/// Stretches of such rows: in zones of long ago years begin at odd minutes.
const MOST_STRETCHES: usize = 200;

/// How many events of each combination there are in each of some stretches.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// All combinations that are counted.
    pub known: Arc<Combinations>,
    counts: HashMap<(usize, i32), u64>,
}

/// What is kept: of a piece and a combination, how many; and up to where the log is counted.
#[derive(Default)]
struct Kept {
    counts: Vec<(usize, i32, u64)>,
    sequence: i64,
}

impl Tally {
    /// Counts the events between neighbouring edges; `None` where too many of them are not counted yet.
    pub async fn of(database: &Database, query: &CountQuery, edges: &[i64]) -> Result<Option<Self>, DbErr> {
        let (Some(first), Some(last)) = (edges.first(), edges.last()) else {
            return Ok(Some(Self::default()));
        };
        let whole = Range {
            from: Some(*first).filter(|from| *from > -FAR),
            to: Some(*last).filter(|to| *to < FAR),
        };
        let stretches = stretches(edges);
        let select = kept(database.engine(), query, &stretches);
        let kept: Kept = database.gather(&select, Kept::read).await?;
        // Everything below is as of the place in the log up to which the counts go: what they hold cannot change meanwhile.
        let uncounted = joined(&stretches);
        let behind = head::of(database, query.workspace).await? - kept.sequence;
        if behind > MOST_ROWS.cast_signed() || uncounted.len() > MOST_STRETCHES {
            return Ok(None);
        }
        let mut statements = vec![tail(query, whole, kept.sequence)];
        statements.extend(uncounted.into_iter().map(|(from, to)| {
            let range = Range {
                from: Some(from),
                to: Some(to),
            };
            rows(query, range, Some(kept.sequence))
        }));
        let mut counts = Self::default();
        let pieces: Vec<usize> = numbered(&stretches).map(|(stretch, _)| stretch).collect();
        for (piece, number, events) in kept.counts {
            if let Some(stretch) = pieces.get(piece) {
                counts.add(*stretch, number, events);
            }
        }
        for select in statements {
            if !counts.add_rows(database, &select, edges).await? {
                return Ok(None);
            }
        }
        // Read after the events: theirs are all among them.
        counts.known = combinations::of(database, query.workspace).await?;
        if let Visibility::Own(reader) = &query.visibility {
            let restricted = counts.known.restricted();
            counts
                .counts
                .retain(|(_, number), _| !restricted.contains(number));
            let own = rows(query, whole, None)
                .and_where(conditions::bound(
                    database.engine(),
                    event::Column::ActorId,
                    reader.as_str(),
                ))
                .cond_where(conditions::of_combinations(database.engine(), &restricted))
                .take();
            if !counts.add_rows(database, &own, edges).await? {
                return Ok(None);
            }
        }
        Ok(Some(counts))
    }

    /// The counts of combinations, each with the stretch.
    pub fn iter(&self) -> impl Iterator<Item = (usize, i32, u64)> {
        self.counts
            .iter()
            .map(|((stretch, number), events)| (*stretch, *number, *events))
    }

    fn add(&mut self, stretch: usize, number: i32, events: u64) {
        *self.counts.entry((stretch, number)).or_default() += events;
    }

    /// Adds rows one by one; whether those were all.
    async fn add_rows(
        &mut self,
        database: &Database,
        select: &SelectStatement,
        edges: &[i64],
    ) -> Result<bool, DbErr> {
        let rows = database
            .rows(select, |row| Ok((row.integer(0)?, row.narrow_integer(1)?)))
            .await?;
        for (moment, number) in &rows {
            if let Some(stretch) = super::stretch_of(*moment, edges) {
                self.add(stretch, *number, 1);
            }
        }
        Ok((rows.len() as u64) < MOST_ROWS)
    }
}

impl Kept {
    /// Reads a row of [`kept`].
    fn read(&mut self, row: RowRef<'_>) -> Result<(), DbErr> {
        let (number, events) = (row.narrow_integer(1)?, row.integer(2)?);
        match usize::try_from(row.integer(0)?) {
            Ok(piece) => self.counts.push((piece, number, events.unsigned_abs())),
            Err(_) => self.sequence = events,
        }
        Ok(())
    }
}

fn stretches(edges: &[i64]) -> Vec<Pieces> {
    let stretches = edges.windows(2);
    stretches.map(|edge| Pieces::of(edge[0], edge[1])).collect()
}

/// The statement that sums what is kept between neighbouring edges, for those who want to see its plan.
pub fn statement(engine: Engine, query: &CountQuery, edges: &[i64]) -> SelectStatement {
    kept(engine, query, &stretches(edges))
}

/// The stretches within which events are looked at one by one, neighbours as one.
fn joined(stretches: &[Pieces]) -> Vec<(i64, i64)> {
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in stretches.iter().flat_map(|pieces| &pieces.uncounted) {
        match joined.last_mut() {
            Some((_, end)) if end == from => *end = *to,
            _ => joined.push((*from, *to)),
        }
    }
    joined
}

/// Time and combination of the rows of a period, those up to a place in the log.
fn rows(query: &CountQuery, range: Range, up_to: Option<i64>) -> SelectStatement {
    let list = ListQuery {
        workspace: query.workspace,
        visibility: query.visibility.clone(),
        filter: EventFilter::default(),
        range,
        sort: Sort::Occurred,
        order: Order::Desc,
        after: None,
        up_to,
        limit: MOST_ROWS,
    };
    in_order(&list, &[event::Column::OccurredAt, event::Column::Combination])
}

/// The same of the rows behind a place in the log.
fn tail(query: &CountQuery, range: Range, sequence: i64) -> SelectStatement {
    let list = ListQuery {
        workspace: query.workspace,
        visibility: query.visibility.clone(),
        filter: EventFilter::default(),
        range,
        sort: Sort::Sequence,
        order: Order::Asc,
        after: Some(Position {
            occurred_at: 0,
            sequence,
        }),
        up_to: Some(sequence.saturating_add(MOST_ROWS.cast_signed())),
        limit: MOST_ROWS,
    };
    in_order(&list, &[event::Column::OccurredAt, event::Column::Combination])
}

/// Sums what is kept of each piece by combination, and tells in the same moment up to where the log is counted: in a row
/// of the piece -1.
fn kept(engine: Engine, query: &CountQuery, stretches: &[Pieces]) -> SelectStatement {
    use event_count_head::{Column, Entity};
    let counted_up_to = Query::select()
        .expr(Expr::cust("CAST(-1 AS bigint)"))
        .expr(Expr::cust("0"))
        .column(Column::Sequence)
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(query.workspace))
        .take();
    let mut sums = match engine {
        Engine::Sqlite => sums_by_joining(query, as_json(stretches)),
        Engine::Postgres => sums_of_each(query, as_json(stretches)),
    };
    sums.union(UnionType::All, counted_up_to).take()
}

/// SQLite. The pieces lead: else all that is kept would be read, and the text of the pieces for each row of it. Their number
/// is the key of the array: taking it from the value would read the text again for every row too.
fn sums_by_joining(query: &CountQuery, pieces: String) -> SelectStatement {
    let number = || Expr::cust("\"piece\".\"key\"");
    Query::select()
        .expr(number())
        .column((event_count::Entity, event_count::Column::Combination))
        .expr(sum())
        .from_function(Func::cust("json_each").arg(pieces), Alias::new("piece"))
        .cross_join(event_count::Entity)
        .cond_where(within_piece(query))
        .add_group_by([number(), count(event_count::Column::Combination)])
        .take()
}

/// PostgreSQL. Each piece is summed for itself: joined, all of the workspace would be read to find the pieces in a table of
/// hashes.
fn sums_of_each(query: &CountQuery, pieces: String) -> SelectStatement {
    let [sums, events] = ["sums", "events"].map(Alias::new);
    let of_piece = Query::select()
        .column((event_count::Entity, event_count::Column::Combination))
        .expr_as(sum(), events.clone())
        .from(event_count::Entity)
        .cond_where(within_piece(query))
        .add_group_by([count(event_count::Column::Combination)])
        .take();
    let pieces = Expr::cust_with_values("$1::text::jsonb", [pieces]);
    Query::select()
        .expr(of_piece_at(0))
        .column((sums.clone(), event_count::Column::Combination))
        .column((sums.clone(), events))
        .from_function(
            Func::cust("jsonb_array_elements").arg(pieces),
            Alias::new("piece"),
        )
        .join_lateral(
            JoinType::InnerJoin,
            of_piece,
            sums,
            Cond::all().add(Expr::cust("TRUE")),
        )
        .take()
}

fn within_piece(query: &CountQuery) -> Cond {
    use event_count::Column;
    Cond::all()
        .add(Column::WorkspaceId.eq(query.workspace))
        .add(count(Column::Span).eq(of_piece_at(1)))
        .add(count(Column::StartAt).gte(of_piece_at(2)))
        .add(count(Column::StartAt).lt(of_piece_at(3)))
}

fn of_piece_at(place: u8) -> Expr {
    Expr::cust(format!("CAST(\"piece\".\"value\" ->> {place} AS bigint)"))
}

fn count(column: event_count::Column) -> Expr {
    Expr::col((event_count::Entity, column))
}

fn sum() -> Expr {
    Func::cast_as(
        Func::sum(count(event_count::Column::Events)),
        Alias::new("bigint"),
    )
    .into()
}

/// The pieces in their order, each with its stretch.
fn numbered(stretches: &[Pieces]) -> impl Iterator<Item = (usize, &Piece)> {
    let stretches = stretches.iter().enumerate();
    stretches.flat_map(|(stretch, pieces)| pieces.counted.iter().map(move |piece| (stretch, piece)))
}

/// The pieces as an array of `[number, length, from, to]`.
fn as_json(stretches: &[Pieces]) -> String {
    let pieces = numbered(stretches).enumerate();
    let pieces: Vec<String> = pieces
        .map(|(number, (_, piece))| format!("[{number},{},{},{}]", piece.length, piece.from, piece.to))
        .collect();
    format!("[{}]", pieces.join(","))
}
