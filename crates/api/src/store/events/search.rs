//! Search in two steps (spec 3, "Search that is fast for every word").
//!
//! Step 1 follows the time index for a bounded number of rows and tests each: common words end here. Step 2 asks
//! the trigram index of one slice after the other, giving it only every third trigram of a word and checking the
//! whole word on the row. Between the steps the budget is looked at; when it is spent, the page holds what was
//! found and says how far the search came.

use std::time::{Duration, Instant};

use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use super::conditions::{self, col};
use super::list::{base, direction, keys, read_position, read_row};
use super::query::{ListQuery, Position, Row, Rows};
use super::slices::{self, Slice};
use crate::db::{Database, Engine};
use crate::entity::event;

type Column = event::Column;

/// Rows that one step along the time index looks at.
const SCANNED_ROWS: u64 = 5_000;
/// Time after which no further step begins.
const BUDGET: Duration = Duration::from_millis(250);

/// The rows of a page that hold all words.
pub(super) async fn search(database: &Database, query: &ListQuery) -> Result<Rows, DbErr> {
    #[cfg(feature = "failpoints")]
    database.busy_reader("search::slow").await;
    let deadline = Instant::now() + BUDGET;
    let mut search = Search {
        database,
        query,
        found: Vec::new(),
        words: conditions::words(&query.filter),
    };
    let mut reached = match search.scan(query.after, None).await? {
        Reached::End => return Ok(search.finished(None)),
        Reached::Position(position) => position,
    };
    loop {
        if search.is_full() {
            return Ok(search.finished(None));
        }
        if Instant::now() > deadline {
            return Ok(search.finished(Some(reached)));
        }
        reached = match search.step(reached).await? {
            Reached::End => return Ok(search.finished(None)),
            Reached::Position(position) => position,
        };
    }
}

/// How far a step came.
enum Reached {
    /// Past the last row.
    End,
    /// Every row up to and including this place has been looked at.
    Position(Position),
}

struct Search<'s> {
    database: &'s Database,
    query: &'s ListQuery,
    words: Vec<String>,
    found: Vec<Row>,
}

impl Search<'_> {
    fn reader(&self) -> &DatabaseConnection {
        self.database.reader()
    }

    fn is_full(&self) -> bool {
        self.found.len() as u64 >= self.query.limit
    }

    fn wanted(&self) -> u64 {
        self.query.limit.saturating_sub(self.found.len() as u64)
    }

    fn finished(self, stopped_at: Option<Position>) -> Rows {
        Rows {
            rows: self.found,
            stopped_at,
            head: None,
        }
    }

    /// One step on: through the trigram index of the next slice that has rows, or along the time index.
    async fn step(&mut self, from: Position) -> Result<Reached, DbErr> {
        let Some(next) = self.next_row(from).await? else {
            return Ok(Reached::End);
        };
        let slice = Slice::of(next.occurred_at);
        let tiles = tiles(self.database.engine(), &self.words);
        let is_by_time = self.query.sort == Sort::Occurred;
        if is_by_time && !tiles.is_empty() && slices::is_indexed(self.reader(), slice).await? {
            self.ask_index(from, slice, &tiles).await
        } else {
            self.scan(Some(from), is_by_time.then_some(slice)).await
        }
    }

    /// The first row beyond a place, whatever it holds.
    async fn next_row(&self, from: Position) -> Result<Option<Position>, DbErr> {
        let query = ListQuery {
            after: Some(from),
            ..self.query.clone()
        };
        let row = self
            .reader()
            .query_one(&positions(&query).limit(1).take())
            .await?;
        row.as_ref().map(read_position).transpose()
    }

    /// Looks at the next rows in order, at most [`SCANNED_ROWS`], and not beyond the slice.
    async fn scan(&mut self, from: Option<Position>, slice: Option<Slice>) -> Result<Reached, DbErr> {
        let mut query = ListQuery {
            after: from,
            ..self.query.clone()
        };
        if let Some(slice) = slice {
            query.range.from = Some(
                query
                    .range
                    .from
                    .map_or(slice.start(), |from| Ord::max(from, slice.start())),
            );
            query.range.to = Some(query.range.to.map_or(slice.end(), |to| Ord::min(to, slice.end())));
        }
        let rows = self
            .reader()
            .query_all(&scanned(self.database.engine(), &query, self.wanted()))
            .await?;
        for row in &rows {
            self.found.push(read_row(row)?);
        }
        let last = self
            .reader()
            .query_one(&positions(&query).offset(SCANNED_ROWS - 1).limit(1).take())
            .await?;
        match (last, slice) {
            (Some(row), _) => Ok(Reached::Position(read_position(&row)?)),
            (None, Some(slice)) => Ok(Reached::Position(self.edge(slice))),
            (None, None) => Ok(Reached::End),
        }
    }

    /// Asks the slice's trigram index for all of it that lies beyond a place.
    async fn ask_index(&mut self, from: Position, slice: Slice, tiles: &[String]) -> Result<Reached, DbErr> {
        let query = ListQuery {
            after: Some(from),
            limit: self.wanted(),
            ..self.query.clone()
        };
        let select = match self.database.engine() {
            Engine::Sqlite => {
                let first = slices::first_row_id(self.reader(), query.workspace).await?;
                sqlite_slice(&query, slice, tiles, first)
            }
            Engine::Postgres => postgres_slice(&query, slice, tiles),
        };
        for row in &self.reader().query_all(&select).await? {
            self.found.push(read_row(row)?);
        }
        Ok(Reached::Position(self.edge(slice)))
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
    base(query)
        .clear_selects()
        .columns([Column::OccurredAt, Column::Sequence].map(|column| (event::Entity, column)))
        .take()
}

/// The next rows in order, tested for filter and words; the bound stands inside, before the test.
pub(super) fn scanned(engine: Engine, query: &ListQuery, wanted: u64) -> SelectStatement {
    let inner = base(query)
        .clear_selects()
        .column((event::Entity, sea_orm::sea_query::Asterisk))
        .limit(SCANNED_ROWS)
        .take();
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
        .from_subquery(inner, event::Entity)
        .cond_where(conditions::of_filter(query))
        .cond_where(conditions::of_words(engine, &query.filter));
    ordered(&mut select, query).limit(wanted).take()
}

/// A slice by its FTS5 table, which leads; the join order is fixed, for the planner knows nothing of its lists.
pub(super) fn sqlite_slice(query: &ListQuery, slice: Slice, tiles: &[String], first: i64) -> SelectStatement {
    let table = slice.index_name();
    let fts = Alias::new(&table);
    let quoted: Vec<String> = tiles
        .iter()
        .map(|tile| format!("\"{}\"", tile.replace('"', "\"\"")))
        .collect();
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
        .from(fts.clone())
        .cross_join(event::Entity)
        .and_where(Expr::cust_with_values(
            format!("\"{table}\" MATCH ?"),
            [quoted.join(" AND ")],
        ))
        .and_where(Expr::cust_with_values(
            format!("\"{table}\".rowid BETWEEN ? AND ?"),
            [first, slices::end_row_id(first)],
        ))
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
        .and_where(Expr::cust_with_values(
            format!("\"events\".\"sequence\" = \"{table}\".rowid - ?"),
            [first],
        ));
    verified(&mut select, Engine::Sqlite, query).take()
}

/// A slice by its partial GIN index: found first, ordered after, so that the planner is not lured to the time index.
pub(super) fn postgres_slice(query: &ListQuery, slice: Slice, tiles: &[String]) -> SelectStatement {
    let mut hits = Query::select();
    hits.column((event::Entity, sea_orm::sea_query::Asterisk))
        .from(event::Entity)
        // Literals: the planner must see that the index's own condition holds.
        .and_where(Expr::cust(slices::index_condition(slice)))
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)));
    for tile in tiles {
        hits.and_where(col(Column::SearchText).like(format!("%{tile}%")));
    }
    let cte = sea_orm::sea_query::CommonTableExpression::new()
        .table_name(event::Entity)
        .query(hits.take())
        .materialized(true)
        .to_owned();
    let mut select = Query::select();
    select
        .columns([Column::OccurredAt, Column::Sequence, Column::Body].map(|column| (event::Entity, column)))
        .with_cte(cte)
        .from(event::Entity);
    verified(&mut select, Engine::Postgres, query).take()
}

fn verified<'s>(
    select: &'s mut SelectStatement,
    engine: Engine,
    query: &ListQuery,
) -> &'s mut SelectStatement {
    select
        .cond_where(conditions::within(query.range))
        .cond_where(conditions::beyond(query.sort, query.order, query.after))
        .cond_where(conditions::of_filter(query))
        .cond_where(conditions::of_words(engine, &query.filter));
    ordered(select, query).limit(query.limit)
}

fn ordered<'s>(select: &'s mut SelectStatement, query: &ListQuery) -> &'s mut SelectStatement {
    for column in keys(query.sort) {
        select.order_by((event::Entity, *column), direction(query.order));
    }
    select
}

/// Every third trigram of each word, and its last: enough for the index, a third of the work.
pub(super) fn tiles(engine: Engine, words: &[String]) -> Vec<String> {
    let mut tiles = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        let starts =
            (0..letters.len().saturating_sub(2)).filter(|start| start % 3 == 0 || start + 3 == letters.len());
        for start in starts {
            let tile = &letters[start..start + 3];
            // pg_trgm knows letters and digits only; another character would make it read the whole index.
            let is_usable = engine == Engine::Sqlite || tile.iter().all(|letter| letter.is_alphanumeric());
            let tile: String = tile.iter().collect();
            if is_usable && !tiles.contains(&tile) {
                tiles.push(tile);
            }
        }
    }
    tiles
}

/// The statements of both steps, for those who want to see their plans.
pub struct Statements {
    /// Step 1: along the time index.
    pub scan: SelectStatement,
    /// Step 2: the trigram index of the slice that the query's position lies in.
    pub slice: SelectStatement,
}

/// The statements that a search runs at its position.
pub async fn statements(database: &Database, query: &ListQuery) -> Result<Statements, DbErr> {
    let engine = database.engine();
    let tiles = tiles(engine, &conditions::words(&query.filter));
    let slice = Slice::of(query.after.map_or(0, |position| position.occurred_at));
    let slice = match engine {
        Engine::Sqlite => sqlite_slice(
            query,
            slice,
            &tiles,
            slices::first_row_id(database.reader(), query.workspace).await?,
        ),
        Engine::Postgres => postgres_slice(query, slice, &tiles),
    };
    Ok(Statements {
        scan: scanned(engine, query, query.limit),
        slice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiles_of(engine: Engine, words: &[&str]) -> Vec<String> {
        tiles(
            engine,
            &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn tiles_cover_a_word_with_every_third_trigram_and_its_last() {
        assert_eq!(
            tiles_of(Engine::Sqlite, &["sarah", "instagram"]),
            ["sar", "rah", "ins", "tag", "ram"]
        );
        assert_eq!(tiles_of(Engine::Sqlite, &["ab", "maría"]), ["mar", "ría"]);
        assert!(tiles_of(Engine::Sqlite, &["ab", "100"]).len() == 1);
    }

    #[test]
    fn postgresql_is_given_letters_and_digits_only() {
        assert_eq!(tiles_of(Engine::Postgres, &["100%off", "🎉🎉🎉"]), ["100", "off"]);
        assert_eq!(tiles_of(Engine::Sqlite, &["🎉🎉🎉"]), ["🎉🎉🎉"]);
    }
}
