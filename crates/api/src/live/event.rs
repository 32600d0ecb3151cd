//! An event on its way to streams: with its frame, and all that filters look at.

use std::ops::Range;
use std::sync::OnceLock;

use actix_web::web::Bytes;
use daybook_shared::filter::EventFields;

use super::frames;
use crate::store::events::follow::{Row, targets_in};
use crate::store::visibility::Visibility;

/// An event of the log. Its body is read at most once, and only for a filter that names targets.
#[derive(Debug)]
pub(super) struct LiveEvent {
    /// Its row; the body is in the frame.
    row: Row,
    /// What streams send.
    pub frame: Bytes,
    body: Range<usize>,
    targets: OnceLock<Vec<String>>,
}

impl LiveEvent {
    pub(super) fn of(mut row: Row) -> Self {
        let body = std::mem::take(&mut row.body);
        let (frame, body) = frames::event(row.sequence, &body);
        Self {
            row,
            frame,
            body,
            targets: OnceLock::new(),
        }
    }

    /// Its place in the log.
    pub(super) fn sequence(&self) -> i64 {
        self.row.sequence
    }

    /// What it takes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.frame.len() + self.row.search_text.len()
    }

    pub(super) fn is_visible_to(&self, visibility: &Visibility) -> bool {
        match visibility {
            Visibility::All => true,
            Visibility::Own(actor) => !self.row.restricted || self.row.actor_id.as_ref() == Some(actor),
        }
    }

    pub(super) fn fields(&self) -> EventFields<'_> {
        self.row.fields()
    }

    /// The ids of its targets.
    pub(super) fn targets(&self) -> &[String] {
        self.targets
            .get_or_init(|| targets_in(&self.frame[self.body.clone()]))
    }
}
