//! What stands over the log on paper: what it shows, of when, and who printed it.

use daybook_shared::filter::EventFilter;
use leptos::prelude::*;

use super::reading::Reading;
use crate::chips::{self, Chip, Part};

/// The head of a printed list. The screen does not show it.
#[component]
pub fn PrintHead(
    reading: Reading,
    #[prop(into)] filter: Signal<EventFilter>,
    #[prop(into)] workspace: Signal<String>,
    /// Who prints.
    #[prop(into)]
    person: Signal<String>,
    /// How many events follow.
    #[prop(into)]
    count: Signal<String>,
) -> impl IntoView {
    let chips = Memo::new(move |_| {
        let (directory, zone) = (reading.directory.get(), reading.zone.get());
        filter.with(|filter| chips::chips(filter, &directory, zone.name(), |time| zone.local(time)))
    });
    let range = move || {
        let period = chips.with(|chips| chips.iter().find(|chip| chip.part == Part::Period).cloned());
        period.map_or_else(|| "All time".to_owned(), |chip| chip.value)
    };
    let times = move || {
        let now = reading.now.get();
        let zone = reading.zone.get();
        let (name, offset, local) = (zone.name(), zone.offset(now), zone.local(now));
        format!(
            "times in {name}, {offset} · {} · printed {}, {}",
            count.get(),
            local.day(),
            local.minute()
        )
    };
    let others = move || {
        let chips = chips.get().into_iter().filter(|chip| chip.part != Part::Period);
        chips
            .map(|chip: Chip| view! { <li class="chip plain"><bdi>{chip.sentence()}</bdi></li> })
            .collect_view()
    };
    view! {
        <div class="print-head">
            <h1>"Activity"</h1>
            <p><bdi>{workspace}</bdi> " · " {range} " · " {times} " by " <bdi>{person}</bdi></p>
            <ul class="chips">{others}</ul>
        </div>
    }
}
