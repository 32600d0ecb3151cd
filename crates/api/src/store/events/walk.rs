//! Walking the log in steps: for searches (spec 3, "Search that is fast for every word"), and for what no index holds in
//! the order asked for.
//!
//! Step 1 looks at a bounded number of rows, along the filter's streams or along the log, and tests each: common words
//! end here. Step 2 asks the trigram index of one slice after the other, unless the slice's first rows show that going
//! along the log will fill the page sooner. Between the steps the budget is looked at;
//! when it is spent, the page holds what was found and says how far the walk came.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use daybook_shared::page::{Order, Sort};
use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};

use super::conditions::{self, col};
use super::query::{ListQuery, Page, Position};
use super::rows::{Rows, read_position};
use super::slices::{self, Slice};
use super::streams::{self, Course, Stream};
use super::trigrams;
use crate::db::{Database, Engine, Outcome};
use crate::entity::event;

type Column = event::Column;

/// Rows that one step looks at.
const SCANNED_ROWS: u64 = 5_000;
/// Streams along which a step goes; what has more of them is a good part of the log, and is looked for along it.
const FEW_STREAMS: usize = 8;
/// Rows that are looked at before the index of a slice is asked for the first time: they tell how many there will be.
const PROBED_ROWS: u64 = 500;
/// Steps along the log that are better than one through an index, when they fill the page: an index gives all of its slice
/// that fits, and of common words that is much.
const STEPS_ALONG: u64 = 4;
/// Time after which no further step begins, and a trigram index is asked no longer.
const BUDGET: Duration = Duration::from_millis(250);

/// The rows of a page that hold all words.
pub(super) async fn search(database: &Database, query: &ListQuery, course: &Course) -> Result<Page, DbErr> {
    #[cfg(feature = "failpoints")]
    database.busy_reader("search::slow").await;
    let deadline = Instant::now() + BUDGET;
    let mut walk = Walk::new(database, query, course);
    let mut reached = match course.streams.as_deref() {
        Some(streams) if streams.len() <= FEW_STREAMS => walk.along_streams(streams).await?,
        _ => walk.along_log(query.after, None).await?,
    };
    let slices = Slices::of(database, query, &walk.words).await?;
    loop {
        let Some(position) = reached else {
            return Ok(walk.finished(None));
        };
        if walk.wanted() == 0 {
            return Ok(walk.finished(None));
        }
        if Instant::now() > deadline {
            return Ok(walk.finished(Some(position)));
        }
        reached = walk.step(position, &slices, deadline).await?;
    }
}

/// What fits among the next rows of the log, and where they end; `None`: with the log.
pub(super) async fn look_along(
    database: &Database,
    query: &ListQuery,
    course: &Course,
) -> Result<(Rows, Option<Position>), DbErr> {
    let mut walk = Walk::new(database, query, course);
    let reached = walk.along_log(query.after, None).await?;
    Ok((walk.found, reached))
}

/// What step 2 needs to know.
struct Slices {
    tiles: Vec<String>,
    indexed: BTreeSet<Slice>,
    first_row_id: i64,
}

impl Slices {
    async fn of(database: &Database, query: &ListQuery, words: &[String]) -> Result<Self, DbErr> {
        let tiles = match query.sort {
            Sort::Occurred => trigrams::tiles(database.engine(), words),
            Sort::Sequence => Vec::new(),
        };
        if tiles.is_empty() {
            return Ok(Self {
                tiles,
                indexed: BTreeSet::new(),
                first_row_id: 0,
            });
        }
        Ok(Self {
            tiles,
            indexed: slices::indexed(database).await?,
            first_row_id: match database.engine() {
                Engine::Sqlite => slices::first_row_id_of(database, query.workspace).await?,
                Engine::Postgres => 0,
            },
        })
    }
}

struct Walk<'w> {
    database: &'w Database,
    query: &'w ListQuery,
    course: &'w Course,
    words: Vec<String>,
    found: Rows,
    // Rows that the last step along the log has looked at, and those that fitted.
    along: (u64, u64),
    probed: Option<Slice>,
}

/// How far a step came: every row up to and including this place has been looked at; `None`: every row there is.
type Reached = Option<Position>;

impl<'w> Walk<'w> {
    fn new(database: &'w Database, query: &'w ListQuery, course: &'w Course) -> Self {
        Self {
            database,
            query,
            course,
            words: conditions::words(&query.filter),
            found: Rows::default(),
            along: (0, 0),
            probed: None,
        }
    }

    fn wanted(&self) -> u64 {
        self.query.limit.saturating_sub(self.found.len() as u64)
    }

    fn finished(self, stopped_at: Option<Position>) -> Page {
        Page {
            rows: self.found,
            stopped_at,
            head: None,
        }
    }

    /// One step on: through the trigram index of the next slice that has rows, or along the log.
    async fn step(&mut self, from: Position, slices: &Slices, deadline: Instant) -> Result<Reached, DbErr> {
        if self.query.sort == Sort::Sequence {
            return self.along_log(Some(from), None).await;
        }
        let Some(next) = self.next_row(from).await? else {
            return Ok(None);
        };
        if self.is_dense() {
            return self.along_log(Some(from), None).await;
        }
        let slice = Slice::of(next.occurred_at);
        if slices.indexed.contains(&slice) && self.probed.replace(slice) != Some(slice) {
            return self.next_along_log(Some(from), Some(slice), PROBED_ROWS).await;
        }
        if slices.indexed.contains(&slice)
            && let Some(reached) = self.ask_index(from, slice, slices, deadline).await?
        {
            return Ok(Some(reached));
        }
        // Also where the index took too long: each answer must come further than the one before.
        self.along_log(Some(from), Some(slice)).await
    }

    /// The first row beyond a place, whatever it holds.
    async fn next_row(&self, from: Position) -> Result<Option<Position>, DbErr> {
        let query = ListQuery {
            after: Some(from),
            limit: 1,
            ..self.query.clone()
        };
        Ok(self
            .database
            .rows(&positions(&query), |row| read_position(&row))
            .await?
            .pop())
    }

    /// Looks at the next rows of the filter's streams.
    async fn along_streams(&mut self, streams: &[Stream]) -> Result<Reached, DbErr> {
        let engine = self.database.engine();
        let each = SCANNED_ROWS / Ord::max(streams.len() as u64, 1);
        let query = ListQuery {
            limit: each,
            ..self.query.clone()
        };
        let keys = streams::keys(engine, &query, self.course, streams);
        let rows = tested(engine, self.query, keys.clone(), self.wanted());
        self.found
            .append(self.database.gather_far(&rows, Rows::read).await?);
        let mut last = keys;
        let last = last.reset_limit().offset(each - 1).limit(1).take();
        Ok(self.database.rows(&last, |row| read_position(&row)).await?.pop())
    }

    /// Whether a few steps along the log will fill the page, when what follows is like what was looked at last.
    fn is_dense(&self) -> bool {
        let (looked_at, fitting) = self.along;
        fitting > 0 && fitting * STEPS_ALONG * SCANNED_ROWS >= self.wanted() * looked_at
    }

    /// Looks at the next rows of the log, and not beyond the slice.
    async fn along_log(&mut self, from: Option<Position>, slice: Option<Slice>) -> Result<Reached, DbErr> {
        self.next_along_log(from, slice, SCANNED_ROWS).await
    }

    async fn next_along_log(
        &mut self,
        from: Option<Position>,
        slice: Option<Slice>,
        limit: u64,
    ) -> Result<Reached, DbErr> {
        let mut query = ListQuery {
            after: from,
            limit,
            ..self.query.clone()
        };
        if let Some(slice) = slice {
            let range = &mut query.range;
            range.from = Some(
                range
                    .from
                    .map_or(slice.start(), |from| Ord::max(from, slice.start())),
            );
            range.to = Some(range.to.map_or(slice.end(), |to| Ord::min(to, slice.end())));
        }
        let rows = scanned(self.database.engine(), &query, self.course, self.wanted());
        let rows: Rows = self.database.gather_far(&rows, Rows::read).await?;
        self.along = (limit, rows.len() as u64);
        self.found.append(rows);
        let last = positions(&query).reset_limit().offset(limit - 1).limit(1).take();
        let last = self.database.rows(&last, |row| read_position(&row)).await?.pop();
        Ok(last.or_else(|| slice.map(|slice| self.edge(slice))))
    }

    /// Asks the slice's trigram index for all of it that lies beyond a place; `None` where it takes too long.
    async fn ask_index(
        &mut self,
        from: Position,
        slice: Slice,
        slices: &Slices,
        deadline: Instant,
    ) -> Result<Option<Position>, DbErr> {
        let query = ListQuery {
            after: Some(from),
            limit: self.wanted(),
            ..self.query.clone()
        };
        let select = match self.database.engine() {
            Engine::Sqlite => {
                trigrams::sqlite_slice(&query, self.course, slice, &slices.tiles, slices.first_row_id)
            }
            Engine::Postgres => trigrams::postgres_slice(&query, self.course, slice, &slices.tiles),
        };
        match self.database.gather_until(deadline, &select, Rows::read).await? {
            Outcome::Whole(rows) => {
                self.found.append(rows);
                Ok(Some(self.edge(slice)))
            }
            Outcome::Stopped => Ok(None),
        }
    }

    /// The far end of a slice in the direction walked.
    fn edge(&self, slice: Slice) -> Position {
        match self.query.order {
            // Sequences begin with 1: no row of the slice's first moment lies beyond.
            Order::Desc => Position {
                occurred_at: slice.start(),
                sequence: 0,
            },
            Order::Asc => Position {
                occurred_at: slice.end() - 1,
                sequence: i64::MAX,
            },
        }
    }
}

/// The places of rows in order, read from an index alone.
fn positions(query: &ListQuery) -> SelectStatement {
    streams::in_order(query, &[Column::OccurredAt, Column::Sequence])
}

/// The next rows of the log, tested for filter and words; the bound stands inside, before the test.
fn scanned(engine: Engine, query: &ListQuery, course: &Course, wanted: u64) -> SelectStatement {
    let inner = streams::in_order(query, &[])
        .column((event::Entity, sea_orm::sea_query::Asterisk))
        .take();
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
        .from_subquery(inner, event::Entity)
        .cond_where(course.conditions(engine, query))
        .cond_where(conditions::of_words(engine, &query.filter));
    trigrams::ordered(&mut select, query).limit(wanted).take()
}

/// The rows of some keys, tested for words.
fn tested(engine: Engine, query: &ListQuery, keys: SelectStatement, wanted: u64) -> SelectStatement {
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
        .limit(wanted)
        .take()
}

/// The statements of both steps, for those who want to see their plans.
pub struct Statements {
    /// Step 1: along the log.
    pub scan: SelectStatement,
    /// Step 2: the trigram index of the slice that the query's position lies in.
    pub slice: SelectStatement,
}

/// The statements that a search without a filter runs at its position.
pub async fn statements(database: &Database, query: &ListQuery) -> Result<Statements, DbErr> {
    let engine = database.engine();
    let course = Course::of(query, &super::combinations::Combinations::default());
    let slices = Slices::of(database, query, &conditions::words(&query.filter)).await?;
    let slice = Slice::of(query.after.map_or(0, |position| position.occurred_at));
    let slice = match engine {
        Engine::Sqlite => trigrams::sqlite_slice(query, &course, slice, &slices.tiles, slices.first_row_id),
        Engine::Postgres => trigrams::postgres_slice(query, &course, slice, &slices.tiles),
    };
    let along = ListQuery {
        limit: SCANNED_ROWS,
        ..query.clone()
    };
    Ok(Statements {
        scan: scanned(engine, &along, &course, query.limit),
        slice,
    })
}
