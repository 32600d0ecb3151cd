//! What a list of events is asked for.

use daybook_shared::filter::EventFilter;
use daybook_shared::limits::MAX_LIMIT;
use daybook_shared::page::{Order, Sort};
use uuid::Uuid;

use super::rows::Rows;
use crate::store::visibility::Visibility;

/// A place between two rows of a list: the row it names, by both keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When the row happened.
    pub occurred_at: i64,
    /// The row's place in the log.
    pub sequence: i64,
}

/// Times that a list is bounded by, resolved to instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// The first moment that belongs to it.
    pub from: Option<i64>,
    /// The first moment that does not.
    pub to: Option<i64>,
}

impl Range {
    /// What belongs to both.
    pub fn meet(self, other: Self) -> Self {
        Self {
            from: Ord::max(self.from, other.from),
            to: self.to.into_iter().chain(other.to).min(),
        }
    }
}

/// A page of a list, walked from a position in a direction.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Whose log.
    pub workspace: Uuid,
    /// What the caller may see of it.
    pub visibility: Visibility,
    /// Which events.
    pub filter: EventFilter,
    /// Its period, resolved.
    pub range: Range,
    /// By which key the list is ordered.
    pub sort: Sort,
    /// In which direction it is walked, which for a page before is against the list's own.
    pub order: Order,
    /// Rows beyond this one only.
    pub after: Option<Position>,
    /// Rows up to this sequence only, so that what is appended later does not come into a list that is being read.
    pub up_to: Option<i64>,
    /// Rows at most.
    pub limit: u64,
}

impl ListQuery {
    /// The whole log of a workspace as the database has it, the newest first.
    pub fn of_log(workspace: Uuid) -> Self {
        Self {
            workspace,
            visibility: Visibility::All,
            filter: EventFilter::default(),
            range: Range::default(),
            sort: Sort::Occurred,
            order: Order::Desc,
            after: None,
            up_to: None,
            limit: u64::from(MAX_LIMIT),
        }
    }

    /// The same in the order of its places, behind one of them.
    pub fn of_log_behind(workspace: Uuid, sequence: i64) -> Self {
        Self {
            sort: Sort::Sequence,
            order: Order::Asc,
            after: Some(Position {
                occurred_at: 0,
                sequence,
            }),
            ..Self::of_log(workspace)
        }
    }

    /// The period as far as the position does not imply it. Of two bounds at the same end of an index an engine may begin at
    /// the further one, and pass over everything up to the position with every page.
    pub fn range_left(&self) -> Range {
        let Range { from, to } = self.range;
        match (self.sort, self.order, self.after) {
            (Sort::Occurred, Order::Desc, Some(after)) => Range {
                from,
                to: to.filter(|to| after.occurred_at >= *to),
            },
            (Sort::Occurred, Order::Asc, Some(after)) => Range {
                from: from.filter(|from| after.occurred_at < *from),
                to,
            },
            _ => self.range,
        }
    }
}

/// The rows of a page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// In the order walked.
    pub rows: Rows,
    /// Where a search stopped that spent its budget: everything before it in the order walked was looked at.
    pub stopped_at: Option<Position>,
    /// The head of the log before the rows were read, for a reader that follows the sequence upwards: nothing up to
    /// it is missing from the rows.
    pub head: Option<i64>,
}
