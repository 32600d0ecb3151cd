//! What opens over any page: the palette that jumps, the help with all keys.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::{use_location, use_navigate};

use super::log_keys;
use super::palette::PaletteDialog;
use super::shortcut_help::ShortcutHelp;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::layer::{Layer, Open};
use crate::session::{Phase, Session, WORKSPACE_KEY};
use crate::shortcuts::HELP;
use crate::{browser, clock, path};

/// How long `g` waits for the key that says where to, in microseconds.
const PATIENCE: i64 = 1_500_000;

#[wasm_split(layers, wasm_split_path = leptos::wasm_split, fallible)]
fn palette() -> Result<Draw<Open>, SplitLoaderError> {
    Ok(|open| view! { <PaletteDialog open /> }.into_any())
}

#[wasm_split(layers, wasm_split_path = leptos::wasm_split, fallible)]
fn shortcut_help() -> Result<Draw<Open>, SplitLoaderError> {
    Ok(|open| view! { <ShortcutHelp open /> }.into_any())
}

/// Listens for their keys on every page, and draws what is open.
#[component]
pub fn Layers(open: Open) -> impl IntoView {
    let session = expect_context::<Session>();
    let location = use_location().pathname;
    let navigate = use_navigate();
    let is_in = move || session.phase.get_untracked() == Phase::SignedIn;
    let went = StoredValue::new(None::<i64>);
    let handle = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let key = event.key();
        let is_command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        if is_command && key.eq_ignore_ascii_case("k") && is_in() {
            // Over another dialog it would be in its way.
            let is_free = open.get_untracked().is_some() || !browser::has_dialog();
            event.prevent_default();
            if is_free {
                if open.get_untracked() == Some(Layer::Palette) {
                    // Closing gives the focus back.
                    browser::close_dialog();
                } else {
                    open.set(Some(Layer::Palette));
                }
            }
            return;
        }
        let is_on = is_in() && untrack(|| session.has_shortcuts());
        if log_keys::pressed_at(&event).is_none() || !is_on {
            return;
        }
        let now = clock::now().0;
        let was_g = went.get_value().is_some_and(|at| now - at < PATIENCE);
        went.set_value((key == "g").then_some(now));
        let leads = path::PAGES.iter().find(|page| page.key == key);
        if let Some(page) = leads.filter(|_| was_g) {
            let here = location.with_untracked(|path| path::workspace_of(path));
            if let Some(workspace) = here.or_else(|| browser::kept(WORKSPACE_KEY)) {
                // The log's own l must not act on the same press.
                event.prevent_default();
                let may = |permission| untrack(|| session.may(&workspace, permission));
                if page.needs.is_none_or(may) {
                    navigate(&page.of(&workspace), Default::default());
                }
            }
        } else if key == HELP {
            event.prevent_default();
            open.set(Some(Layer::Help));
        }
    });
    on_cleanup(move || handle.remove());
    move || match open.get()? {
        Layer::Palette => Some(chunk::show(palette, open).into_any()),
        Layer::Help => Some(chunk::show(shortcut_help, open).into_any()),
    }
}
