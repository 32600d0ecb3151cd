//! Step 2 of a search: the statement that asks one slice's trigram index. The index gets every third trigram of a word;
//! the row is checked for the whole word.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};

use super::conditions::{self, col};
use super::query::ListQuery;
use super::slices::{self, Slice};
use super::streams::{Course, direction, keys_of};
use crate::db::Engine;
use crate::entity::event;

type Column = event::Column;

/// A slice by its FTS5 table, which leads; the join order is fixed, for the planner knows nothing of its lists.
pub(super) fn sqlite_slice(
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    tiles: &[String],
    first: i64,
) -> SelectStatement {
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
    verified(&mut select, Engine::Sqlite, query, course).take()
}

/// A slice by its partial GIN index: found first, ordered after, so that the planner is not lured to the time index.
pub(super) fn postgres_slice(
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    tiles: &[String],
) -> SelectStatement {
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
    verified(&mut select, Engine::Postgres, query, course).take()
}

fn verified<'s>(
    select: &'s mut SelectStatement,
    engine: Engine,
    query: &ListQuery,
    course: &Course,
) -> &'s mut SelectStatement {
    select
        .cond_where(conditions::within(query.range))
        .cond_where(conditions::beyond(query.sort, query.order, query.after))
        .cond_where(conditions::up_to(query.sort, query.up_to))
        .cond_where(course.conditions(engine, query))
        .cond_where(conditions::of_words(engine, &query.filter));
    ordered(select, query).limit(query.limit)
}

pub(super) fn ordered<'s>(select: &'s mut SelectStatement, query: &ListQuery) -> &'s mut SelectStatement {
    for column in keys_of(query.sort) {
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
