//! A row whose outcome is missing: its state, and since when.

use daybook_shared::event::Event;
use daybook_shared::page::Hint;
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;
use super::state_badge::StateBadge;
use crate::labels;

/// The tone of a row: that of its state, or of what is missing.
pub fn tone(event: &Event, reading: Reading) -> Option<&'static str> {
    labels::trouble(&event.state).or(reading.hint(event.id).map(|_| "warn"))
}

/// Why a row needs somebody: the outcome that did not come.
pub fn missing(hint: &Hint, reading: Reading) -> String {
    let since = reading.zone.with(|zone| zone.local(hint.since).short());
    format!("no outcome since {since}")
}

/// The state of a row; "Stuck" where its outcome is missing.
#[component]
pub fn RowState(event: Event, reading: Reading) -> impl IntoView {
    match reading.hint(event.id) {
        Some(_) => {
            view! { <span class="state" data-tone="warn"><Icon name="hourglass" />"Stuck"</span> }.into_any()
        }
        None => view! { <StateBadge state=event.state /> }.into_any(),
    }
}
