//! What comes while the log is read: which of it the log would show, and when it is not new any more.

use daybook_shared::event::Event;
use leptos::prelude::*;

use super::log_data::LogData;
use super::log_live::LogLive;
use crate::api::Client;
use crate::components::reading::Reading;
use crate::zone::Zone;
use crate::{browser, clock, live};

/// Beyond this many the pill says "1,000+".
const MOST: usize = 1_000;

/// What is followed, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) client: Client,
    pub(super) live: LogLive,
    pub(super) data: LogData,
    pub(super) reading: Reading,
    pub(super) workspace: Memo<String>,
    /// The workspace, while it is followed.
    pub(super) followed: Memo<Option<String>>,
}

/// Follows it from now on.
pub(super) fn follow(given: Given) {
    live::follow(live::Given {
        client: given.client,
        workspace: given.followed,
        on_event: Callback::new(move |event: Event| given.take(&event)),
        on_gap: Callback::new(move |()| given.look()),
        connection: given.live.connection,
    });
    given.forget_what_is_shown();
}

impl Given {
    /// Counts an event that the log would show.
    fn take(self, event: &Event) {
        let Self {
            live, data, reading, ..
        } = self;
        let day = |zone: &str, time| Zone::of_viewer(Some(zone)).local(time).date;
        let is_shown = reading
            .query
            .with_untracked(|query| live::shows(&query.filter, event, clock::now(), day, browser::composed));
        let id = event.id.to_string();
        let is_there = data.page.value.with_untracked(|page| {
            let rows = page.as_ref().map(|(_, page)| page.data.as_slice());
            rows.unwrap_or_default().iter().any(|row| row.id == event.id)
        });
        if !is_shown || is_there || live.fresh.with_untracked(|fresh| fresh.contains(&id)) {
            return;
        }
        if live.fresh.with_untracked(Vec::len) < MOST {
            live.fresh.update(|fresh| fresh.push(id));
        } else {
            live.has_more.set(true);
        }
    }

    /// Asks the list whether its newest event is one that is not shown.
    fn look(self) {
        let Self {
            client,
            data,
            reading,
            workspace,
            ..
        } = self;
        let place = workspace.get_untracked();
        let query = reading.query.get_untracked();
        leptos::task::spawn_local(async move {
            let newest = client.events(&place, &query.filter, None, 1, None).await;
            let Some(newest) = newest.ok().and_then(|page| page.data.into_iter().next()) else {
                return;
            };
            let is_same = reading
                .query
                .try_get_untracked()
                .is_some_and(|now| now.filter == query.filter)
                && workspace.try_get_untracked() == Some(place);
            let is_behind = data.page.value.try_with_untracked(|page| {
                let (key, page) = page.as_ref()?;
                let first = page.data.first().map(|first| first.id);
                Some(key.cursor.is_none() && first != Some(newest.id))
            });
            if is_same && is_behind.flatten() == Some(true) {
                self.take(&newest);
            }
        });
    }

    /// What a page brought is not new any more, and what other filters would show never was.
    fn forget_what_is_shown(self) {
        let Self {
            live,
            data,
            reading,
            workspace,
            ..
        } = self;
        let filter = Memo::new(move |_| (workspace.get(), reading.query.with(|query| query.filter.clone())));
        Effect::new(move |_| {
            filter.track();
            live.fresh.set(Vec::new());
            live.has_more.set(false);
        });
        // Those that had come when the list was asked for are in its answer.
        let asked = StoredValue::new(0_usize);
        Effect::new(move |_| {
            if data.page.busy.get() {
                asked.set_value(live.fresh.with_untracked(Vec::len));
            }
        });
        Effect::new(move |_| {
            data.page.value.with(|page| {
                let Some((_, page)) = page.as_ref().filter(|(key, _)| key.cursor.is_none()) else {
                    return;
                };
                let known = asked.try_update_value(std::mem::take).unwrap_or_default();
                live.has_more.set(false);
                live.fresh.update(|fresh| {
                    fresh.drain(..known.min(fresh.len()));
                    fresh.retain(|id| !page.data.iter().any(|row| row.id.to_string() == *id));
                });
            });
        });
    }
}
