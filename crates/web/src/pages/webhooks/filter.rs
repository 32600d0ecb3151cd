//! Which events an endpoint is sent: everything, a preset's, or what it is sent already.

use daybook_shared::filter::EventFilter;
use daybook_shared::preset::Preset;
use leptos::prelude::*;

use super::data::Words;
use crate::presets;

/// The value of everything.
const ALL: &str = "all";
/// The value of what was there before.
const KEPT: &str = "kept";

/// The parts of a filter, each a chip.
pub(super) fn chips(parts: Vec<String>) -> impl IntoView {
    parts
        .into_iter()
        .map(|part| view! { <li class="chip plain"><span class="c-text"><bdi>{part}</bdi></span></li> })
        .collect_view()
}

/// The choice, and in words what it means. `kept` is a filter that is no preset's.
#[component]
pub(super) fn FilterChoice(
    id: &'static str,
    filter: RwSignal<EventFilter>,
    kept: Option<EventFilter>,
    #[prop(into)] presets: Signal<Vec<Preset>>,
    words: Words,
) -> impl IntoView {
    let has_kept = kept.is_some();
    let kept = StoredValue::new(kept);
    let on_change = move |event| {
        let value = event_target_value(&event);
        let zone = words.zone.with_untracked(|zone| zone.name().to_owned());
        let chosen = match value.as_str() {
            ALL => Some(EventFilter::default()),
            KEPT => kept.get_value(),
            id => presets.with_untracked(|presets| {
                let preset = presets.iter().find(|preset| preset.id.to_string() == id)?;
                Some(presets::in_zone(&preset.filter, &zone))
            }),
        };
        // Of a preset that is gone, what was chosen before stays: it is never everything by mistake.
        if let Some(chosen) = chosen {
            filter.set(chosen);
        }
    };
    let options = move || {
        presets
            .get()
            .into_iter()
            .filter(|preset| !preset.filter.is_empty())
            .map(|preset| view! { <option value=preset.id.to_string()>{preset.name}</option> })
            .collect_view()
    };
    let parts = move || {
        let filter = filter.get();
        (!filter.is_empty()).then(|| {
            view! { <ul class="chips" aria-label="Events that are sent">{chips(words.parts(&filter))}</ul> }
        })
    };
    view! {
        <select class="in" id=id on:change=on_change>
            {has_kept.then(|| view! { <option value=KEPT>"As it is"</option> })}
            <option value=ALL>"Everything"</option>
            {options}
        </select>
        {parts}
    }
}
