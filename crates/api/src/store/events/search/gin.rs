//! PostgreSQL: a slice by its partial GIN index, which gives all rows that have the tiles, in no order.

use std::time::Instant;

use sea_orm::DbErr;
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Cond, Expr, ExprTrait, JoinType, Query, SelectStatement,
};

use super::slices::{self, Slice};
use super::tiles::Tiles;
use crate::db::{Database, Engine, Outcome, RowRef};
use crate::entity::event;
use crate::store::events::conditions::col;
use crate::store::events::query::{ListQuery, Position};
use crate::store::events::rows::{Rows, columns_of};
use crate::store::events::streams::{Course, direction};

type Column = event::Column;

/// What a row that has the tiles costs, in rows that are read along the log: it lies anywhere.
const ROW: f64 = 4.0;
/// What a statement costs, in the same.
const STATEMENT: f64 = 600.0;

/// The work of asking a slice's index, in rows that are read along the log.
pub(super) fn work(share: f64, rows: u64, is_crowded: bool) -> f64 {
    let alike = rows as f64 * share;
    // A crowded slice has more than the sample could tell.
    let alike = if is_crowded {
        alike.max(rows as f64 / 50.0)
    } else {
        alike
    };
    STATEMENT + ROW * alike
}

/// Rows that look alike, of which a slice is too full to be asked: by then the log would have given as many matches.
pub(super) fn crowd(wanted: u64, rows: u64) -> u64 {
    let crowd = (wanted as f64 * rows as f64 / ROW).sqrt();
    Ord::max(crowd as u64, 1_000)
}

/// What a slice's index gives.
#[derive(Default)]
struct Hits {
    alike: u64,
    rows: Rows,
}

/// The rows of a slice beyond the query's position; none where the slice is too crowded.
pub(super) async fn ask(
    database: &Database,
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    tiles: &Tiles,
    crowd: Option<u64>,
    deadline: Instant,
) -> Result<Outcome<Option<Rows>>, DbErr> {
    let select = statement(query, course, slice, tiles, crowd);
    let add = |hits: &mut Hits, row: RowRef<'_>| {
        hits.alike = row.integer(3)?.unsigned_abs();
        if let Some(body) = row.optional_text(2)? {
            let position = Position {
                occurred_at: row.integer(0)?,
                sequence: row.integer(1)?,
            };
            hits.rows.push(position, body);
        }
        Ok(())
    };
    Ok(match database.gather_until(deadline, &select, add).await? {
        Outcome::Whole(hits) if crowd.is_some_and(|crowd| hits.alike >= crowd) => Outcome::Whole(None),
        Outcome::Whole(hits) => Outcome::Whole(Some(hits.rows)),
        Outcome::Stopped => Outcome::Stopped,
    })
}

/// Found first, ordered after, so that the planner is not lured to the time index. How many look alike is told with each row,
/// and by a row of its own where none fits.
pub(super) fn statement(
    query: &ListQuery,
    course: &Course,
    slice: Slice,
    tiles: &Tiles,
    crowd: Option<u64>,
) -> SelectStatement {
    let [hits, count, keys, page] = ["hits", "alike", "keys", "page"].map(Alias::new);
    let mut alike = Query::select();
    alike
        .columns(
            [
                Column::WorkspaceId,
                Column::OccurredAt,
                Column::Sequence,
                Column::Combination,
                Column::ActorId,
                Column::Restricted,
                Column::SearchText,
            ]
            .map(|column| (event::Entity, column)),
        )
        .from(event::Entity)
        // Literals: the planner must see that the index's own condition holds.
        .and_where(Expr::cust(slices::index_condition(slice)))
        .and_where(col(Column::WorkspaceId).eq(Expr::value(query.workspace)));
    for text in &tiles.texts {
        alike.and_where(col(Column::SearchText).like(escaped(text)));
    }
    if let Some(crowd) = crowd {
        alike.limit(crowd);
    }
    let cte = CommonTableExpression::new()
        .table_name(hits.clone())
        .query(alike.take())
        .materialized(true)
        .to_owned();
    let fitting = Query::select()
        .columns([Column::OccurredAt, Column::Sequence].map(|column| (event::Entity, column)))
        .from_as(hits.clone(), event::Entity)
        .cond_where(course.fits(Engine::Postgres, query))
        .order_by((event::Entity, Column::OccurredAt), direction(query.order))
        .order_by((event::Entity, Column::Sequence), direction(query.order))
        .limit(query.limit)
        .take();
    let bodies = Query::select()
        .columns(columns_of(event::Entity))
        .from_subquery(fitting, keys.clone())
        .inner_join(
            event::Entity,
            Cond::all()
                .add(col(Column::WorkspaceId).eq(Expr::value(query.workspace)))
                .add(col(Column::Sequence).equals((keys, Column::Sequence))),
        )
        .take();
    let counted = Query::select()
        .expr_as(Expr::cust("count(*)"), count.clone())
        .from(hits)
        .take();
    Query::select()
        .with_cte(cte)
        .columns(columns_of(page.clone()))
        .column((count.clone(), count.clone()))
        .from_subquery(counted, count)
        .join_subquery(
            JoinType::LeftJoin,
            bodies,
            page.clone(),
            Cond::all().add(Expr::cust("TRUE")),
        )
        .order_by((page.clone(), Column::OccurredAt), direction(query.order))
        .order_by((page, Column::Sequence), direction(query.order))
        .take()
}

/// A text as part of a pattern, in which every letter means itself.
fn escaped(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}
