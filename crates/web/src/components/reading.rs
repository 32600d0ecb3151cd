//! What every row and every detail is read with.

use std::sync::Arc;

use chrono::NaiveDate;
use daybook_shared::id::EventId;
use daybook_shared::page::{Hint, Hints};
use daybook_shared::settings::Times;
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;

use crate::directory::Directory;
use crate::query_state::LogQuery;
use crate::zone::Zone;

/// The viewer's clock, zone and place in the log, and the names of the workspace.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Now, to the minute.
    pub now: ReadSignal<Timestamp>,
    /// The day it is there.
    pub today: Memo<NaiveDate>,
    /// How times of rows are told.
    pub times: Memo<Times>,
    /// The viewer's zone.
    pub zone: Memo<Zone>,
    /// People and types.
    pub directory: Memo<Arc<Directory>>,
    /// What is true now of events on the page.
    pub hints: Memo<Hints>,
    /// What the log shows.
    pub query: Memo<LogQuery>,
    /// The log's path.
    pub path: Memo<String>,
}

impl Reading {
    /// The address of this view with the event open.
    pub fn address_of(self, event: &str) -> String {
        self.query
            .with(|query| query.with_event(Some(event.to_owned())).address(&self.path.get()))
    }

    /// What the list says of the event.
    pub fn hint(self, event: EventId) -> Option<Hint> {
        self.hints.with(|hints| hints.get(&event).cloned())
    }

    /// Whether the event is the open one.
    pub fn is_open(self, event: &str) -> bool {
        self.query.with(|query| query.event.as_deref() == Some(event))
    }
}

/// The id of the link that opens an event, for moving the focus.
pub fn row_id(event: &str) -> String {
    format!("row-{event}")
}
