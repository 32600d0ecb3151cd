//! Rows of a list, which are many and short-lived: their bodies lie one behind the other in one text.

use std::ops::Range;

use sea_orm::DbErr;
use sea_orm::sea_query::{DynIden, Iden, IntoIden};

use super::query::Position;
use crate::db::RowRef;
use crate::entity::event;

/// What [`Rows::read`] reads of a row: the keys and the body.
pub(super) const COLUMNS: [event::Column; 3] = [
    event::Column::OccurredAt,
    event::Column::Sequence,
    event::Column::Body,
];

/// The same of a table.
pub(super) fn columns_of(
    table: impl Iden + Clone + 'static,
) -> impl Iterator<Item = (DynIden, event::Column)> {
    COLUMNS
        .into_iter()
        .map(move |column| (table.clone().into_iden(), column))
}

/// Rows in an order: where each stands, and its stored body.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    text: String,
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    position: Position,
    body: Range<usize>,
}

impl Rows {
    /// Adds a row behind the last.
    pub fn push(&mut self, position: Position, body: &str) {
        let start = self.text.len();
        self.text.push_str(body);
        let body = start..self.text.len();
        self.rows.push(Row { position, body });
    }

    /// Adds a row whose first columns are [`COLUMNS`].
    pub(super) fn read(&mut self, row: RowRef<'_>) -> Result<(), DbErr> {
        let position = read_position(&row)?;
        self.push(position, row.text(2)?);
        Ok(())
    }

    /// Adds other rows behind the last.
    pub fn append(&mut self, other: Self) {
        if self.rows.is_empty() {
            *self = other;
            return;
        }
        for (position, body) in other.iter() {
            self.push(position, body);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes that the bodies take in memory.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Where the first row stands.
    pub fn first(&self) -> Option<Position> {
        self.rows.first().map(|row| row.position)
    }

    /// Where the last row stands.
    pub fn last(&self) -> Option<Position> {
        self.rows.last().map(|row| row.position)
    }

    /// Where each stands, and its body.
    pub fn iter(&self) -> impl Iterator<Item = (Position, &str)> + Clone {
        self.rows
            .iter()
            .map(|row| (row.position, &self.text[row.body.clone()]))
    }

    /// The bodies.
    pub fn bodies(&self) -> impl Iterator<Item = &str> + Clone {
        self.iter().map(|(_, body)| body)
    }

    /// Keeps the first rows.
    pub fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
    }

    /// Keeps some of the rows.
    pub fn keep(&mut self, rows: Range<usize>) {
        self.rows.truncate(rows.end);
        self.rows.drain(..rows.start);
    }

    /// Turns the order round.
    pub fn reverse(&mut self) {
        self.rows.reverse();
    }

    /// The oldest first, each once.
    pub fn sort(&mut self) {
        self.rows
            .sort_by_key(|row| (row.position.occurred_at, row.position.sequence));
        self.rows.dedup_by_key(|row| row.position.sequence);
    }
}

pub(super) fn read_position(row: &RowRef<'_>) -> Result<Position, DbErr> {
    Ok(Position {
        occurred_at: row.integer(0)?,
        sequence: row.integer(1)?,
    })
}
