//! The log on a desktop: a native table with a margin.

use chrono::Datelike;
use daybook_shared::settings::Times;
use leptos::prelude::*;

use super::log_row::LogRow;
use super::reading::Reading;
use super::skeleton::SkeletonRows;
use crate::days::DayGroup;

/// A page of events. Without one, its skeleton.
#[component]
pub fn LogTable(
    #[prop(into)] days: Signal<Option<Vec<DayGroup>>>,
    #[prop(into)] busy: Signal<bool>,
    reading: Reading,
    /// Tells times in this way.
    on_times: Callback<Times>,
) -> impl IntoView {
    let busy_now = move || busy.get().then_some("true");
    let body = move || match days.get() {
        None => view! { <SkeletonRows /> }.into_any(),
        Some(days) => {
            let today = reading.today.get();
            days.into_iter()
                .map(|day| {
                    let (title, month, summary) = (day.title(today), day.month(today), day.summary());
                    let rows = day
                        .events
                        .into_iter()
                        .map(|(_, local, event)| view! { <LogRow event local reading /> })
                        .collect_view();
                    view! {
                        <tbody class="day">
                            <tr>
                                <th class="c-icon" scope="rowgroup">{day.date.day().to_string()}</th>
                                <th colspan="5" scope="rowgroup">
                                    <span class="day-in">
                                        <b>{title}</b>
                                        <span class="muted">{month}</span>
                                        <span class="muted">{summary}</span>
                                    </span>
                                </th>
                            </tr>
                        </tbody>
                        <tbody class="rows" aria-busy=busy_now>
                            {rows}
                        </tbody>
                    }
                })
                .collect_view()
                .into_any()
        }
    };
    view! {
        <table class="tbl log" aria-busy=busy_now>
            <caption class="sr">"Activity, newest first"</caption>
            <thead>
                <tr>
                    <th scope="col" class="c-icon"><span class="sr">"Type"</span></th>
                    <th scope="col" class="c-what">"Activity"</th>
                    <th scope="col" class="c-platform">"Platform"</th>
                    <th scope="col" class="c-actor">"Actor"</th>
                    <th scope="col" class="c-state">"State"</th>
                    <th scope="col" class="c-time" aria-sort="descending">
                        <button type="button" class="th-btn" title="How times are told (t, u)" on:click=move |_| on_times.run(next_times(reading.times.get_untracked()))>
                            {move || times_word(reading.times.get())}
                        </button>
                    </th>
                </tr>
            </thead>
            {body}
        </table>
    }
}

const fn times_word(times: Times) -> &'static str {
    match times {
        Times::Relative => "Time",
        Times::Absolute => "Time, exact",
        Times::Utc => "Time, UTC",
    }
}

const fn next_times(times: Times) -> Times {
    match times {
        Times::Relative => Times::Absolute,
        Times::Absolute => Times::Utc,
        Times::Utc => Times::Relative,
    }
}
