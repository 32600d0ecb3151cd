//! A time: as the person reads them, with the whole of it on hover and focus.

use daybook_shared::event::Event;
use daybook_shared::settings::Times;
use leptos::prelude::*;

use super::reading::Reading;
use crate::time::{self, LocalTime};

/// The time of an event. `id` names the tip, so that the row's link can be described by it.
#[component]
pub fn When(
    #[prop(into)] id: String,
    event: Event,
    local: LocalTime,
    reading: Reading,
    #[prop(optional)] short: bool,
) -> impl IntoView {
    let (occurred, recorded) = (event.occurred_at, event.recorded_at);
    let there = local.clone();
    let told = move || match reading.times.get() {
        Times::Absolute => there.absolute(reading.today.get()),
        Times::Utc => LocalTime::utc(occurred).absolute(LocalTime::utc(reading.now.get()).date),
        Times::Relative if short => time::ago_short(occurred, reading.now.get()),
        Times::Relative => time::ago(occurred, reading.now.get()),
    };
    let more = format!(
        " {}\n{} UTC\n{}",
        reading.zone.with_untracked(|zone| zone.city()),
        LocalTime::utc(occurred).clock,
        time::recorded(occurred, recorded),
    );
    view! {
        <span class="when">
            <time datetime=occurred.to_string()>{told}</time>
            <span class="tip" role="tooltip" id=id>
                <b>{local.full()}</b>
                <span class="tip-more">{more}</span>
            </span>
        </span>
    }
}
