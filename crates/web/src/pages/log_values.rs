//! What a value in the log offers when it is pressed. One listener and one menu serve every cell of the page.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::log::Step;
use super::value_pressed;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::reading::Reading;
use crate::components::value_button::SELECTOR;
use crate::viewport::Viewport;

/// What the menu is drawn for.
#[derive(Clone, Copy)]
pub(super) struct Given {
    /// The value's button.
    pub(super) pressed: RwSignal<Option<HtmlElement>, LocalStorage>,
    pub(super) reading: Reading,
    pub(super) viewport: Viewport,
    pub(super) go: Callback<Step>,
}

#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
fn value_menu() -> Result<Draw<Given>, SplitLoaderError> {
    Ok(|given| value_pressed::draw(given).into_any())
}

/// Opens the menu of whatever value is pressed.
#[component]
pub(super) fn ValueMenus(reading: Reading, viewport: Viewport, go: Callback<Step>) -> impl IntoView {
    let pressed = RwSignal::new_local(None::<HtmlElement>);
    let click = window_event_listener(ev::click, move |event| {
        let button = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest(SELECTOR).ok().flatten())
            .and_then(|button| button.dyn_into::<HtmlElement>().ok());
        if let Some(button) = button {
            // Pressed again, it closes.
            pressed.update(|pressed| *pressed = (pressed.as_ref() != Some(&button)).then_some(button));
        }
    });
    on_cleanup(move || click.remove());
    let given = Given {
        pressed,
        reading,
        viewport,
        go,
    };
    move || {
        pressed
            .with(Option::is_some)
            .then(|| chunk::show(value_menu, given))
    }
}
