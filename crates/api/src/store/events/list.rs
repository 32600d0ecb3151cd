//! Lists of events: keyset pages whose cost does not depend on their depth.

use daybook_shared::page::{Order, Sort};
use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Asterisk, Expr, Func, Query, SelectStatement};

use super::combinations::{self, Combinations};
use super::conditions;
use super::head;
use super::query::{ListQuery, Page};
use super::rows::{self, Rows};
use super::search;
use super::streams::{self, Course, Stream};
use crate::db::{Database, Engine};

/// Streams that one statement merges.
const MERGED_STREAMS: usize = 200;

/// The rows of a page; what cannot be found by an index comes as far as its budget.
pub async fn list(database: &Database, query: &ListQuery) -> Result<Page, DbErr> {
    let head = head_of_feed(database, query).await?;
    // Combinations are read after the head: those of all events up to it are known, and later events are left out.
    let query = &ListQuery {
        up_to: query.up_to.or(head),
        ..query.clone()
    };
    let course = course(database, query).await?;
    if course.is_empty() {
        return Ok(Page {
            head,
            ..Page::default()
        });
    }
    let has_words = !conditions::words(&query.filter).is_empty();
    let page = match &course.streams {
        _ if has_words => search::search(database, query, &course).await?,
        Some(streams) => whole(match course.few_streams() {
            Some(few) => of_streams(database, query, &course, few).await?,
            None => of_many(database, query, &course, streams).await?,
        }),
        None if query.sort == Sort::Sequence && !course.is_whole_log(query) => {
            search::search(database, query, &course).await?
        }
        None => whole(
            database
                .gather(&along_log(database.engine(), query, &course), Rows::read)
                .await?,
        ),
    };
    Ok(Page { head, ..page })
}

fn whole(rows: Rows) -> Page {
    Page {
        rows,
        ..Page::default()
    }
}

async fn head_of_feed(database: &Database, query: &ListQuery) -> Result<Option<i64>, DbErr> {
    if query.sort == Sort::Sequence && query.order == Order::Asc {
        Ok(Some(head::of(database, query.workspace).await?))
    } else {
        Ok(None)
    }
}

async fn course(database: &Database, query: &ListQuery) -> Result<Course, DbErr> {
    if combinations::are_narrowed(&query.filter) {
        let known = combinations::of(database, query.workspace).await?;
        Ok(Course::of(query, &known))
    } else {
        Ok(Course::of(query, &Combinations::default()))
    }
}

/// The statement of a page that is read along the log.
fn along_log(engine: Engine, query: &ListQuery, course: &Course) -> SelectStatement {
    streams::in_order(query, &rows::COLUMNS)
        .cond_where(course.conditions(engine, query))
        .take()
}

/// The statement of a page without a filter, whose cost is the measure of all others.
pub fn unfiltered(engine: Engine, query: &ListQuery) -> SelectStatement {
    along_log(engine, query, &Course::of(query, &Combinations::default()))
}

/// How many rows the list has in all, where an index can tell: of actors and targets; `None` of words, which only rows hold. Takes
/// the longer the more there are.
pub async fn count(database: &Database, query: &ListQuery) -> Result<Option<u64>, DbErr> {
    let query = &ListQuery {
        sort: Sort::Occurred,
        limit: i64::MAX.cast_unsigned(),
        ..query.clone()
    };
    let course = course(database, query).await?;
    let (Some(streams), true) = (course.few_streams(), conditions::words(&query.filter).is_empty()) else {
        return Ok(None);
    };
    let keys = streams::keys(database.engine(), query, &course, streams);
    let select = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from_subquery(keys, Alias::new("found"))
        .take();
    let counted = database.gather_far(&select, |count: &mut i64, row| {
        *count = row.integer(0)?;
        Ok(())
    });
    Ok(u64::try_from(counted.await?).ok())
}

/// The statement of a page without words, for those who want to see its plan.
pub async fn statement(database: &Database, query: &ListQuery) -> Result<SelectStatement, DbErr> {
    let course = course(database, query).await?;
    Ok(match &course.streams {
        Some(streams) => streams::rows(database.engine(), query, &course, streams),
        None => along_log(database.engine(), query, &course),
    })
}

async fn of_streams(
    database: &Database,
    query: &ListQuery,
    course: &Course,
    streams: &[Stream],
) -> Result<Rows, DbErr> {
    let mut rows = Rows::default();
    for some in streams.chunks(MERGED_STREAMS) {
        let statement = streams::rows(database.engine(), query, course, some);
        rows.append(database.gather(&statement, Rows::read).await?);
    }
    if streams.len() > MERGED_STREAMS {
        // Of several targets an event can have more than one.
        rows.sort();
        if query.order == Order::Desc {
            rows.reverse();
        }
        rows.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// Many streams often hold much of the log: its next rows may do. Those that do not fill the page are followed by the
/// streams themselves, from there on.
async fn of_many(
    database: &Database,
    query: &ListQuery,
    course: &Course,
    streams: &[Stream],
) -> Result<Rows, DbErr> {
    let query = &head::as_of_now(database, query).await?;
    let (mut rows, reached) = search::look_along(database, query, course).await?;
    let wanted = query.limit.saturating_sub(rows.len() as u64);
    if let Some(reached) = reached.filter(|_| wanted > 0) {
        let rest = ListQuery {
            after: Some(reached),
            limit: wanted,
            ..query.clone()
        };
        rows.append(of_streams(database, &rest, course, streams).await?);
    }
    Ok(rows)
}
