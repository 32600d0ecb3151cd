//! What "+ Filter" opens: choose a dimension, then tick its values. What is ticked acts at once.

use daybook_shared::counts::Facets;
use daybook_shared::filter::{Dimension, EventFilter};
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;
use super::value_list::ValueList;
use crate::browser;
use crate::filter_edit;
use crate::filter_options::OFFERED;

/// The panel. `field` is the dimension being edited and which side of it; none shows the list of dimensions.
#[component]
pub fn FilterPanel(
    #[prop(into)] filter: Signal<EventFilter>,
    on_change: Callback<EventFilter>,
    field: RwSignal<Option<(Dimension, bool)>>,
    counts: Signal<Option<Facets>>,
    reading: Reading,
) -> impl IntoView {
    let excludes = RwSignal::new(false);
    let dimension = Memo::new(move |_| field.get().map(|(dimension, _)| dimension));
    Effect::new(move |_| {
        if let Some((_, side)) = field.get() {
            excludes.set(side);
        }
    });
    if field.with_untracked(Option::is_some) {
        focus_panel();
    }
    let choose = move |dimension: Dimension| {
        // Goes on with the side that is in use.
        let has = |excludes| {
            filter.with_untracked(|filter| !filter_edit::values(filter, dimension, excludes).is_empty())
        };
        field.set(Some((dimension, has(true) && !has(false))));
        focus_panel();
    };
    let back = move |_| {
        field.set(None);
        focus_panel();
    };
    let list = move || {
        OFFERED
            .iter()
            .copied()
            .map(|dimension| {
                view! {
                    <button type="button" on:click=move |_| choose(dimension)>
                        {dimension.label()}
                        <Icon name="right" small=true />
                    </button>
                }
            })
            .collect_view()
    };
    move || match dimension.get() {
        None => view! { <div class="menu-list">{list()}</div> }.into_any(),
        Some(dimension) => view! {
            <div class="filter-head">
                <button type="button" class="icon-btn" aria-label="All filters" on:click=back>
                    <Icon name="left" />
                </button>
                <h2>{dimension.label()}</h2>
            </div>
            <div class="fset-in">
                <ValueList dimension filter on_change excludes counts reading prefix="menu" />
            </div>
        }
        .into_any(),
    }
}

/// What was pressed goes with its view; the focus must not go with it, or the next Tab leaves the panel.
fn focus_panel() {
    request_animation_frame(|| {
        browser::focus_first("#filter-panel .fset-in input, #filter-panel .menu-list button")
    });
}
