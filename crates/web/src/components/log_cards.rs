//! The log on a phone: cards by day.

use chrono::Datelike;
use leptos::prelude::*;

use super::log_card::LogCard;
use super::reading::Reading;
use super::skeleton::SkeletonCards;
use crate::calendar_words::{short_month, weekday};
use crate::days::DayGroup;

/// A page of events as cards. Without one, its skeleton.
#[component]
pub fn LogCards(
    #[prop(into)] days: Signal<Option<Vec<DayGroup>>>,
    #[prop(into)] busy: Signal<bool>,
    reading: Reading,
) -> impl IntoView {
    move || match days.get() {
        None => view! { <SkeletonCards /> }.into_any(),
        Some(days) => {
            let today = reading.today.get();
            days.into_iter()
                .map(|day| {
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
                    let cards = day
                        .events
                        .into_iter()
                        .map(|(_, local, event)| view! { <LogCard event local reading /> })
                        .collect_view();
                    view! {
                        <h2 class="day-h">
                            <span class="n">{day.date.day().to_string()}</span>
                            <span class="pad">{title}</span>
                            <span class="of">{summary.replace(" on this page", "")}</span>
                        </h2>
                        <ol class="cards" aria-busy=move || busy.get().then_some("true")>
                            {cards}
                        </ol>
                    }
                })
                .collect_view()
                .into_any()
        }
    }
}
