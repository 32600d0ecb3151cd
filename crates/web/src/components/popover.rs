//! A button that opens a panel under it: menus of the header, filters, ranges.

use leptos::ev::{self, FocusEvent, KeyboardEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, Node};

use crate::browser;

/// A button and its panel. Esc, a click elsewhere or the focus leaving close it.
#[component]
pub fn Popover(
    /// The button's id.
    id: &'static str,
    /// The button's class.
    class: &'static str,
    /// The panel's class, beside `pop-panel`.
    #[prop(default = "")]
    panel_class: &'static str,
    /// What the panel is called.
    label: &'static str,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the button shows.
    #[prop(into)]
    trigger: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let is_inside = move |target: Option<EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        root.get_untracked()
            .is_some_and(|root| root.contains(node.as_ref()))
    };
    let handle = window_event_listener(ev::pointerdown, move |event| {
        if open.get_untracked() && !is_inside(event.target()) {
            open.set(false);
        }
    });
    on_cleanup(move || handle.remove());
    let on_focusout = move |event: FocusEvent| {
        let goes_to = event.related_target();
        if goes_to.is_some() && !is_inside(goes_to) {
            open.set(false);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            // The page's own Esc must not act on the same press.
            event.prevent_default();
            open.set(false);
            browser::focus(id);
        }
    };
    let panel_id = format!("{id}-panel");
    let controls = panel_id.clone();
    let children = StoredValue::new(children);
    view! {
        <div class="pop" node_ref=root on:focusout=on_focusout on:keydown=on_keydown>
            <button
                type="button"
                id=id
                class=class
                aria-expanded=move || open.get().to_string()
                aria-controls=move || open.get().then(|| controls.clone())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {trigger.run()}
            </button>
            <Show when=move || open.get()>
                <div id=panel_id.clone() class=format!("pop-panel {panel_class}") role="group" aria-label=label>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </div>
    }
}
