//! The log as it grows: a pill that counts what is new, and never moves what is read.

use std::time::Duration;

use daybook_shared::event::Event;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::log_data::LogData;
use crate::chunk::{self, SplitLoaderError};
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::live::{self, Connection};
use crate::session::{Phase, Session};
use crate::zone::Zone;
use crate::{browser, clock};

/// Beyond this many the pill says "1,000+".
const MOST: usize = 1_000;
/// How often at most the number is spoken.
const SPEAKING: Duration = Duration::from_secs(10);
/// How long a page that nobody sees goes on listening.
const HIDDEN: Duration = Duration::from_secs(30);
/// Where the choice to pause is kept.
const STORAGE_KEY: &str = "daybook.paused";

/// What is new.
#[derive(Clone, Copy)]
pub(super) struct LogLive {
    /// Whether the person wants to hear of it.
    pub(super) is_on: RwSignal<bool>,
    connection: RwSignal<Connection>,
    /// The ids of events that the log would show and does not yet, in the order in which they came.
    fresh: RwSignal<Vec<String>>,
    /// Whether there are some that were not counted.
    has_more: RwSignal<bool>,
}

#[wasm_split(live, wasm_split_path = leptos::wasm_split, fallible)]
fn follower() -> Result<fn(live::Given), SplitLoaderError> {
    Ok(live::follow)
}

impl LogLive {
    /// Follows the log of the page, while it is seen and not paused.
    pub(super) fn follow(session: Session, data: LogData, workspace: Memo<String>, reading: Reading) -> Self {
        let live = Self {
            is_on: RwSignal::new(browser::kept(STORAGE_KEY).is_none()),
            connection: RwSignal::new(Connection::Away),
            fresh: RwSignal::new(Vec::new()),
            has_more: RwSignal::new(false),
        };
        let is_seen = seen();
        // The list first: what is new is new against it.
        let has_list = Memo::new(move |_| data.page.value.with(Option::is_some));
        let followed = Memo::new(move |_| {
            let is_in = session.phase.get() == Phase::SignedIn;
            (is_in && has_list.get() && live.is_on.get() && is_seen.get()).then(|| workspace.get())
        });
        let on_event = Callback::new(move |event: Event| live.take(data, reading, &event));
        let on_gap = Callback::new(move |()| live.look(session, data, workspace, reading));
        let given = live::Given {
            client: session.client,
            workspace: followed,
            on_event,
            on_gap,
            connection: live.connection,
        };
        Effect::new(move |begun: Option<bool>| {
            let wanted = followed.with(Option::is_some) || begun == Some(true);
            if wanted && begun != Some(true) {
                chunk::run(follower, given);
            }
            wanted
        });
        live.forget_what_is_shown(data, workspace, reading);
        live
    }

    /// Counts an event that the log would show.
    fn take(self, data: LogData, reading: Reading, event: &Event) {
        let day = |zone: &str, time| Zone::of_viewer(Some(zone)).local(time).date;
        let is_shown = reading
            .query
            .with_untracked(|query| live::shows(&query.filter, event, clock::now(), day, browser::composed));
        let id = event.id.to_string();
        let is_there = data.page.value.with_untracked(|page| {
            let rows = page.as_ref().map(|(_, page)| page.data.as_slice());
            rows.unwrap_or_default().iter().any(|row| row.id == event.id)
        });
        if !is_shown || is_there || self.fresh.with_untracked(|fresh| fresh.contains(&id)) {
            return;
        }
        if self.fresh.with_untracked(Vec::len) < MOST {
            self.fresh.update(|fresh| fresh.push(id));
        } else {
            self.has_more.set(true);
        }
    }

    /// Asks the list whether its newest event is one that is not shown.
    fn look(self, session: Session, data: LogData, workspace: Memo<String>, reading: Reading) {
        let place = workspace.get_untracked();
        let query = reading.query.get_untracked();
        leptos::task::spawn_local(async move {
            let newest = session.client.events(&place, &query.filter, None, 1, None).await;
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
                self.take(data, reading, &newest);
            }
        });
    }

    /// What a page brought is not new any more, and what other filters would show never was.
    fn forget_what_is_shown(self, data: LogData, workspace: Memo<String>, reading: Reading) {
        let filter = Memo::new(move |_| (workspace.get(), reading.query.with(|query| query.filter.clone())));
        Effect::new(move |_| {
            filter.track();
            self.fresh.set(Vec::new());
            self.has_more.set(false);
        });
        // Those that had come when the list was asked for are in its answer.
        let asked = StoredValue::new(0_usize);
        Effect::new(move |_| {
            if data.page.busy.get() {
                asked.set_value(self.fresh.with_untracked(Vec::len));
            }
        });
        Effect::new(move |_| {
            data.page.value.with(|page| {
                let Some((_, page)) = page.as_ref().filter(|(key, _)| key.cursor.is_none()) else {
                    return;
                };
                let known = asked.try_update_value(std::mem::take).unwrap_or_default();
                self.has_more.set(false);
                self.fresh.update(|fresh| {
                    fresh.drain(..known.min(fresh.len()));
                    fresh.retain(|id| !page.data.iter().any(|row| row.id.to_string() == *id));
                });
            });
        });
    }

    /// Pauses, or goes on.
    pub(super) fn toggle(self) {
        self.is_on.update(|is_on| *is_on = !*is_on);
        let paused = (!self.is_on.get_untracked()).then_some("1");
        browser::keep(STORAGE_KEY, paused);
    }

    fn words(self) -> Option<String> {
        let count = self.fresh.with(Vec::len);
        let more = if self.has_more.get() { "+" } else { "" };
        match count {
            0 => None,
            1 => Some("1 new event".to_owned()),
            count => Some(format!("{count}{more} new events")),
        }
    }
}

/// Whether somebody sees the page, or did a moment ago.
fn seen() -> ReadSignal<bool> {
    let (is_seen, set_seen) = signal(true);
    let hidden_since = StoredValue::new(0_u32);
    let handle = window_event_listener_untyped("visibilitychange", move |_| {
        hidden_since.update_value(|turn| *turn += 1);
        if !document().hidden() {
            set_seen.set(true);
            return;
        }
        let turn = hidden_since.get_value();
        set_timeout(
            move || {
                if hidden_since.try_get_value() == Some(turn) {
                    set_seen.set(false);
                }
            },
            HIDDEN,
        );
    });
    on_cleanup(move || handle.remove());
    is_seen
}

/// The switch beside the title.
#[component]
pub(super) fn LiveSwitch(live: LogLive) -> impl IntoView {
    let is_there = move || live.connection.get() == Connection::There;
    let word = move || match live.is_on.get() {
        true if is_there() => "Live",
        true => "Connecting",
        false => "Paused",
    };
    let title = move || match live.is_on.get() {
        true => "Stop counting new events (l)",
        false => "Count new events (l)",
    };
    view! {
        <button
            type="button"
            class="live"
            aria-label="Live"
            aria-pressed=move || live.is_on.get().to_string()
            data-away=move || (live.is_on.get() && !is_there()).then_some("true")
            title=title
            on:click=move |_| live.toggle()
        >
            <span aria-hidden="true">{word}</span>
        </button>
    }
}

/// The pill over the rows, and its words for those who do not see it.
#[component]
pub(super) fn FreshPill(live: LogLive, data: LogData, reading: Reading, go: Callback<Step>) -> impl IntoView {
    let words = Memo::new(move |_| live.words());
    let show = move |_| {
        let query = reading.query.get_untracked();
        if query.cursor.is_some() {
            go.run(Step {
                scrolls: true,
                ..Step::to(query.at(None))
            });
        } else {
            data.page.retry();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        data.histogram.retry();
        browser::focus("main");
    };
    let spoken = spoken(words);
    view! {
        <div class="fresh">
            {move || words.get().map(|words| view! {
                <button type="button" id="fresh" on:click=show><Icon name="arrow-up" />{words}</button>
            })}
        </div>
        <p class="sr" role="status">{spoken}</p>
    }
}

/// The words, but not more often than somebody can listen to.
fn spoken(words: Memo<Option<String>>) -> ReadSignal<Option<String>> {
    let (spoken, speak) = signal(None);
    let waits = StoredValue::new(false);
    Effect::new(move |_| {
        let now = words.get();
        if now.is_none() {
            speak.set(None);
        } else if !waits.get_value() {
            waits.set_value(true);
            speak.set(now);
            set_timeout(
                move || {
                    if waits.try_set_value(false).is_none() {
                        speak.set(words.get_untracked());
                    }
                },
                SPEAKING,
            );
        }
    });
    let handle = window_event_listener(ev::pagehide, move |_| speak.set(None));
    on_cleanup(move || handle.remove());
    spoken
}
