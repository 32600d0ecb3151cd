//! What follows the page of a phone: appended under it by a button, as far as somebody wants to read.
//!
//! The address holds where the first page begins, and stays that way: it leads to the same events tomorrow. How many rows have
//! been appended is written into the entry of the history instead, so that reloading, and going back from another page, ask
//! for as many as there were; a link to the same view begins with one page.

use daybook_shared::limits::{MAX_LIMIT, PHONE_ROWS};
use daybook_shared::page::EventPage;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::log_data::PageKey;
use crate::api::{ApiError, Client};
use crate::browser;
use crate::components::reading::row_id;
use crate::facets::Tally;
use crate::load::{Load, load};

/// The button that appends.
pub(super) const BUTTON: &str = "more";

/// The rows that follow what is shown.
#[derive(Clone, Copy)]
pub(super) struct More {
    page: Load<PageKey, EventPage>,
    wanted: RwSignal<Option<PageKey>>,
    load: Load<PageKey, EventPage>,
    /// What was appended, for those who do not see it.
    pub(super) said: RwSignal<Option<String>>,
}

impl More {
    /// Appends to `page` whatever is asked for.
    pub(super) fn new(client: Client, page: Load<PageKey, EventPage>) -> Self {
        let wanted = RwSignal::new(None);
        let load = load(
            Memo::new(move |_| wanted.get()),
            move |key: PageKey, abort| async move { key.fetch(client, abort).await },
        );
        let more = Self {
            page,
            wanted,
            load,
            said: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if load.value.with(Option::is_some) {
                more.append();
            }
        });
        // Opening an event makes another entry of the history, which shows as many.
        let search = use_location().search;
        Effect::new(move |_| {
            search.track();
            // After the router, and whatever else writes entries in the next frame.
            request_animation_frame(move || request_animation_frame(move || more.remember_again()));
        });
        // Another list, or the same one loaded anew, begins with its first page.
        Effect::new(move |_| {
            if page.busy.get() {
                wanted.set(None);
                more.said.set(None);
            }
        });
        more
    }

    /// Asks for the rows that follow.
    pub(super) fn ask(self) {
        let next = self.page.value.with_untracked(|shown| {
            let (key, page) = shown.as_ref()?;
            Some(PageKey {
                cursor: Some(page.page.onward()?.to_owned()),
                limit: PHONE_ROWS,
                ..key.clone()
            })
        });
        if next.is_some() && self.wanted.with_untracked(|wanted| *wanted == next) {
            self.load.retry();
        } else {
            self.wanted.set(next);
        }
    }

    /// Whether they are on their way.
    pub(super) fn is_busy(self) -> bool {
        self.load.busy.get()
    }

    /// Why they did not come.
    pub(super) fn error(self) -> Option<ApiError> {
        self.load
            .error
            .get()
            .filter(|_| self.wanted.with(Option::is_some))
    }

    fn remember_again(self) {
        let shown = self.page.value.try_with_untracked(|shown| {
            let (key, page) = shown.as_ref()?;
            let rows = page.data.len();
            (rows > PHONE_ROWS as usize && key.limit <= PHONE_ROWS).then(|| (key.clone(), rows))
        });
        if let Some((key, rows)) = shown.flatten() {
            remember(&key, rows);
        }
    }

    fn append(self) {
        let Some((asked, more)) = self.load.value.write_untracked().take() else {
            return;
        };
        let first = more.data.first().map(|event| event.id.to_string());
        let new = more.data.len();
        let all = self.page.value.try_update(|shown| {
            let (key, page) = shown.as_mut()?;
            if !key.is_same_list(&asked) || page.page.next_cursor != asked.cursor {
                return None;
            }
            page.data.extend(more.data);
            page.hints.extend(more.hints);
            page.page.has_more = more.page.has_more;
            page.page.next_cursor = more.page.next_cursor;
            page.page.searched_back_to = more.page.searched_back_to;
            Some((key.clone(), page.data.len()))
        });
        let Some(Some((key, all))) = all else { return };
        remember(&key, all);
        self.said
            .set(Some(format!("{}, {all} in all", Tally::exactly(new).more())));
        self.wanted.set(None);
        // Who has opened an event, or gone on to something else, is left there.
        if let Some(first) = first.filter(|_| browser::has_focus(BUTTON) || browser::has_no_focus()) {
            request_animation_frame(move || browser::focus(&row_id(&first)));
        }
    }
}

/// Writes down how far somebody has read.
fn remember(key: &PageKey, rows: usize) {
    browser::set_entry(&format!("{rows} {}", key.place()));
}

/// How many rows the present entry of the history showed of this list; none where it is of another one.
pub(super) fn remembered(key: &PageKey) -> u32 {
    let entry = browser::entry();
    let rows = entry
        .as_deref()
        .and_then(|entry| entry.split_once(' '))
        .filter(|(_, place)| *place == key.place())
        .and_then(|(rows, _)| rows.parse().ok());
    rows.unwrap_or(0).min(MAX_LIMIT)
}
