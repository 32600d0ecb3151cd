//! The foot of the list: how far the page reaches, and the ways on.

use daybook_shared::limits::PHONE_ROWS;
use daybook_shared::page::EventPage;
use leptos::prelude::*;

use super::log::Step;
use super::log_data::{LogData, PageKey};
use super::log_more::BUTTON;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::components::pager::Pager;
use crate::components::reading::Reading;
use crate::days::DayGroup;
use crate::facets::Tally;

type Shown = Memo<Option<(PageKey, EventPage)>>;

fn newer(shown: Shown) -> Option<String> {
    shown.with(|shown| shown.as_ref()?.1.page.prev_cursor.clone())
}

fn older(shown: Shown) -> Option<String> {
    shown.with(|shown| shown.as_ref()?.1.page.onward().map(str::to_owned))
}

fn turning(reading: Reading, go: Callback<Step>) -> Callback<String> {
    Callback::new(move |cursor| {
        go.run(Step {
            scrolls: true,
            ..Step::to(reading.query.get_untracked().at(Some(cursor)))
        });
    })
}

fn zone(reading: Reading) -> String {
    let now = reading.now.get();
    reading
        .zone
        .with(|zone| format!("Times in {}, {}", zone.name(), zone.offset(now)))
}

/// From when to when a page of the table reaches, and the ways to the next ones.
#[component]
pub(super) fn Foot(
    shown: Shown,
    days: Memo<Option<Vec<DayGroup>>>,
    reading: Reading,
    go: Callback<Step>,
) -> impl IntoView {
    let reach = move || {
        days.with(|days| {
            let days = days.as_ref()?;
            let (_, newest, _) = days.first()?.events.first()?;
            let (_, oldest, _) = days.last()?.events.last()?;
            let count: usize = days.iter().map(|day| day.events.len()).sum();
            Some(format!(
                "{}, {} to {}",
                Tally::exactly(count).long(),
                newest.short(),
                oldest.short()
            ))
        })
    };
    view! {
        <div class="log-foot">
            <span class="opt">{reach}</span>
            <Pager newer=Signal::derive(move || newer(shown)) older=Signal::derive(move || older(shown)) on_turn=turning(reading, go) />
            <span class="muted opt">{move || zone(reading)}</span>
        </div>
    }
}

/// Over the cards: the way to those before, where there are any.
#[component]
pub(super) fn CardsHead(shown: Shown, reading: Reading, go: Callback<Step>) -> impl IntoView {
    let turn = turning(reading, go);
    move || {
        newer(shown).map(|cursor| {
            view! {
                <div class="m-more">
                    <button type="button" class="btn wide" on:click=move |_| turn.run(cursor.clone())>
                        <Icon name="arrow-up" />
                        "Newer events"
                    </button>
                </div>
            }
        })
    }
}

/// Under the cards: more of them, and how many there are.
#[component]
pub(super) fn CardsFoot(shown: Shown, data: LogData, reading: Reading) -> impl IntoView {
    let more = data.more;
    let has_more = Memo::new(move |_| older(shown).is_some());
    view! {
        <div class="m-more">
            {move || more.error().map(|error| view! {
                <div role="alert">
                    <Notice icon="alert" tone="warn">
                        {error.title()} ". What was loaded stays. " <code>{error_panel::reference(&error)}</code>
                    </Notice>
                </div>
            })}
            <Show when=move || has_more.get()>
                <button
                    type="button"
                    class="btn wide"
                    id=BUTTON
                    aria-busy=move || more.is_busy().then_some("true")
                    on:click=move |_| if !untrack(|| more.is_busy()) { more.ask() }
                >
                    {format!("Load {PHONE_ROWS} more")}
                </button>
            </Show>
            <p>{move || data.shown_of()}</p>
            <p>{move || zone(reading)}</p>
        </div>
    }
}
