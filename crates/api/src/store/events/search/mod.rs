//! Walking the log in steps: for searches (spec 3, "Search that is fast for every word"), and for what no index holds in
//! the order asked for.
//!
//! The first step looks at the next rows, along the filter's streams or along the log: common words end here. From there
//! on each step takes what promises to be less work: going on like that, or asking the trigram index of the next slice.
//! Between the steps the budget is looked at; when it is spent, the page holds what was found and says how far the walk
//! came.

mod along;
mod expression;
mod fts;
mod gin;
pub(super) mod slice_indexes;
pub(super) mod slices;
mod tiles;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use daybook_shared::page::{Order, Sort};
use sea_orm::DbErr;
use sea_orm::sea_query::SelectStatement;

use self::slices::Slice;
use self::tiles::Tiles;
use super::conditions;
use super::head;
use super::query::{ListQuery, Page, Position, Range};
use super::rows::Rows;
use super::streams::Course;
use crate::db::{Database, Engine, Outcome};

/// Rows that the first step looks at: they tell how dense the matches are.
const FIRST_STEP: u64 = 1_000;
/// Rows that are looked at before many streams are merged.
const LOOKED_ALONG: u64 = 5_000;
/// Rows that a step looks at, at most: the budget is looked at between steps only.
const LONGEST_STEP: u64 = 10_000;
/// Time after which no further step begins, and a trigram index is asked no longer.
const BUDGET: Duration = Duration::from_millis(250);

/// The rows of a page that hold all words.
pub(super) async fn search(database: &Database, query: &ListQuery, course: &Course) -> Result<Page, DbErr> {
    #[cfg(feature = "failpoints")]
    database.busy_reader("search::slow").await;
    let deadline = Instant::now() + BUDGET;
    let query = &head::as_of_now(database, query).await?;
    let mut walk = Walk::new(database, query, course);
    let mut reached = walk.along(query.after, None, FIRST_STEP).await?;
    if let Some(position) = reached {
        walk.prepare(position).await?;
    }
    while let Some(position) = reached.filter(|position| !walk.is_over(*position)) {
        if Instant::now() > deadline {
            return Ok(walk.finished(Some(position)));
        }
        reached = walk.step(position, deadline).await?;
    }
    Ok(walk.finished(None))
}

/// What fits among the next rows of the log, and where they end; `None`: with the log.
pub(super) async fn look_along(
    database: &Database,
    query: &ListQuery,
    course: &Course,
) -> Result<(Rows, Option<Position>), DbErr> {
    let mut walk = Walk::new(database, query, course);
    let reached = walk.along(query.after, None, LOOKED_ALONG).await?;
    Ok((walk.found, reached))
}

struct Walk<'w> {
    database: &'w Database,
    query: &'w ListQuery,
    course: &'w Course,
    words: Vec<String>,
    found: Rows,
    // Rows that the last step along the log has looked at, and those that fitted.
    along: (u64, u64),
    index: Index,
}

/// What is known of the trigram indexes.
#[derive(Default)]
struct Index {
    tiles: Tiles,
    /// The slices that have one, and the rows in it as far as the engine says.
    slices: BTreeMap<Slice, u64>,
    /// SQLite: where the workspace's row ids begin.
    first_row_id: i64,
    /// The last row of the walk, beyond which no slice is asked.
    end: Option<Position>,
    /// PostgreSQL: a slice that has too many rows that look alike to be asked without need.
    crowded: Option<Slice>,
}

/// How far a step came: every row up to and including this place has been looked at; `None`: the page is full, or every row
/// there is.
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
            index: Index::default(),
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

    /// The rest of the query, from a place on.
    fn rest(&self, from: Option<Position>) -> ListQuery {
        ListQuery {
            after: from,
            limit: self.wanted(),
            ..self.query.clone()
        }
    }

    /// Looks up what the indexes are asked with.
    async fn prepare(&mut self, from: Position) -> Result<(), DbErr> {
        if self.query.sort == Sort::Sequence {
            return Ok(());
        }
        let tiles = Tiles::of(self.database, &self.rest(Some(from)), &self.words).await?;
        if tiles.texts.is_empty() {
            return Ok(());
        }
        self.index = Index {
            tiles,
            slices: slices::indexed(self.database).await?,
            first_row_id: slices::first_row_id_of(self.database, self.query.workspace).await?,
            end: along::end(self.database, self.query).await?,
            crowded: None,
        };
        Ok(())
    }

    /// One step on.
    async fn step(&mut self, from: Position, deadline: Instant) -> Result<Reached, DbErr> {
        if self.index.slices.is_empty() {
            return self.along(Some(from), None, self.stride()).await;
        }
        let slice = self.slice_beyond(from);
        let Some(rows) = self.index.slices.get(&slice).copied() else {
            return self
                .along(Some(from), self.next_indexed(slice), LONGEST_STEP)
                .await;
        };
        if self.prefers_index(slice, rows)
            && let Some(reached) = self.ask_index(from, slice, rows, deadline).await?
        {
            return Ok(reached);
        }
        // Also where the index took too long: each answer must come further than the one before.
        self.along(Some(from), None, self.stride()).await
    }

    /// Rows of the log that have to be looked at to fill the page, when what follows is like what was looked at last.
    fn needed(&self) -> f64 {
        let (looked_at, fitting) = self.along;
        self.wanted() as f64 * looked_at as f64 / (fitting as f64).max(0.5)
    }

    /// Rows of a step along the log that is to fill the page.
    fn stride(&self) -> u64 {
        let needed = self.needed() * 1.3;
        (needed as u64).clamp(FIRST_STEP, LONGEST_STEP)
    }

    /// Whether an index is less work, counted in rows that are read along the log.
    fn prefers_index(&self, slice: Slice, rows: u64) -> bool {
        let needed = self.needed();
        // How much of the log the streams hold is not known: they are taken where one more step will do.
        if self.course.few_streams().is_some() && needed <= LONGEST_STEP as f64 {
            return false;
        }
        let share = self.index.tiles.share;
        let work = match self.database.engine() {
            Engine::Sqlite => fts::work(share, needed),
            Engine::Postgres => gin::work(share, rows, self.index.crowded == Some(slice)),
        };
        work < needed
    }

    /// Looks at the next rows in order, and not beyond a bound.
    async fn along(
        &mut self,
        from: Option<Position>,
        bound: Option<Position>,
        length: u64,
    ) -> Result<Reached, DbErr> {
        let mut query = self.rest(from);
        if let Some(bound) = bound {
            query.range = up_to(&query, bound);
        }
        let step = along::step(self.database, &query, self.course, length).await?;
        self.along = (length, step.rows.len() as u64);
        self.found.append(step.rows);
        if self.wanted() == 0 {
            return Ok(None);
        }
        Ok(step.last.or(bound))
    }

    /// Asks the slice's trigram index for what lies beyond a place; `None` where it is of no use.
    async fn ask_index(
        &mut self,
        from: Position,
        slice: Slice,
        rows: u64,
        deadline: Instant,
    ) -> Result<Option<Reached>, DbErr> {
        let query = self.rest(Some(from));
        let found = match self.database.engine() {
            Engine::Sqlite => {
                fts::ask(self.database, &query, self.course, slice, &self.index, deadline).await?
            }
            Engine::Postgres => {
                let crowd = (self.index.crowded != Some(slice)).then(|| gin::crowd(query.limit, rows));
                let asked = gin::ask(
                    self.database,
                    &query,
                    self.course,
                    slice,
                    &self.index.tiles,
                    crowd,
                    deadline,
                );
                match asked.await? {
                    Outcome::Whole(None) => {
                        self.index.crowded = Some(slice);
                        return Ok(None);
                    }
                    Outcome::Whole(Some(rows)) => Outcome::Whole(rows),
                    Outcome::Stopped => Outcome::Stopped,
                }
            }
        };
        let Outcome::Whole(rows) = found else {
            return Ok(None);
        };
        self.found.append(rows);
        Ok(Some((self.wanted() > 0).then(|| self.edge(slice))))
    }

    /// The slice of the rows that follow a place.
    fn slice_beyond(&self, from: Position) -> Slice {
        let slice = Slice::of(from.occurred_at);
        if from == self.edge(slice) {
            match self.query.order {
                Order::Desc => Slice::of(from.occurred_at - 1),
                Order::Asc => Slice::of(from.occurred_at + 1),
            }
        } else {
            slice
        }
    }

    /// Where the next slice that has an index begins; `None`: there is none.
    fn next_indexed(&self, slice: Slice) -> Option<Position> {
        let slices = &self.index.slices;
        match self.query.order {
            Order::Desc => slices.range(..slice).next_back().map(|(next, _)| Position {
                occurred_at: next.end(),
                sequence: 0,
            }),
            Order::Asc => slices.range(slice..).next().map(|(next, _)| Position {
                occurred_at: next.start() - 1,
                sequence: i64::MAX,
            }),
        }
    }

    /// Whether no row lies beyond a place, as far as is known.
    fn is_over(&self, from: Position) -> bool {
        if self.index.slices.is_empty() {
            return false;
        }
        let place = |position: Position| (position.occurred_at, position.sequence);
        match (self.index.end, self.query.order) {
            (None, _) => true,
            (Some(end), Order::Desc) => place(from) <= place(end),
            (Some(end), Order::Asc) => place(from) >= place(end),
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

/// The period of a query up to a bound, which lies between two moments.
fn up_to(query: &ListQuery, bound: Position) -> Range {
    query.range.meet(match query.order {
        Order::Desc => Range {
            from: Some(bound.occurred_at),
            to: None,
        },
        Order::Asc => Range {
            from: None,
            to: Some(bound.occurred_at + 1),
        },
    })
}

/// The statements of both kinds of steps, for those who want to see their plans.
pub struct Statements {
    /// Along the log.
    pub scan: SelectStatement,
    /// Through the trigram index of the slice that the query's position lies in.
    pub slice: SelectStatement,
}

/// The statements that a search without a filter runs at its position.
pub async fn statements(database: &Database, query: &ListQuery) -> Result<Statements, DbErr> {
    let engine = database.engine();
    let course = Course::of(query, &super::combinations::Combinations::default());
    let tiles = Tiles::of(database, query, &conditions::words(&query.filter)).await?;
    let slice = Slice::of(query.after.map_or(0, |position| position.occurred_at));
    let slice = match engine {
        Engine::Sqlite => {
            let first_row_id = slices::first_row_id_of(database, query.workspace).await?;
            fts::statement(query, &course, slice, &tiles, first_row_id)
        }
        Engine::Postgres => gin::statement(query, &course, slice, &tiles, None),
    };
    let along = ListQuery {
        limit: FIRST_STEP,
        ..query.clone()
    };
    Ok(Statements {
        scan: along::scanned(engine, &along, &course, query.limit),
        slice,
    })
}
