//! Table or cards: one media query decides.

use daybook_shared::limits::{DESKTOP_MIN_WIDTH_PX, DESKTOP_ROWS, PHONE_ROWS};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How wide the window is.
#[derive(Clone, Copy)]
pub struct Viewport {
    is_wide: ReadSignal<bool>,
}

impl Viewport {
    /// Watches the window from now on.
    pub fn watch() -> Self {
        let query = window()
            .match_media(&format!("(width >= {DESKTOP_MIN_WIDTH_PX}px)"))
            .ok()
            .flatten();
        let (is_wide, set_wide) = signal(query.as_ref().is_none_or(|query| query.matches()));
        if let Some(query) = query {
            let list = query.clone();
            let follow = Closure::<dyn FnMut()>::new(move || set_wide.set(list.matches())).into_js_value();
            query.set_onchange(Some(follow.unchecked_ref()));
            // The query must outlive this function, or its events stop.
            let query = StoredValue::new_local(query);
            on_cleanup(move || query.dispose());
        }
        Self { is_wide }
    }

    /// Whether there is room for the table.
    pub fn is_wide(self) -> bool {
        self.is_wide.get()
    }

    /// Rows of a page.
    pub fn rows(self) -> u32 {
        if self.is_wide() { DESKTOP_ROWS } else { PHONE_ROWS }
    }
}
