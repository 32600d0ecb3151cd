//! What the keys of the log do.

use daybook_shared::settings::Times;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::event_drawer;
use super::log::Step;
use super::log_data::LogData;
use super::log_live::LogLive;
use super::log_presets::LogPresets;
use super::log_tools;
use crate::browser;
use crate::components::reading::Reading;
use crate::components::{search_box, value_button};
use crate::session::Session;
use crate::shortcuts::{self, Command};
use crate::viewport::Viewport;

/// Where a key was pressed, unless it is text there or belongs to whatever is open over the page.
pub(super) fn pressed_at(event: &KeyboardEvent) -> Option<Option<Element>> {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_typing = target.as_ref().is_some_and(browser::takes_text);
    // A scrolling box keeps its arrows, an open menu or sheet its keys.
    let scrolls = target.as_ref().is_some_and(|target| target.tag_name() == "PRE");
    let in_layer = browser::has_dialog()
        || target
            .as_ref()
            .is_some_and(|target| target.closest(".pop-panel").is_ok_and(|layer| layer.is_some()));
    // Some keyboards have [ and ] only with AltGr, which counts as Ctrl and Alt.
    let has_modifier =
        (event.ctrl_key() || event.meta_key() || event.alt_key()) && !event.get_modifier_state("AltGraph");
    let is_free = !(event.default_prevented() || is_typing || scrolls || in_layer || has_modifier);
    is_free.then_some(target)
}

/// Listens while the log is there, and does what its keys ask for.
pub(super) fn listen(
    session: Session,
    viewport: Viewport,
    data: LogData,
    presets: LogPresets,
    live: LogLive,
    reading: Reading,
    go: Callback<Step>,
) {
    let navigate = use_navigate();
    let query = reading.query;
    let is_open = move || query.with_untracked(|query| query.event.is_some());
    let turn = move |older: bool| {
        let cursor = data.page.value.with_untracked(|page| {
            let info = page.as_ref().map(|(_, page)| &page.page)?;
            if older {
                info.next_cursor.clone()
            } else {
                info.prev_cursor.clone()
            }
        });
        if cursor.is_some() {
            go.run(Step {
                scrolls: true,
                ..Step::to(query.get_untracked().at(cursor))
            });
        }
    };
    let act = move |command| match command {
        Command::Search => focus_search(),
        Command::Filter => browser::click(log_tools::filter_button(viewport)),
        Command::CopyLink => browser::click(log_tools::COPY_LINK),
        Command::NextValue => step_value(true),
        Command::PreviousValue => step_value(false),
        Command::NextRow | Command::PreviousRow => {
            let forward = command == Command::NextRow;
            if !is_open() {
                step_row(forward);
            } else {
                browser::click(if forward {
                    event_drawer::OLDER
                } else {
                    event_drawer::NEWER
                });
            }
        }
        Command::OlderPage => turn(true),
        Command::NewerPage => turn(false),
        Command::Times => session.choose_times(Times::Absolute),
        Command::Utc => session.choose_times(Times::Utc),
        Command::Presets => presets.dialog.set(true),
        Command::Live => live.toggle(),
        Command::Export => {
            if let Some(address) = untrack(|| log_tools::export_address(session, reading)) {
                navigate(&address, Default::default());
            }
        }
        Command::Close => go.run(Step::to(query.get_untracked().with_event(None))),
    };
    let handle = window_event_listener(ev::keydown, move |event| {
        let Some(target) = pressed_at(&event) else {
            return;
        };
        let in_row = target.is_some_and(|target| target.closest(ROW).is_ok_and(|row| row.is_some()));
        // Esc closes for everybody; the rest are single keys, which a person can switch off (WCAG 2.1.4).
        let is_on = untrack(|| session.has_shortcuts());
        let command = shortcuts::command(&event.key(), is_open(), in_row);
        if let Some(command) = command.filter(|command| *command == Command::Close || is_on) {
            event.prevent_default();
            act(command);
        }
    });
    on_cleanup(move || handle.remove());
    // What failed for want of a network is loaded again when it is back.
    let handle = window_event_listener(ev::online, move |_| {
        if data.page.error.with_untracked(Option::is_some) {
            data.page.retry();
        }
    });
    on_cleanup(move || handle.remove());
}

/// A row of the table, or a card.
const ROW: &str = ".log .rows tr, .card";
const LINK: &str = ".what a, .card-what";

/// Moves the focus to the search box.
pub(super) fn focus_search() {
    browser::focus(search_box::ID);
}

/// Moves the focus from row to row.
pub(super) fn step_row(forward: bool) {
    let rows = elements(&document(), ROW);
    let focused = document().active_element();
    let here = rows.iter().position(|row| row.contains(focused.as_deref()));
    let next = match (here, forward) {
        (Some(index), true) => index + 1,
        (Some(index), false) => index.saturating_sub(1),
        (None, _) => 0,
    };
    let link = rows
        .get(next)
        .and_then(|row| row.query_selector(LINK).ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let _ = link.focus();
    }
}

/// Moves the focus from value to value of the row that has it; the link is one of them.
pub(super) fn step_value(forward: bool) {
    let Some(focused) = document().active_element() else {
        return;
    };
    let Some(row) = focused.closest(ROW).ok().flatten() else {
        return;
    };
    let stops = elements(&row, &format!("{LINK}, {}", value_button::SELECTOR));
    let here = stops.iter().position(|stop| stop.is_same_node(Some(&focused)));
    let next = here.and_then(|here| {
        if forward {
            Some(here + 1)
        } else {
            here.checked_sub(1)
        }
    });
    if let Some(stop) = next.and_then(|next| stops.get(next)) {
        let _ = stop.focus();
    }
}

fn elements(within: &web_sys::Node, selector: &str) -> Vec<HtmlElement> {
    let found = match within.dyn_ref::<Element>() {
        Some(element) => element.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .collect()
}
