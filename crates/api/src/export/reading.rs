//! The rows of a selection, read ahead of whoever takes them.

use std::task::{Context, Poll};

use super::ahead::{Ahead, EndedEarly};
use super::batches::{Batches, Pace};
use crate::db::Database;
use crate::error::{ApiError, ApiResult};
use crate::store::events::query::ListQuery;
use crate::store::events::rows::Rows;

/// A selection that is being read. Of its rows three batches are in memory at most: one taken, one waiting, one being
/// read. Dropping it stops the reading.
pub struct Reading(Ahead<Batches>);

impl Reading {
    /// Begins to read, in a task of the current runtime; rows at most `query.limit`.
    pub fn start(database: Database, query: ListQuery, pace: Pace) -> Self {
        Self(Ahead::start(Batches::of(database, query, pace)))
    }

    /// The next rows, in order, never none of them; `None` behind the last.
    pub async fn next(&mut self) -> ApiResult<Option<Rows>> {
        self.0.next().await
    }

    /// As [`Reading::next`], for bodies that are polled.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<ApiResult<Option<Rows>>> {
        self.0.poll_next(context)
    }
}

impl From<EndedEarly> for ApiError {
    fn from(error: EndedEarly) -> Self {
        Self::internal(error)
    }
}
