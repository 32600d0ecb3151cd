//! The model of a list: the rows in order, and gaps between them, which is what cursors mark.

use super::filter::Filter;
use super::log::{Log, Stored};
use super::mutant::Mutant;
use super::step::ListSpec;

/// A place between two rows, whatever is appended beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The row beside it: when it happened (0 in a list by sequence), and its sequence.
    key: (i64, i64),
    /// Whether it lies behind that row, in the order of the list, and not before it.
    is_behind: bool,
    /// The rows before it when it was marked, which only a mistaken model asks for.
    rows_before: usize,
}

/// Which way a cursor leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Next,
    Prev,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<'l> {
    pub rows: Vec<&'l Stored>,
    pub has_more: bool,
    pub next: Option<Gap>,
    pub prev: Option<Gap>,
}

/// A list as one caller sees it at one moment.
pub struct View<'l> {
    list: &'l ListSpec,
    log: &'l Log,
    rows: Vec<&'l Stored>,
    /// Whether there is a row that the filter means and the caller does not see.
    has_hidden: bool,
}

impl<'l> View<'l> {
    /// The rows of a list, in its order. `own`: a member's id.
    pub fn new(log: &'l Log, list: &'l ListSpec, own: Option<&str>, named: impl Fn(&str) -> String) -> Self {
        let filter = Filter::new(&list.filter, named, log.mutant);
        let meant = log.events.iter().filter(|stored| filter.means(stored));
        let (mut rows, hidden): (Vec<&Stored>, Vec<&Stored>) =
            meant.partition(|stored| log.sees(own, stored));
        rows.sort_by_key(|stored| match log.mutant {
            Some(Mutant::EqualTimesReversed) if !list.by_sequence => (stored.occurred_at, -stored.sequence),
            _ => key(list, stored),
        });
        if !list.rising {
            rows.reverse();
        }
        Self {
            list,
            log,
            rows,
            has_hidden: !hidden.is_empty(),
        }
    }

    /// The page behind a gap, or before it; without one, the first.
    pub fn page(&self, at: Option<(Direction, Gap)>, limit: usize) -> Page<'l> {
        let split = at.map_or(0, |(_, gap)| match self.log.mutant {
            Some(Mutant::CursorCountsRows) => gap.rows_before.min(self.rows.len()),
            _ => self.rows.partition_point(|row| self.is_before(row, gap)),
        });
        match at {
            Some((Direction::Prev, gap)) => {
                let start = split.saturating_sub(limit);
                Page {
                    rows: self.rows[start..split].to_vec(),
                    // The rows that the cursor leads away from.
                    has_more: true,
                    next: Some(if start == split {
                        gap
                    } else {
                        self.behind(split - 1)
                    }),
                    prev: (start > 0).then(|| self.before(start)),
                }
            }
            _ => self.forward(at.map(|(_, gap)| gap), split, limit),
        }
    }

    fn forward(&self, gap: Option<Gap>, start: usize, limit: usize) -> Page<'l> {
        let end = self.rows.len().min(start + limit);
        let has_more = match self.log.mutant {
            Some(Mutant::FullPageHasMore) => end - start == limit,
            Some(Mutant::HiddenEventsHaveMore) => end < self.rows.len() || self.has_hidden,
            _ => end < self.rows.len(),
        };
        let next = if has_more && end > start {
            Some(match self.log.mutant {
                Some(Mutant::LastRowTwice) => self.before(end - 1),
                Some(Mutant::RowBetweenPagesLost) => self.behind(end.min(self.rows.len() - 1)),
                _ => self.behind(end - 1),
            })
        } else {
            // A reader of the sequence polls: everything up to the head has been looked at.
            (self.list.by_sequence && self.list.rising).then(|| Gap {
                key: (0, self.log.head().max(gap.map_or(0, |gap| gap.key.1))),
                is_behind: true,
                rows_before: end,
            })
        };
        Page {
            rows: self.rows[start..end].to_vec(),
            has_more,
            next,
            prev: gap.map(|gap| if start == end { gap } else { self.before(start) }),
        }
    }

    fn is_before(&self, row: &Stored, gap: Gap) -> bool {
        let row = key(self.list, row);
        let comes_first = if self.list.rising {
            row < gap.key
        } else {
            row > gap.key
        };
        comes_first || (row == gap.key && gap.is_behind)
    }

    fn behind(&self, index: usize) -> Gap {
        Gap {
            key: key(self.list, self.rows[index]),
            is_behind: true,
            rows_before: index + 1,
        }
    }

    fn before(&self, index: usize) -> Gap {
        Gap {
            key: key(self.list, self.rows[index]),
            is_behind: false,
            rows_before: index,
        }
    }
}

fn key(list: &ListSpec, stored: &Stored) -> (i64, i64) {
    let occurred_at = if list.by_sequence { 0 } else { stored.occurred_at };
    (occurred_at, stored.sequence)
}
