//! Lines over and under the rows: what went wrong with the last request, and how far a search has looked.

use daybook_shared::page::EventPage;
use leptos::prelude::*;

use super::log::Step;
use super::log_data::PageKey;
use crate::api::ApiError;
use crate::components::countdown::Countdown;
use crate::components::error_panel;
use crate::components::notice::Notice;
use crate::components::reading::Reading;

/// New rows did not come; the old ones stay.
pub(super) fn refetch_failed(error: ApiError, on_retry: Callback<()>) -> impl IntoView {
    let wait = error.wait_seconds();
    let tone = if wait.is_some() { "warn" } else { "danger" };
    let reference = error_panel::reference(&error);
    view! {
        <div class="notices" role="alert">
            <Notice icon="alert" tone=tone>
                {error.title()} ". The rows below are from before. "
                {wait.map(|seconds| view! { "Going on in " <Countdown seconds on_end=on_retry /> ". " })}
                <code>{reference}</code>
                <button type="button" class="link" on:click=move |_| on_retry.run(())>"Try now"</button>
            </Notice>
        </div>
    }
}

/// A search that spent its time says how far it has come.
pub(super) fn searched_back(
    key: &PageKey,
    page: &EventPage,
    reading: Reading,
    go: Callback<Step>,
) -> Option<impl IntoView + use<>> {
    let back_to = page.page.searched_back_to?;
    let cursor = page.page.next_cursor.clone()?;
    let q = key.filter.q.clone().unwrap_or_default();
    let time = reading.zone.with(|zone| zone.local(back_to));
    let query = reading.query.get_untracked().at(Some(cursor));
    let further = move |_| {
        go.run(Step {
            scrolls: true,
            ..Step::to(query.clone())
        })
    };
    Some(view! {
        <div class="notices" role="status">
            <Notice icon="search">
                "Searched back to " <b>{format!("{} {}", time.day(), time.minute())}</b> " for “" <bdi>{q}</bdi> "”. Older events have not been looked at yet. "
                <button type="button" class="link" on:click=further>"Search further"</button>
            </Notice>
        </div>
    })
}
