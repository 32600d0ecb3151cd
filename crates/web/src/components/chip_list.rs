//! The filter as chips.

use daybook_shared::filter::Dimension;
use leptos::prelude::*;

use super::icon::Icon;
use crate::chips::{Chip, Part};

/// The chips. A chip of a dimension opens its editor; the × takes it out.
#[component]
pub fn ChipList(
    #[prop(into)] chips: Signal<Vec<Chip>>,
    on_remove: Callback<Part>,
    /// Opens the editor of a dimension. Without it chips only tell and go.
    #[prop(optional)]
    on_edit: Option<Callback<(Dimension, bool)>>,
) -> impl IntoView {
    let chip = move |chip: Chip| {
        let sentence = chip.sentence();
        let part = chip.part;
        let class = if chip.excludes() { "not" } else { "op" };
        let words = view! {
            {(!chip.field.is_empty()).then(|| format!("{} ", chip.field))}
            <span class=class>{chip.operator}</span> " "
            <b><bdi>{chip.value}</bdi></b>
        };
        let text = match (on_edit, part) {
            (Some(on_edit), Part::Clause(dimension, excludes)) => view! {
                <button type="button" on:click=move |_| on_edit.run((dimension, excludes))>{words}</button>
            }
            .into_any(),
            _ => view! { <span class="c-text">{words}</span> }.into_any(),
        };
        view! {
            <li class="chip">
                {text}
                <button
                    type="button"
                    class="c-x"
                    aria-label=format!("Remove the filter {sentence}")
                    on:click=move |_| on_remove.run(part)
                >
                    <Icon name="x" />
                </button>
            </li>
        }
    };
    view! {
        <ul class="chips" aria-label="Filters">
            <For each=move || chips.get() key=|chip| chip.clone() children=chip />
        </ul>
    }
}
