//! Exact counts: those that are kept, and row by row what they do not hold.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::DbErr;
use sea_orm::sea_query::SelectStatement;

use super::kept::{self, Kept};
use super::spans::{FAR, Pieces};
use super::{CountQuery, marks_of, read_marks};
use crate::db::{Database, Engine};
use crate::entity::event;
use crate::store::events::combinations::{self, Combinations};
use crate::store::events::conditions;
use crate::store::events::head;
use crate::store::events::query::{ListQuery, Range};
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
        let kept = Kept::of(database, query.workspace, &stretches).await?;
        // Everything below is as of the place in the log up to which the counts go: what they hold cannot change meanwhile.
        let uncounted = joined(&stretches);
        let behind = head::of(database, query.workspace).await? - kept.sequence;
        if behind > MOST_ROWS.cast_signed() || uncounted.len() > MOST_STRETCHES {
            return Ok(None);
        }
        let mut tally = Self::default();
        for (stretch, number, events) in kept.counts {
            tally.add(stretch, number, events);
        }
        let tail = ListQuery {
            range: whole,
            up_to: Some(kept.sequence.saturating_add(MOST_ROWS.cast_signed())),
            limit: MOST_ROWS,
            ..ListQuery::of_log_behind(query.workspace, kept.sequence)
        };
        let ends = uncounted.into_iter().map(|(from, to)| ListQuery {
            range: Range {
                from: Some(from),
                to: Some(to),
            },
            up_to: Some(kept.sequence),
            limit: MOST_ROWS,
            ..ListQuery::of_log(query.workspace)
        });
        for rows in ends.chain([tail]) {
            if !tally.add_rows(database, &marks_of(&rows), edges).await? {
                return Ok(None);
            }
        }
        // Read after the events: theirs are all among them.
        tally.known = combinations::of(database, query.workspace).await?;
        let is_whole = match &query.visibility {
            Visibility::All => true,
            Visibility::Own(reader) => {
                let own = ListQuery {
                    range: whole,
                    limit: MOST_ROWS,
                    ..ListQuery::of_log(query.workspace)
                };
                tally.leave_own(database, &own, reader, edges).await?
            }
        };
        Ok(is_whole.then_some(tally))
    }

    /// Leaves of the restricted events those that the reader has caused; whether those were all.
    async fn leave_own(
        &mut self,
        database: &Database,
        rows: &ListQuery,
        reader: &str,
        edges: &[i64],
    ) -> Result<bool, DbErr> {
        let restricted = self.known.restricted();
        self.counts.retain(|(_, number), _| !restricted.contains(number));
        let engine = database.engine();
        let own = marks_of(rows)
            .and_where(conditions::bound(engine, event::Column::ActorId, reader))
            .cond_where(conditions::of_combinations(engine, &restricted))
            .take();
        self.add_rows(database, &own, edges).await
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
        let rows = database.rows(select, read_marks).await?;
        for (moment, number) in &rows {
            if let Some(stretch) = super::stretch_of(*moment, edges) {
                self.add(stretch, *number, 1);
            }
        }
        Ok((rows.len() as u64) < MOST_ROWS)
    }
}

fn stretches(edges: &[i64]) -> Vec<Pieces> {
    let stretches = edges.windows(2);
    stretches.map(|edge| Pieces::of(edge[0], edge[1])).collect()
}

/// The statement that sums what is kept between neighbouring edges, for those who want to see its plan.
pub fn statement(engine: Engine, query: &CountQuery, edges: &[i64]) -> SelectStatement {
    kept::statement(engine, query.workspace, &stretches(edges))
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
