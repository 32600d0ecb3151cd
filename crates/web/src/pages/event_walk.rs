//! From event to event, over the edges of the page too.

use daybook_shared::event::Event;
use daybook_shared::page::EventPage;
use leptos::prelude::*;

use super::log::Step;
use super::log_data::{LogData, PageKey};
use crate::components::reading::Reading;
use crate::load::{Load, load};
use crate::session::Session;
use crate::viewport::Viewport;

/// Where an event stands among the rows.
pub(super) fn place(rows: &[Event], id: &str) -> Option<usize> {
    rows.iter().position(|event| event.id.to_string() == id)
}

/// What lies beside an event in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Beside {
    /// Another event of the page.
    Event(String),
    /// Rows that are not loaded; where they begin.
    Page(PageKey),
}

/// Walks in the list.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    data: LogData,
    reading: Reading,
    go: Callback<Step>,
    newer: Memo<Option<Beside>>,
    older: Memo<Option<Beside>>,
    /// The row beyond the edge that is asked for.
    wanted: RwSignal<Option<PageKey>>,
    beyond: Load<PageKey, EventPage>,
    /// Whether it goes on to the older event as soon as the list has it.
    goes_on: RwSignal<bool>,
    viewport: Viewport,
}

impl Walk {
    pub(super) fn new(data: LogData, reading: Reading, id: Memo<String>, go: Callback<Step>) -> Self {
        let client = expect_context::<Session>().client;
        let side = move |forward: bool| Memo::new(move |_| id.with(|id| beside(data, id, forward)));
        let wanted = RwSignal::new(None);
        let beyond = load(Memo::new(move |_| wanted.get()), move |key: PageKey, abort| {
            key.fetch(client, abort)
        });
        let walk = Self {
            data,
            reading,
            go,
            newer: side(false),
            older: side(true),
            wanted,
            beyond,
            goes_on: RwSignal::new(false),
            viewport: expect_context::<Viewport>(),
        };
        Effect::new(move |_| {
            if let Some((asked, found)) = beyond.value.get() {
                walk.turn(asked, found);
            }
        });
        Effect::new(move |_| {
            if let Some(Beside::Event(older)) = walk.older.get()
                && walk.goes_on.get()
            {
                walk.goes_on.set(false);
                walk.open(older);
            }
        });
        // Another event has been opened meanwhile.
        Effect::new(move |_| {
            id.track();
            walk.goes_on.set(false);
            wanted.set(None);
        });
        walk
    }

    /// Whether there is a next event, or a previous one.
    pub(super) fn leads(self, forward: bool) -> bool {
        self.side(forward).with(Option::is_some)
    }

    /// Whether rows beyond the edge are on their way.
    pub(super) fn is_busy(self) -> bool {
        self.beyond.busy.get() || self.data.more.is_busy()
    }

    /// Why it stands still.
    pub(super) fn error(self) -> Option<String> {
        let own = self
            .beyond
            .error
            .get()
            .filter(|_| self.wanted.with(Option::is_some));
        let error = own.or_else(|| self.data.more.error().filter(|_| self.goes_on.get()))?;
        Some(format!(
            "The events beyond this page did not come: {}",
            error.title()
        ))
    }

    /// Goes on to the next or the previous event.
    pub(super) fn step(self, forward: bool) {
        // A key that is held asks once.
        if untrack(|| self.is_busy()) {
            return;
        }
        match self.side(forward).get_untracked() {
            None => {}
            Some(Beside::Event(id)) => self.open(id),
            // The cards of a phone grow under the event.
            Some(Beside::Page(_)) if forward && !untrack(|| self.viewport.is_wide()) => {
                self.goes_on.set(true);
                self.data.more.ask();
            }
            Some(Beside::Page(key)) if self.wanted.with_untracked(|wanted| wanted.as_ref() == Some(&key)) => {
                self.beyond.retry();
            }
            Some(Beside::Page(key)) => self.wanted.set(Some(key)),
        }
    }

    fn side(self, forward: bool) -> Memo<Option<Beside>> {
        if forward { self.older } else { self.newer }
    }

    fn open(self, id: String) {
        self.go.run(Step {
            replaces: true,
            ..Step::to(self.reading.query.get_untracked().with_event(Some(id)))
        });
    }

    /// Goes to the page beyond the edge, with its nearest event open.
    fn turn(self, asked: PageKey, found: EventPage) {
        let onward = found.page.onward().map(str::to_owned);
        let Some(event) = found.data.into_iter().next() else {
            // A search may look through much before it finds another one.
            if onward.is_some() {
                self.wanted.set(Some(PageKey {
                    cursor: onward,
                    ..asked
                }));
            }
            return;
        };
        // Another list has taken the place of the one that was walked.
        if self
            .data
            .page
            .value
            .with_untracked(|page| page.as_ref().is_none_or(|(key, _)| !key.is_same_list(&asked)))
        {
            return;
        }
        let id = event.id.to_string();
        // It is there before the list is.
        self.data.opened.set(Some(((asked.workspace, id.clone()), event)));
        let query = self.reading.query.get_untracked().at(asked.cursor);
        self.go.run(Step {
            replaces: true,
            ..Step::to(query.with_event(Some(id)))
        });
    }
}

fn beside(data: LogData, id: &str, forward: bool) -> Option<Beside> {
    data.page.value.with(|page| {
        let (key, page) = page.as_ref()?;
        let here = place(&page.data, id)?;
        let next = if forward {
            Some(here + 1)
        } else {
            here.checked_sub(1)
        };
        if let Some(event) = next.and_then(|next| page.data.get(next)) {
            return Some(Beside::Event(event.id.to_string()));
        }
        let cursor = if forward {
            page.page.onward().map(str::to_owned)
        } else {
            page.page.prev_cursor.clone()
        };
        Some(Beside::Page(PageKey {
            cursor: Some(cursor?),
            limit: 1,
            ..key.clone()
        }))
    })
}
