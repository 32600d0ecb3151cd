//! The log as it grows: a pill that counts what is new, and never moves what is read.

use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::log_data::LogData;
use super::log_fresh::{self, Given};
use crate::browser;
use crate::chunk::{self, SplitLoaderError};
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::live::Connection;
use crate::session::{Phase, Session};

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
    pub(super) connection: RwSignal<Connection>,
    /// The ids of events that the log would show and does not yet, in the order in which they came.
    pub(super) fresh: RwSignal<Vec<String>>,
    /// Whether there are some that were not counted.
    pub(super) has_more: RwSignal<bool>,
}

#[wasm_split(after_rows, wasm_split_path = leptos::wasm_split, fallible)]
fn follower() -> Result<fn(Given), SplitLoaderError> {
    Ok(log_fresh::follow)
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
        let given = Given {
            client: session.client,
            live,
            data,
            reading,
            workspace,
            followed,
        };
        // What follows lives as long as the page, and not as this effect, which runs again whenever somebody pauses. The page
        // owns the effect: held here it would never go.
        let page = Owner::current().map(|page| page.downgrade());
        let begun = RwSignal::new(false);
        let is_online = browser::network();
        Effect::new(move |_| {
            let is_wanted = followed.with(Option::is_some) && is_online.get();
            if !is_wanted || begun.get_untracked() {
                return;
            }
            if let Some(page) = page.as_ref().and_then(WeakOwner::upgrade) {
                begun.set(true);
                let miss = move || {
                    // With the network, or with whatever is done next, it is asked for again.
                    begun.try_set(false);
                };
                chunk::run(follower, given, page, miss);
            }
        });
        live
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
        data.renew(reading.query.get_untracked(), go);
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
    spoken
}
