//! Table or cards: one media query decides.

use daybook_shared::limits::{DESKTOP_MIN_WIDTH_PX, DESKTOP_ROWS, MAX_LIMIT, PHONE_ROWS};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MediaQueryList;

use crate::browser;

/// The links of rows and cards.
const ROWS: &str = "a[id^='row-']";

/// How wide the window is.
#[derive(Clone, Copy)]
pub struct Viewport {
    is_wide: ReadSignal<bool>,
    is_printed: RwSignal<bool>,
    place: StoredValue<Option<(usize, String)>>,
}

impl Viewport {
    /// Watches the window from now on.
    pub fn watch() -> Self {
        let query = window()
            .match_media(&format!("(width >= {DESKTOP_MIN_WIDTH_PX}px)"))
            .ok()
            .flatten();
        let (is_wide, set_wide) = signal(query.as_ref().is_none_or(|query| query.matches()));
        let is_printed = RwSignal::new(false);
        let place = StoredValue::new(None);
        let before = window_event_listener(ev::beforeprint, move |_| is_printed.set(true));
        let after = window_event_listener(ev::afterprint, move |_| is_printed.set(false));
        on_cleanup(move || {
            before.remove();
            after.remove();
        });
        if let Some(query) = query {
            // When the window has been turned it is too late to ask: what was seen stands elsewhere by then, and the
            // page may have been scrolled for its new length.
            let seen = StoredValue::new(None);
            let list = StoredValue::new_local(query.clone());
            let scrolled = window_event_listener_untyped("scrollend", move |_| {
                if list.with_value(MediaQueryList::matches) == is_wide.get_untracked() {
                    seen.set_value(browser::first_in_view(ROWS));
                }
            });
            on_cleanup(move || scrolled.remove());
            let follow = Closure::<dyn FnMut()>::new(move || {
                // The width of a sheet of paper is not that of the window.
                if !is_printed.get_untracked() {
                    let before = seen.try_update_value(Option::take).flatten();
                    place.set_value(before.or_else(|| browser::first_in_view(ROWS)));
                    set_wide.set(list.with_value(MediaQueryList::matches));
                }
            })
            .into_js_value();
            query.set_onchange(Some(follow.unchecked_ref()));
            // The query must outlive this function, or its events stop.
            let query = StoredValue::new_local(query);
            on_cleanup(move || query.dispose());
        }
        Self {
            is_wide,
            is_printed,
            place,
        }
    }

    /// Whether there is room for the table.
    pub fn is_wide(self) -> bool {
        self.is_wide.get()
    }

    /// Whether the list is a table: on paper it always is.
    pub fn shows_table(self) -> bool {
        self.is_wide() || self.is_printed.get()
    }

    /// Draws the page as paper shows it; printing it, and then the screen's own, follow.
    pub fn prepare_print(self) {
        self.is_printed.set(true);
    }

    /// Draws the page as the screen shows it, where nothing was printed.
    pub fn end_print(self) {
        self.is_printed.set(false);
    }

    /// The first row that was seen before the window was turned, unless it was the first of all.
    pub fn place(self) -> Option<String> {
        let place = self.place.get_value();
        place.filter(|(before, _)| *before > 0).map(|(_, id)| id)
    }

    /// How many rows a page needs that has that row, in whole pages of a phone.
    pub fn rows_to_place(self) -> u32 {
        let before = self
            .place
            .with_value(|place| place.as_ref().map(|(before, _)| *before));
        let rows = before.map_or(0, |before| u32::try_from(before + 1).unwrap_or(MAX_LIMIT));
        rows.next_multiple_of(PHONE_ROWS).min(MAX_LIMIT)
    }

    /// Rows of a page.
    pub fn rows(self) -> u32 {
        if self.is_wide() { DESKTOP_ROWS } else { PHONE_ROWS }
    }
}
