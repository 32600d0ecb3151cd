//! The foot of the list: how far the page reaches, and the ways on.

use daybook_shared::page::EventPage;
use leptos::prelude::*;

use super::log::Step;
use super::log_data::PageKey;
use crate::components::pager::Pager;
use crate::components::reading::Reading;
use crate::days::DayGroup;
use crate::viewport::Viewport;

/// From when to when the page reaches, and the ways to the next ones.
#[component]
pub(super) fn Foot(
    shown: Memo<Option<(PageKey, EventPage)>>,
    days: Memo<Option<Vec<DayGroup>>>,
    reading: Reading,
    viewport: Viewport,
    go: Callback<Step>,
) -> impl IntoView {
    let cursor = move |older: bool| {
        shown.with(|shown| {
            let info = shown.as_ref().map(|(_, page)| &page.page)?;
            if older {
                info.next_cursor
                    .clone()
                    .filter(|_| info.has_more || info.searched_back_to.is_some())
            } else {
                info.prev_cursor.clone()
            }
        })
    };
    let on_turn = Callback::new(move |cursor| {
        go.run(Step {
            scrolls: true,
            ..Step::to(reading.query.get_untracked().at(Some(cursor)))
        });
    });
    let reach = move || {
        days.with(|days| {
            let days = days.as_ref()?;
            let (_, newest, _) = days.first()?.events.first()?;
            let (_, oldest, _) = days.last()?.events.last()?;
            let count: usize = days.iter().map(|day| day.events.len()).sum();
            Some(format!(
                "{count} events, {} to {}",
                newest.short(),
                oldest.short()
            ))
        })
    };
    let zone = move || {
        let now = reading.now.get();
        reading
            .zone
            .with(|zone| format!("Times in {}, {}", zone.name(), zone.offset(now)))
    };
    view! {
        <div class="log-foot">
            <span class:opt=move || viewport.is_wide()>{reach}</span>
            <Pager newer=Signal::derive(move || cursor(false)) older=Signal::derive(move || cursor(true)) on_turn />
            <span class="muted" class:opt=move || viewport.is_wide()>{zone}</span>
        </div>
    }
}
