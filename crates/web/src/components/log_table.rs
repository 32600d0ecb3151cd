//! The log on a desktop: a native table with a margin.

use std::ops::Range;

use chrono::Datelike;
use daybook_shared::settings::Times;
use leptos::prelude::*;

use super::first_rows;
use super::log_row::LogRow;
use super::reading::Reading;
use super::skeleton::SkeletonRows;
use crate::days::{DayGroup, Placed};

/// As many rows as most windows show.
const SCREENFUL: usize = 18;

/// A page of events. Without one, its skeleton.
#[component]
pub fn LogTable(
    #[prop(into)] days: Signal<Option<Vec<DayGroup>>>,
    #[prop(into)] busy: Signal<bool>,
    reading: Reading,
    /// Tells times in this way.
    on_times: Callback<Times>,
) -> impl IntoView {
    let has_rest = first_rows::painted(days);
    let first = move || {
        days.with(|days| match days {
            None => view! { <SkeletonRows /> }.into_any(),
            Some(days) => draw(days, 0..SCREENFUL, reading),
        })
    };
    let rest = move || {
        let draw_rest =
            |days: &Option<Vec<DayGroup>>| Some(draw(days.as_ref()?, SCREENFUL..usize::MAX, reading));
        has_rest.get().then(|| days.with(draw_rest)).flatten()
    };
    view! {
        <table class="tbl log" aria-busy=move || busy.get().then_some("true")>
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
            {first}
            {rest}
        </table>
    }
}

/// The rows at some places of the page, with the headings of the days that begin there.
fn draw(days: &[DayGroup], places: Range<usize>, reading: Reading) -> AnyView {
    let today = reading.today.get();
    let draw_day = |day: &DayGroup| {
        let is_here = |(place, ..): &&Placed| places.contains(place);
        let heading = day.events.first().filter(is_here).map(|_| {
            let (title, month, summary) = (day.title(today), day.month(today), day.summary());
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
            }
        });
        let rows = day.events.iter().filter(is_here);
        let rows = rows
            .map(|(_, local, event)| view! { <LogRow event=event.clone() local=local.clone() reading /> })
            .collect_view();
        (!rows.is_empty()).then(|| {
            view! {
                {heading}
                <tbody class="rows">{rows}</tbody>
            }
        })
    };
    days.iter().filter_map(draw_day).collect_view().into_any()
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
