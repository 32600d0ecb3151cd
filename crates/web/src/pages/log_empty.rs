//! A list without rows, and why.

use daybook_shared::access::Role;
use daybook_shared::catalogue;
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::EventPage;
use daybook_shared::period::{Period, RelativeRange};
use daybook_shared::problem::FieldError;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::log_data::PageKey;
use crate::chips::{self, Part};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::art::Art;
use crate::components::empty_state::{NoEvents, NoMatch, NotAllowed};
use crate::components::reading::Reading;
use crate::filter_edit;
use crate::session::Session;

/// What the reason is found from.
#[derive(Clone, Copy)]
pub(super) struct OfEmpty {
    pub(super) shown: Memo<Option<(PageKey, EventPage)>>,
    pub(super) reading: Reading,
    pub(super) session: Session,
    pub(super) workspace_name: Signal<String>,
    pub(super) set_filter: Callback<EventFilter>,
    pub(super) go: Callback<Step>,
}

#[wasm_split(empty, wasm_split_path = leptos::wasm_split, fallible)]
fn empty() -> Result<Draw<OfEmpty>, SplitLoaderError> {
    Ok(|of| view! { <Reason of /> }.into_any())
}

/// The reason, and the way on: loaded when there are no rows.
pub(super) fn empty_list(of: OfEmpty) -> impl IntoView {
    chunk::show(empty, of)
}

#[component]
fn Reason(of: OfEmpty) -> impl IntoView {
    let OfEmpty {
        shown,
        reading,
        session,
        workspace_name,
        set_filter,
        go,
    } = of;
    let on_clear = Callback::new(move |()| set_filter.run(EventFilter::default()));
    move || {
        let Some((key, _)) = shown.get() else {
            return ().into_any();
        };
        let on_newest = Callback::new(move |()| go.run(Step::to(reading.query.get_untracked().at(None))));
        if key.cursor.is_some() {
            return past_the_end(on_newest).into_any();
        }
        if key.filter.is_empty() {
            return view! { <NoEvents workspace=key.workspace /> }.into_any();
        }
        let is_member = session
            .workspace(&key.workspace)
            .is_some_and(|known| known.role == Some(Role::Member));
        if let Some(what) = restricted_only(&key.filter, reading).filter(|_| is_member) {
            return view! { <NotAllowed what workspace=workspace_name.get() on_clear /> }.into_any();
        }
        let zone = reading.zone.get();
        let found = chips::chips(&key.filter, &reading.directory.get(), zone.name(), |time| {
            zone.local(time)
        });
        // What is asked for now may be newer than what is shown: a second press builds on the first.
        let asked = move || reading.query.get_untracked().filter;
        let on_remove = Callback::new(move |part: Part| {
            let mut edited = asked();
            chips::remove(&mut edited, part);
            set_filter.run(edited);
        });
        let on_widen = widened(&key.filter).map(|(label, EventFilter { period, .. })| {
            let widen = move |()| {
                set_filter.run(EventFilter {
                    period: period.clone(),
                    ..asked()
                })
            };
            (label, Callback::new(widen))
        });
        view! { <NoMatch chips=found on_remove on_clear on_widen /> }.into_any()
    }
}

/// A cursor that leads nowhere.
pub(super) fn past_the_end(on_newest: Callback<()>) -> impl IntoView {
    view! {
        <div class="empty">
            {Art::NoMatch.draw()}
            <h2>"This page of the list is not there any more"</h2>
            <p>"The link leads to a place in another list, or past its end."</p>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_newest.run(())>"To the newest events"</button>
            </div>
        </div>
    }
}

/// A link with a broken filter.
pub(super) fn unreadable(errors: Vec<FieldError>, on_clear: Callback<()>) -> impl IntoView {
    let lines = errors
        .into_iter()
        .map(|error| view! { <li><code>{error.pointer}</code> ": " {error.detail}</li> });
    view! {
        <div class="empty" role="alert">
            {Art::NoMatch.draw()}
            <h2>"The address holds a filter that cannot be read"</h2>
            <ul>{lines.collect_view()}</ul>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_clear.run(())>"Clear all"</button>
            </div>
        </div>
    }
}

/// The name of what is asked for, where it is restricted and nothing else.
fn restricted_only(filter: &EventFilter, reading: Reading) -> Option<String> {
    let categories: Vec<&str> = match filter_edit::values(filter, Dimension::Category, false) {
        [] => filter_edit::values(filter, Dimension::Type, false)
            .iter()
            .map(|name| catalogue::find_type(name).map_or("", |known| known.category))
            .collect(),
        categories => categories.iter().map(String::as_str).collect(),
    };
    let is_restricted =
        |name: &&str| catalogue::find_category(name).is_some_and(|category| category.restricted);
    let first = categories
        .first()
        .filter(|_| categories.iter().all(is_restricted))?;
    Some(reading.directory.with(|names| names.category_label(first)))
}

/// The filter with a wider range, and what the button says.
fn widened(filter: &EventFilter) -> Option<(&'static str, EventFilter)> {
    if filter.period.is_all_time() {
        return None;
    }
    let is_long = matches!(
        filter.period.range,
        Some(RelativeRange::Month | RelativeRange::ThisMonth) | None
    );
    let (label, period) = if is_long {
        ("Look at all time", Period::default())
    } else {
        (
            "Look at 30 days",
            Period {
                range: Some(RelativeRange::Month),
                ..Period::default()
            },
        )
    };
    Some((
        label,
        EventFilter {
            period,
            ..filter.clone()
        },
    ))
}
