//! The menu of a value that was pressed, in the cell that holds it.

use daybook_shared::filter::Dimension;
use daybook_shared::timestamp::Timestamp;
use leptos::ev;
use leptos::portal::Portal;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, Node};

use super::log::Step;
use super::log_tools;
use super::log_values::Given;
use crate::cell_value::{CellValue, Meaning, TIME};
use crate::components::reading::Reading;
use crate::components::value_menu::{Chosen, ValueMenu};
use crate::{browser, chips};

/// Room that the menu needs, in pixels.
const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 190.0;

/// The menu, for as long as the value is pressed. A click elsewhere and the focus leaving close it.
pub(super) fn draw(given: Given) -> Option<AnyView> {
    let Given {
        pressed,
        reading,
        viewport,
        go,
    } = given;
    // Whoever has gone on meanwhile is not called back.
    let button = pressed.get_untracked().filter(|button| {
        button.is_connected()
            && (browser::has_no_focus() || button.contains(document().active_element().as_deref()))
    })?;
    let cell = button.parent_element()?;
    let value = value_of(&button, reading)?;
    let class = placing(&button);
    let _ = button.set_attribute("aria-expanded", "true");
    let shut = StoredValue::new_local(button);
    on_cleanup(move || {
        shut.try_with_value(|button| button.remove_attribute("aria-expanded"));
    });
    let close = move || pressed.set(None);
    let around = StoredValue::new_local(cell.clone());
    let leaves = move |target: Option<EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        if !around.with_value(|cell| cell.contains(node.as_ref())) {
            close();
        }
    };
    let down = window_event_listener(ev::pointerdown, move |event| leaves(event.target()));
    let focus = window_event_listener(ev::focusin, move |event| leaves(event.target()));
    on_cleanup(move || {
        down.remove();
        focus.remove();
    });
    let shown = value.clone();
    let value = StoredValue::new(value);
    let on_choose = Callback::new(move |chosen: Chosen| {
        let Some(button) = given.pressed.get_untracked() else {
            return;
        };
        let value = value.get_value();
        close();
        if chosen == Chosen::Nothing {
            let _ = button.focus();
            return;
        }
        let mut filter = reading.query.with_untracked(|query| query.filter.clone());
        match chosen {
            Chosen::Exclude => value.exclude(&mut filter),
            _ => reading
                .zone
                .with_untracked(|zone| value.only(&mut filter, zone.name())),
        }
        let in_drawer = button.closest(".drawer").is_ok_and(|drawer| drawer.is_some());
        let is_wide = untrack(|| viewport.is_wide());
        let mut query = reading.query.get_untracked().with_filter(filter);
        if in_drawer && is_wide {
            let _ = button.focus();
        } else {
            // On a phone the event covers the list that was asked for.
            query = query.with_event(query.event.clone().filter(|_| is_wide));
            request_animation_frame(move || browser::focus(log_tools::filter_button(viewport)));
        }
        go.run(Step {
            scrolls: !in_drawer || !is_wide,
            ..Step::to(query)
        });
    });
    let view = view! {
        <Portal mount=cell>
            <div class=class><ValueMenu value=shown.clone() on_choose /></div>
        </Portal>
    };
    Some(view.into_any())
}

/// What a button says that it is.
fn value_of(button: &HtmlElement, reading: Reading) -> Option<CellValue> {
    let value = button.get_attribute("value")?;
    let field = button.get_attribute("data-field")?;
    if field == TIME {
        let moment: Timestamp = value.parse().ok()?;
        let time = reading.zone.with_untracked(|zone| zone.local(moment));
        return Some(CellValue {
            label: time.day(),
            meaning: Meaning::Day(time.date),
            copied: value,
        });
    }
    let (dimension, _) = Dimension::of_key(&field)?;
    let label = button.get_attribute("data-label").unwrap_or_else(|| {
        reading
            .directory
            .with_untracked(|names| chips::value_label(dimension, &value, names))
    });
    // What is seen is what is copied: of types and targets that is what machines call them.
    let copied = match dimension {
        Dimension::Type | Dimension::Target => value.clone(),
        _ => label.clone(),
    };
    Some(CellValue {
        meaning: Meaning::Value(dimension, value),
        label,
        copied,
    })
}

/// Under the value, at its start; over it and at its end where there is no room.
fn placing(button: &HtmlElement) -> &'static str {
    let size =
        |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or_default();
    let area = button.get_bounding_client_rect();
    let is_end = area.left() + WIDTH > size(window().inner_width());
    let is_up = area.bottom() + HEIGHT > size(window().inner_height());
    match (is_end, is_up) {
        (false, false) => "pop-panel menu value-menu",
        (true, false) => "pop-panel menu value-menu end",
        (false, true) => "pop-panel menu value-menu up",
        (true, true) => "pop-panel menu value-menu end up",
    }
}
