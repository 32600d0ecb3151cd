//! The keys of the log: `/` search, `j` `k` rows, `[` `]` pages, `t` `u` times, `p` presets, `l` live, Esc closes. None acts while somebody types.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser;
use crate::components::search_box;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Search,
    NextRow,
    PreviousRow,
    OlderPage,
    NewerPage,
    /// Times by their distance, or by the clock.
    Times,
    /// Times in UTC, or in the person's zone.
    Utc,
    Presets,
    Live,
    Close,
}

/// The command of a key. With the drawer open, arrows walk from event to event.
fn command(key: &str, is_open: bool) -> Option<Command> {
    match key {
        "/" => Some(Command::Search),
        "j" => Some(Command::NextRow),
        "k" => Some(Command::PreviousRow),
        "ArrowDown" if is_open => Some(Command::NextRow),
        "ArrowUp" if is_open => Some(Command::PreviousRow),
        "]" => Some(Command::OlderPage),
        "[" => Some(Command::NewerPage),
        "t" => Some(Command::Times),
        "u" => Some(Command::Utc),
        "p" => Some(Command::Presets),
        "l" => Some(Command::Live),
        "Escape" if is_open => Some(Command::Close),
        _ => None,
    }
}

/// Listens while the page is there.
pub(super) fn listen(is_on: Signal<bool>, is_open: Signal<bool>, act: Callback<Command>) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_typing = target.as_ref().is_some_and(browser::takes_text);
        // A scrolling box keeps its arrows, an open menu or sheet its keys.
        let scrolls = target.as_ref().is_some_and(|target| target.tag_name() == "PRE");
        let in_layer = target.as_ref().is_some_and(|target| {
            target
                .closest("dialog, .pop-panel")
                .is_ok_and(|layer| layer.is_some())
        });
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.default_prevented() || is_typing || scrolls || in_layer || has_modifier {
            return;
        }
        // Esc closes for everybody; the rest are single keys, which a person can switch off (WCAG 2.1.4).
        let command = command(&event.key(), is_open.get_untracked());
        if let Some(command) = command.filter(|command| *command == Command::Close || is_on.get_untracked()) {
            event.prevent_default();
            act.run(command);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Moves the focus to the search box.
pub(super) fn focus_search() {
    browser::focus(search_box::ID);
}

/// Moves the focus from row to row.
pub(super) fn step_row(forward: bool) {
    let Ok(links) = document().query_selector_all(".log .what a, .card-what[href]") else {
        return;
    };
    let links: Vec<HtmlElement> = (0..links.length())
        .filter_map(|index| links.get(index)?.dyn_into::<HtmlElement>().ok())
        .collect();
    let focused = document().active_element();
    let here = links.iter().position(|link| {
        focused
            .as_ref()
            .is_some_and(|focused| link.is_same_node(Some(focused)))
    });
    let next = match (here, forward) {
        (Some(index), true) => index + 1,
        (Some(index), false) => index.saturating_sub(1),
        (None, _) => 0,
    };
    if let Some(link) = links.get(next) {
        let _ = link.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_and_escape_belong_to_the_drawer() {
        assert_eq!(command("ArrowDown", true), Some(Command::NextRow));
        assert_eq!(command("ArrowDown", false), None);
        assert_eq!(command("Escape", false), None);
        assert_eq!(command("j", false), Some(Command::NextRow));
        assert_eq!(command("Enter", true), None);
    }
}
