//! Asking for an export: of which events, and what file.

use daybook_shared::filter::EventFilter;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::exports_data::{ExportsData, START};
use super::exports_estimate::{Estimate, count};
use super::exports_fields::{COLUMNS, Choices, Fields};
use crate::api::ApiError;
use crate::chips::{self, Part};
use crate::components::chip_list::ChipList;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::components::refusal::{lines, refusal};
use crate::query_state::LogQuery;
use crate::{browser, path};

/// The link to the log, which gets the focus of a chip that went.
const CHOOSE: &str = "choose-in-log";

/// Why the address cannot be read.
const UNREADABLE: &str = "unreadable";

/// The form. Its filter stands in the address.
#[component]
pub(super) fn NewExportForm(data: ExportsData) -> impl IntoView {
    let choices = Choices::new();
    let counted = count(data);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let started = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if choices.has_none() {
            browser::focus(COLUMNS);
            return;
        }
        let Some(filter) = untrack(|| data.filter()) else {
            browser::focus(UNREADABLE);
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let (workspace, what) = (data.workspace.get_value(), data.told(&filter));
        let new = untrack(|| data.reading.zone.with(|zone| choices.asked(filter, zone)));
        busy.set(true);
        error.set(None);
        started.set(false);
        spawn_local(async move {
            let found = data.session.client.create_export(&workspace, &new).await;
            if busy.try_set(false).is_some() {
                // The page is gone, and what it began goes on.
                if let Ok(export) = found {
                    data.watch.hear(&workspace, &export, &what);
                }
                return;
            }
            match found {
                Ok(export) => {
                    started.set(true);
                    let here = data.parsed.get_untracked().unwrap_or_default();
                    if here.cursor.is_some() {
                        data.go.run(here.at(None));
                    } else {
                        data.change(export);
                    }
                }
                Err(found) => {
                    error.set(Some(found));
                    // An answer that was lost may have been a yes: the list says so.
                    data.hurry();
                }
            }
        });
    };
    view! {
        <form class="panel new-export" aria-labelledby="new-export" on:submit=on_submit>
            <div class="stack">
                <h2 id="new-export">"New export"</h2>
                <Events data />
                <Fields choices data />
            </div>
            <div>
                <Estimate data choices counted />
                <div class="start">
                    {move || error.get().map(refusal)}
                    <p class="said" role="status">
                        {move || started.get().then_some("Started: it is the first of the list below. Leaving the page is safe.")}
                    </p>
                    <button class="btn primary wide" id=START aria-busy=move || busy.get().then_some("true")>
                        <Icon name="download" />
                        "Start the export"
                    </button>
                </div>
            </div>
        </form>
    }
}

/// The filter as chips, and the ways to another one.
#[component]
fn Events(data: ExportsData) -> impl IntoView {
    let reading = data.reading;
    let filter = Memo::new(move |_| data.filter().unwrap_or_default());
    // What somebody came with stays within reach.
    let from_log = RwSignal::new(filter.get_untracked());
    Effect::new(move |_| {
        let is_new = from_log.with_untracked(EventFilter::is_empty);
        if is_new && filter.with(|filter| !filter.is_empty()) {
            from_log.set(filter.get());
        }
    });
    let go = move |filter: EventFilter| {
        let here = data.parsed.get_untracked().unwrap_or_default();
        data.go.run(LogQuery { filter, ..here });
    };
    let found = Memo::new(move |_| {
        let (directory, zone) = (reading.directory.get(), reading.zone.get());
        filter.with(|filter| chips::chips(filter, &directory, zone.name(), |time| zone.local(time)))
    });
    let on_remove = Callback::new(move |part: Part| {
        let mut edited = filter.get_untracked();
        chips::remove(&mut edited, part);
        go(edited);
        browser::focus(CHOOSE);
    });
    let in_log = move || path::with_query(reading.path.get(), &filter.with(EventFilter::to_query));
    let is_readable = Memo::new(move |_| data.parsed.with(Result::is_ok));
    let is_all = Memo::new(move |_| is_readable.get() && found.with(Vec::is_empty));
    let is_as_in_log = Memo::new(move |_| *from_log.read() == *filter.read());
    let everything = move |_| {
        go(EventFilter::default());
        browser::focus(CHOOSE);
    };
    let back = move |_| {
        go(from_log.get_untracked());
        browser::focus(CHOOSE);
    };
    let has_log = move || from_log.with(|filter| !filter.is_empty());
    view! {
        <div class="field">
            <span class="label">"Events"</span>
            {move || data.parsed.get().err().map(|errors| view! {
                <div role="alert" id=UNREADABLE tabindex="-1">
                    <Notice icon="alert" tone="danger">"The address holds a filter that cannot be read." {lines(errors)}</Notice>
                </div>
            })}
            <div class="chips">
                <Show when=move || is_all.get() fallback=move || view! { <ChipList chips=found on_remove /> }>
                    <span class="chip plain"><span class="c-text">"Everything"</span></span>
                </Show>
                <a class="btn quiet small" id=CHOOSE href=in_log><Icon name="plus" small=true />"Choose in the log"</a>
            </div>
            <p class="hint">
                <Show when=move || has_log() && is_as_in_log.get()>"Taken from the log. "</Show>
                <Show when=move || !is_all.get()>
                    <button type="button" class="link" on:click=everything>"Export everything instead"</button>
                </Show>
                <Show when=move || has_log() && !is_as_in_log.get()>
                    " "<button type="button" class="link" on:click=back>"Back to what the log showed"</button>
                </Show>
            </p>
        </div>
    }
}
