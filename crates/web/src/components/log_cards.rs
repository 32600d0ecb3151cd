//! The log on a phone: cards by day.

use std::ops::Range;

use chrono::Datelike;
use leptos::prelude::*;

use super::first_rows;
use super::log_card::LogCard;
use super::reading::Reading;
use super::skeleton::SkeletonCards;
use crate::calendar_words::{short_month, weekday};
use crate::days::{DayGroup, Placed};

/// As many cards as most phones show.
const SCREENFUL: usize = 8;

/// A page of events as cards. Without one, its skeleton.
#[component]
pub fn LogCards(
    #[prop(into)] days: Signal<Option<Vec<DayGroup>>>,
    #[prop(into)] busy: Signal<bool>,
    reading: Reading,
) -> impl IntoView {
    let has_rest = first_rows::painted(days);
    let first = move || {
        days.with(|days| match days {
            None => view! { <SkeletonCards /> }.into_any(),
            Some(days) => draw(days, 0..SCREENFUL, busy, reading),
        })
    };
    let rest = move || {
        let draw_rest =
            |days: &Option<Vec<DayGroup>>| Some(draw(days.as_ref()?, SCREENFUL..usize::MAX, busy, reading));
        has_rest.get().then(|| days.with(draw_rest)).flatten()
    };
    view! {
        {first}
        {rest}
    }
}

/// The cards at some places of the page, with the headings of the days that begin there.
fn draw(days: &[DayGroup], places: Range<usize>, busy: Signal<bool>, reading: Reading) -> AnyView {
    let today = reading.today.get();
    let draw_day = |day: &DayGroup| {
        let is_here = |(place, ..): &&Placed| places.contains(place);
        let heading = day.events.first().filter(is_here).map(|_| {
            let (title, summary) = (day.title(today), day.summary());
            let title = if matches!(title.as_str(), "Today" | "Yesterday") {
                title
            } else {
                format!(
                    "{}, {} {}",
                    weekday(day.date),
                    short_month(day.date),
                    day.date.year()
                )
            };
            view! {
                <h2 class="day-h">
                    <span class="n">{day.date.day().to_string()}</span>
                    <span class="pad">{title}</span>
                    <span class="of">{summary.replace(" on this page", "")}</span>
                </h2>
            }
        });
        let cards = day.events.iter().filter(is_here);
        let cards = cards
            .map(|(_, local, event)| view! { <LogCard event=event.clone() local=local.clone() reading /> })
            .collect_view();
        (!cards.is_empty()).then(|| {
            view! {
                {heading}
                <ol class="cards" aria-busy=move || busy.get().then_some("true")>{cards}</ol>
            }
        })
    };
    days.iter().filter_map(draw_day).collect_view().into_any()
}
