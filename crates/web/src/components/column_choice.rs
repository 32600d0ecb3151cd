//! The columns of a file, to tick.

use daybook_shared::export::ExportColumn;
use leptos::prelude::*;

use super::icon::Icon;

/// A checklist of all columns, in the order of the file.
#[component]
pub fn ColumnChoice(
    /// The id of the list, which can have the focus.
    id: &'static str,
    /// Those that are ticked, in the order of the file.
    chosen: RwSignal<Vec<ExportColumn>>,
) -> impl IntoView {
    let toggle = move |column: ExportColumn, is_ticked: bool| {
        chosen.update(|chosen| {
            let all = ExportColumn::ALL.iter().copied();
            let has = |known: &ExportColumn| {
                if *known == column {
                    is_ticked
                } else {
                    chosen.contains(known)
                }
            };
            *chosen = all.filter(has).collect();
        });
    };
    let check = move |column: ExportColumn| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.read().contains(&column)
                    on:change=move |event| toggle(column, event_target_checked(&event))
                />
                <code>{column.name()}</code>
            </label>
        }
    };
    view! {
        <fieldset class="field columns" id=id tabindex="-1">
            <legend class="label">"Columns of the file"</legend>
            <div class="line">
                <button type="button" class="btn small" on:click=move |_| chosen.set(ExportColumn::ALL.to_vec())>"Select all"</button>
                <button type="button" class="btn small" on:click=move |_| chosen.set(Vec::new())>"Select none"</button>
                <span class="muted" role="status">{move || format!("{} of {}", chosen.read().len(), ExportColumn::ALL.len())}</span>
            </div>
            <div class="column-list">{ExportColumn::ALL.iter().copied().map(check).collect_view()}</div>
            <p class="err" role="alert">
                {move || chosen.read().is_empty().then(|| view! { <Icon name="alert" small=true /> <span>"Tick at least one column."</span> })}
            </p>
        </fieldset>
    }
}
