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
use crate::session::Session;
use crate::zone::Zone;
use crate::{clock, path};

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
    /// The open event.
    pub open: Memo<Option<String>>,
    /// The address of an event, up to its id.
    pub event_address: Memo<String>,
    /// The log's path.
    pub path: Memo<String>,
    /// Whether an event is read on a page of its own, from which others open on theirs.
    pub alone: bool,
}

impl Reading {
    /// Of somebody who is signed in: `query` is what the log shows, or for an event `alone` nothing.
    pub fn new(
        session: Session,
        zone: Memo<Zone>,
        path: Memo<String>,
        directory: Memo<Arc<Directory>>,
        hints: Memo<Hints>,
        query: Memo<LogQuery>,
        alone: bool,
    ) -> Self {
        let now = clock::minutes();
        Self {
            now,
            today: Memo::new(move |_| zone.get().local(now.get()).date),
            times: Memo::new(move |_| session.times()),
            zone,
            directory,
            hints,
            query,
            open: Memo::new(move |_| query.with(|query| query.event.clone())),
            event_address: Memo::new(move |_| {
                if alone {
                    let workspace = path.with(|path| path::workspace_of(path));
                    path::event(workspace.unwrap_or_default(), "")
                } else {
                    query.with(|query| query.event_address(&path.get()))
                }
            }),
            path,
            alone,
        }
    }

    /// Where an event is read on a page of its own.
    pub fn page_of(self, event: &str) -> String {
        let workspace = self.path.with(|path| path::workspace_of(path));
        path::event(workspace.unwrap_or_default(), event)
    }

    /// Where an event is read: in this view, or on a page of its own.
    pub fn address_of(self, event: &str) -> String {
        self.event_address.with(|address| format!("{address}{event}"))
    }

    /// What the list says of the event.
    pub fn hint(self, event: EventId) -> Option<Hint> {
        self.hints.with(|hints| hints.get(&event).cloned())
    }

    /// Whether the event is the open one.
    pub fn is_open(self, event: &str) -> bool {
        self.open.with(|open| open.as_deref() == Some(event))
    }
}

/// The id of the link that opens an event, for moving the focus.
pub fn row_id(event: &str) -> String {
    format!("row-{event}")
}
