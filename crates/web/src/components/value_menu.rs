//! The menu on a value: only this, exclude, copy.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::Icon;
use crate::browser;
use crate::cell_value::CellValue;

/// How long "Copied" is read before the menu goes.
const SAID: Duration = Duration::from_millis(900);

/// What is chosen in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// Only the events that have the value.
    Only,
    /// Only those that do not.
    Exclude,
    /// Nothing more: it closes.
    Nothing,
}

/// The items. The focus goes to the first, and arrows lead on.
#[component]
pub fn ValueMenu(value: CellValue, on_choose: Callback<Chosen>) -> impl IntoView {
    let menu = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if menu.get().is_some() {
            step(menu, Place::First);
        }
    });
    let outcome = RwSignal::new(None::<bool>);
    let copied = StoredValue::new(value.copied.clone());
    let copy = move || {
        spawn_local(async move {
            let is_copied = browser::copy(&copied.get_value()).await;
            if outcome.try_set(Some(is_copied)).is_none() {
                // Whoever goes on sooner has closed it already.
                set_timeout(
                    move || {
                        if outcome.try_get_untracked().is_some() {
                            on_choose.run(Chosen::Nothing);
                        }
                    },
                    SAID,
                );
            }
        });
    };
    let on_keydown = move |event: KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        match event.key().as_str() {
            "ArrowDown" => step(menu, Place::Next),
            "ArrowUp" => step(menu, Place::Previous),
            "Home" => step(menu, Place::First),
            "End" => step(menu, Place::Last),
            "c" if !has_modifier => copy(),
            "Escape" => on_choose.run(Chosen::Nothing),
            // Goes on from the value itself.
            "Tab" => return on_choose.run(Chosen::Nothing),
            _ => return,
        }
        event.prevent_default();
    };
    let said = move || match outcome.get() {
        None => "Copy",
        Some(true) => "Copied",
        Some(false) => "The browser does not allow it",
    };
    let label = value.label.clone();
    let excludable = value.is_excludable().then(|| value.label.clone());
    view! {
        <div node_ref=menu role="menu" aria-label=value.label class="value-items" on:keydown=on_keydown>
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| on_choose.run(Chosen::Only)>
                <Icon name="filter" />
                <span class="name">"Filter to " <bdi>{label}</bdi></span>
            </button>
            {excludable.map(|label| view! {
                <button type="button" role="menuitem" tabindex="-1" on:click=move |_| on_choose.run(Chosen::Exclude)>
                    <Icon name="x" />
                    <span class="name">"Exclude " <bdi>{label}</bdi></span>
                </button>
            })}
            <hr />
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| copy()>
                {move || match outcome.get() {
                    Some(true) => view! { <Icon name="check" /> },
                    _ => view! { <Icon name="copy" /> },
                }}
                {said}
                <kbd aria-hidden="true">"c"</kbd>
            </button>
        </div>
        <span class="sr" role="status">{move || outcome.get().map(|_| said())}</span>
    }
}

enum Place {
    First,
    Last,
    Next,
    Previous,
}

/// Moves the focus among the items, round at the ends.
fn step(menu: NodeRef<Div>, to: Place) {
    let Some(items) = menu
        .get_untracked()
        .and_then(|menu| menu.query_selector_all("[role=menuitem]").ok())
    else {
        return;
    };
    let count = items.length();
    let active = document().active_element();
    let here = (0..count).find(|place| {
        let item = items.get(*place);
        active
            .as_ref()
            .is_some_and(|active| active.is_same_node(item.as_ref()))
    });
    let place = match to {
        Place::First => 0,
        Place::Last => count.saturating_sub(1),
        Place::Next => here.map_or(0, |here| (here + 1) % count),
        Place::Previous => here.map_or(0, |here| (here + count - 1) % count),
    };
    if let Some(item) = items
        .get(place)
        .and_then(|item| item.dyn_into::<HtmlElement>().ok())
    {
        let _ = item.focus();
    }
}
