//! The parts of the filters that are loaded when somebody opens one.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::Period;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log_counts::load_counts;
use super::log_matching::count_matching;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::filter_panel::FilterPanel;
use crate::components::filter_sheet::FilterSheet;
use crate::components::range_form::RangeForm;
use crate::components::reading::Reading;
use crate::session::Session;

/// What the menu of filters is drawn for.
#[derive(Clone, Copy)]
pub(super) struct OfMenu {
    pub(super) session: Session,
    pub(super) filter: Memo<EventFilter>,
    pub(super) on_change: Callback<EventFilter>,
    /// The dimension being edited and which side of it; none shows the list of dimensions.
    pub(super) field: RwSignal<Option<(Dimension, bool)>>,
    pub(super) reading: Reading,
}

/// What a range is drawn for.
#[derive(Clone, Copy)]
pub(super) struct OfRange {
    pub(super) period: Signal<Period>,
    pub(super) on_change: Callback<Period>,
    pub(super) reading: Reading,
}

/// What the sheet is drawn for.
#[derive(Clone, Copy)]
pub(super) struct OfSheet {
    pub(super) session: Session,
    pub(super) filter: Memo<EventFilter>,
    pub(super) on_show: Callback<EventFilter>,
    pub(super) on_close: Callback<()>,
    pub(super) reading: Reading,
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn menu() -> Result<Draw<OfMenu>, SplitLoaderError> {
    Ok(|of| {
        let OfMenu {
            session,
            filter,
            on_change,
            field,
            reading,
        } = of;
        let counts = load_counts(session, reading, filter.into());
        view! { <FilterPanel filter on_change field counts reading /> }.into_any()
    })
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn range() -> Result<Draw<OfRange>, SplitLoaderError> {
    Ok(|of| {
        let OfRange {
            period,
            on_change,
            reading,
        } = of;
        view! { <RangeForm period on_change reading prefix="menu" /> }.into_any()
    })
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn sheet() -> Result<Draw<OfSheet>, SplitLoaderError> {
    Ok(|of| {
        let OfSheet {
            session,
            filter,
            on_show,
            on_close,
            reading,
        } = of;
        let draft = RwSignal::new(filter.get_untracked());
        let matching = count_matching(session, reading, draft.into());
        let counts = load_counts(session, reading, draft.into());
        view! { <FilterSheet filter draft matching counts on_show on_close reading /> }.into_any()
    })
}

/// The dimensions and their values, in a menu.
pub(super) fn menu_filters(of: OfMenu) -> impl IntoView {
    chunk::show(menu, of)
}

/// The form of a range, in a menu.
pub(super) fn menu_range(of: OfRange) -> impl IntoView {
    chunk::show(range, of)
}

/// All filters, on a phone.
pub(super) fn whole_sheet(of: OfSheet) -> impl IntoView {
    chunk::show(sheet, of)
}
