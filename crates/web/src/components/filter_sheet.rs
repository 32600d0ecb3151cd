//! The filters on a phone: the whole screen, a draft that acts when it is shown.

use daybook_shared::counts::Facets;
use daybook_shared::filter::{Dimension, EventFilter};
use leptos::html::Dialog;
use leptos::prelude::*;

use super::icon::Icon;
use super::range_form::RangeForm;
use super::reading::Reading;
use super::value_list::ValueList;
use crate::chips::{self, Part};
use crate::facets::Tally;
use crate::filter_edit;
use crate::filter_options::OFFERED;

/// The sheet. It is in the page only while it is open.
#[component]
pub fn FilterSheet(
    #[prop(into)] filter: Signal<EventFilter>,
    /// What is being chosen.
    draft: RwSignal<EventFilter>,
    /// How many events that would show, and whether there may be more; nothing while it is not known.
    matching: Signal<Option<Tally>>,
    /// How many events each value of the draft would show.
    counts: Signal<Option<Facets>>,
    on_show: Callback<EventFilter>,
    on_close: Callback<()>,
    reading: Reading,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    // A dialog opened as modal traps the focus, closes on Esc and gives the focus back, all by itself.
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    let on_change = Callback::new(move |filter| draft.set(filter));
    let period = Signal::derive(move || draft.with(|draft| draft.period.clone()));
    let said = move |part: fn(&Part) -> Option<Dimension>, wanted: Option<Dimension>| {
        let (directory, zone) = (reading.directory.get(), reading.zone.get());
        let all = draft.with(|draft| chips::chips(draft, &directory, zone.name(), |time| zone.local(time)));
        let fitting = all
            .iter()
            .filter(|chip| chip.part != Part::Search && part(&chip.part) == wanted);
        let words = fitting.map(|chip| {
            if chip.excludes() {
                format!("is not {}", chip.value)
            } else {
                chip.value.clone()
            }
        });
        words.collect::<Vec<_>>().join("; ")
    };
    let of_clause = |part: &Part| match part {
        Part::Clause(dimension, _) => Some(*dimension),
        Part::Period | Part::Search => None,
    };
    let section = move |dimension: Dimension| {
        let starts_excluding = filter.with_untracked(|filter| {
            filter_edit::values(filter, dimension, false).is_empty()
                && !filter_edit::values(filter, dimension, true).is_empty()
        });
        let excludes = RwSignal::new(starts_excluding);
        let is_open = dimension == Dimension::Type
            || filter.with_untracked(|filter| filter.clause(dimension).is_some());
        view! {
            <details class="fset" open=is_open>
                <summary>
                    <h2>{dimension.label()}</h2>
                    <span class="sel">{move || said(of_clause, Some(dimension))}</span>
                    <Icon name="down" />
                </summary>
                <div class="fset-in">
                    <ValueList dimension filter=draft on_change excludes counts reading prefix="sheet" />
                </div>
            </details>
        }
    };
    let show = move || match matching.get() {
        None => "Show events".to_owned(),
        Some(matching) => format!("Show {}", matching.long()),
    };
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby="sheet-title" on:close=move |_| on_close.run(())>
            <div class="sheet-bar">
                <button
                    type="button"
                    class="icon-btn"
                    aria-label="Close without applying"
                    on:click=move |_| on_close.run(())
                >
                    <Icon name="x" />
                </button>
                <h1 id="sheet-title">"Filters"</h1>
                <button
                    type="button"
                    class="btn quiet"
                    on:click=move |_| draft.update(|draft| {
                        *draft = EventFilter { q: draft.q.take(), ..EventFilter::default() };
                    })
                >
                    "Clear all"
                </button>
            </div>
            <details class="fset" open>
                <summary>
                    <h2>"When"</h2>
                    <span class="sel">{move || said(of_clause, None)}</span>
                    <Icon name="down" />
                </summary>
                <div class="fset-in">
                    <RangeForm
                        period
                        on_change=Callback::new(move |period| draft.update(|draft| draft.period = period))
                        reading
                        prefix="sheet"
                    />
                </div>
            </details>
            {OFFERED.iter().copied().map(section).collect_view()}
            <div class="sheet-foot">
                <button type="button" class="btn primary wide" on:click=move |_| on_show.run(draft.get_untracked())>
                    {show}
                </button>
            </div>
        </dialog>
    }
}
