//! Loading all events that a filter leaves, page by page, to print them.

use daybook_shared::event::Event;
use daybook_shared::limits::MAX_LIMIT;
use daybook_shared::page::Hints;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

use super::log_data::PageKey;
use crate::api::{ApiError, Client};

/// As many events as a sheet takes, at most.
pub(super) const MOST: usize = 5_000;

/// What has been loaded, and what is still to come.
#[derive(Clone, Copy)]
pub(super) struct PrintJob {
    client: Client,
    list: StoredValue<PageKey>,
    rows: StoredValue<Vec<Event>>,
    hints: StoredValue<Hints>,
    next: StoredValue<Option<String>>,
    running: StoredValue<Option<AbortController>, LocalStorage>,
    turn: StoredValue<u32>,
    /// How many there are so far.
    pub(super) count: RwSignal<usize>,
    /// Whether more match than were loaded.
    pub(super) has_more: RwSignal<bool>,
    /// Why it stands still.
    pub(super) error: RwSignal<Option<ApiError>>,
}

impl PrintJob {
    /// A job that has not begun.
    pub(super) fn new(client: Client, list: PageKey) -> Self {
        Self {
            client,
            list: StoredValue::new(PageKey { cursor: None, ..list }),
            rows: StoredValue::new(Vec::new()),
            hints: StoredValue::new(Hints::default()),
            next: StoredValue::new(None),
            running: StoredValue::new_local(None),
            turn: StoredValue::new(0),
            count: RwSignal::new(0),
            has_more: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Begins, or goes on where it stood still.
    pub(super) fn go_on(self, on_end: Callback<()>) {
        self.stop();
        let mine = self.turn.get_value();
        self.error.set(None);
        spawn_local(async move {
            loop {
                let answer = self.next_page().await;
                // Somebody has cancelled it, or tried again.
                if self.turn.try_get_value() != Some(mine) {
                    return;
                }
                match answer {
                    Ok(true) => {}
                    Ok(false) => return on_end.run(()),
                    Err(error) => return self.error.set(Some(error)),
                }
            }
        });
    }

    /// Whether the list goes on after it.
    async fn next_page(self) -> Result<bool, ApiError> {
        let room = MOST - self.count.get_untracked();
        let key = PageKey {
            cursor: self.next.get_value(),
            limit: MAX_LIMIT.min(u32::try_from(room).unwrap_or(MAX_LIMIT)),
            ..self.list.get_value()
        };
        let Ok(controller) = AbortController::new() else {
            return Err(ApiError::Aborted);
        };
        let signal = controller.signal();
        self.running.set_value(Some(controller));
        let page = key.fetch(self.client, signal).await?;
        let onward = page.page.onward().map(str::to_owned);
        let has_more = onward.is_some();
        let _ = self.next.try_set_value(onward);
        let count = self.rows.try_update_value(|rows| {
            rows.extend(page.data);
            rows.len()
        });
        self.hints.try_update_value(|hints| hints.extend(page.hints));
        let count = count.unwrap_or_default();
        self.count.try_set(count);
        self.has_more.try_set(has_more);
        Ok(has_more && count < MOST)
    }

    /// Stops; what was loaded stays.
    pub(super) fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        if let Some(Some(controller)) = self.running.try_update_value(Option::take) {
            controller.abort();
        }
    }

    /// What is missing of them.
    pub(super) fn hints(self) -> Hints {
        self.hints.get_value()
    }

    /// What was loaded.
    pub(super) fn take(self) -> Vec<Event> {
        self.rows.try_update_value(std::mem::take).unwrap_or_default()
    }
}
