//! The parts of the filters that are loaded when somebody opens one.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::Period;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::filter_sheet::FilterSheet;
use super::range_form::RangeForm;
use super::reading::Reading;
use super::value_list::ValueList;
use crate::chunk::{self, Draw, SplitLoaderError};

/// What the values of a menu are drawn for.
#[derive(Clone, Copy)]
pub struct OfMenu {
    pub dimension: Dimension,
    pub filter: Signal<EventFilter>,
    pub on_change: Callback<EventFilter>,
    pub excludes: RwSignal<bool>,
    pub reading: Reading,
    /// The focus goes into it, when it is there.
    pub on_there: Callback<()>,
}

/// What a range is drawn for.
#[derive(Clone, Copy)]
pub struct OfRange {
    pub period: Signal<Period>,
    pub on_change: Callback<Period>,
    pub reading: Reading,
}

/// What the sheet is drawn for.
#[derive(Clone, Copy)]
pub struct OfSheet {
    pub filter: Signal<EventFilter>,
    pub on_show: Callback<EventFilter>,
    pub on_close: Callback<()>,
    pub reading: Reading,
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn menu() -> Result<Draw<OfMenu>, SplitLoaderError> {
    Ok(|of| {
        request_animation_frame(move || of.on_there.run(()));
        let OfMenu {
            dimension,
            filter,
            on_change,
            excludes,
            reading,
            ..
        } = of;
        view! { <ValueList dimension filter on_change excludes reading prefix="menu" /> }.into_any()
    })
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn range() -> Result<Draw<OfRange>, SplitLoaderError> {
    Ok(
        |OfRange {
             period,
             on_change,
             reading,
         }| { view! { <RangeForm period on_change reading prefix="menu" /> }.into_any() },
    )
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn sheet() -> Result<Draw<OfSheet>, SplitLoaderError> {
    Ok(
        |OfSheet {
             filter,
             on_show,
             on_close,
             reading,
         }| { view! { <FilterSheet filter on_show on_close reading /> }.into_any() },
    )
}

/// The values of a dimension, in a menu.
pub fn menu_values(of: OfMenu) -> impl IntoView {
    chunk::show(menu, of)
}

/// The form of a range, in a menu.
pub fn menu_range(of: OfRange) -> impl IntoView {
    chunk::show(range, of)
}

/// All filters, on a phone.
pub fn whole_sheet(of: OfSheet) -> impl IntoView {
    chunk::show(sheet, of)
}
