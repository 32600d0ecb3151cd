//! When: ranges that move with the clock, or days in the viewer's zone.

use chrono::NaiveDate;
use daybook_shared::period::{Period, RelativeRange, parse_day};
use leptos::prelude::*;

use super::reading::Reading;
use crate::filter_edit;

/// Chooses a period.
#[component]
pub fn RangeForm(
    #[prop(into)] period: Signal<Period>,
    on_change: Callback<Period>,
    reading: Reading,
    /// Tells apart the form of the menu and that of the sheet.
    prefix: &'static str,
) -> impl IntoView {
    let zone = move || reading.zone.with_untracked(|zone| zone.name().to_owned());
    let (first, last) = period.with_untracked(filter_edit::chosen_days);
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (first, last) = (RwSignal::new(text(first)), RwSignal::new(text(last)));
    let is_reversed = Memo::new(move |_| {
        let day = |text: RwSignal<String>| text.with(|text| parse_day(text));
        matches!((day(first), day(last)), (Some(first), Some(last)) if first > last)
    });
    let choose_days = move || {
        let day = |text: RwSignal<String>| text.with_untracked(|text| parse_day(text));
        if !is_reversed.get_untracked() {
            on_change.run(filter_edit::days(day(first), day(last), &zone()));
        }
    };
    // A range that moves and days exclude each other, so the fields empty with it.
    let choose = move |period: Period| {
        first.set(String::new());
        last.set(String::new());
        on_change.run(period);
    };
    let ranges = RelativeRange::ALL.iter().copied().map(|range| {
        view! {
            <button
                type="button"
                class="btn"
                aria-pressed=move || (period.with(|period| period.range) == Some(range)).to_string()
                on:click=move |_| choose(filter_edit::relative(range, &zone()))
            >
                {range.label()}
            </button>
        }
    });
    let field = move |id: &'static str, label: &'static str, value: RwSignal<String>| {
        let id = format!("{prefix}-{id}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    class="in"
                    id=id
                    type="date"
                    aria-invalid=move || is_reversed.get().then_some("true")
                    aria-describedby=format!("{prefix}-days-hint")
                    prop:value=move || value.get()
                    on:change=move |event| {
                        value.set(event_target_value(&event));
                        choose_days();
                    }
                />
            </div>
        }
    };
    view! {
        <div class="quick" role="group" aria-label="Range">
            {ranges.collect_view()}
            <button
                type="button"
                class="btn"
                aria-pressed=move || period.with(Period::is_all_time).to_string()
                on:click=move |_| choose(Period::default())
            >
                "All time"
            </button>
        </div>
        <div class="days-in">
            {field("first", "From", first)} {field("last", "Until, included", last)}
        </div>
        <p class="hint muted" id=format!("{prefix}-days-hint") role="status">
            {move || if is_reversed.get() {
                "The last day lies before the first.".to_owned()
            } else {
                format!("Days in {}", reading.zone.with(|zone| zone.name().to_owned()))
            }}
        </p>
    }
}
