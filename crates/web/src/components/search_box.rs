//! The search box: typing narrows the list after a moment, Enter at once.

use std::time::Duration;

use daybook_shared::limits::{MAX_QUERY_CHARS, MAX_QUERY_WORDS};
use daybook_shared::search;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::icon::Icon;
use crate::browser;

/// The input's id; `/` puts the focus there.
pub const ID: &str = "q";
const DEBOUNCE: Duration = Duration::from_millis(300);

/// A search and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What stands in the box.
    pub text: String,
    /// Whether it was committed: a step in the history of its own.
    pub committed: bool,
}

/// The box. `q` is what the URL says.
#[component]
pub fn SearchBox(#[prop(into)] q: Signal<String>, on_search: Callback<Typed>) -> impl IntoView {
    let text = RwSignal::new(q.get_untracked());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let cancel = move || {
        if let Some(Some(handle)) = pending.try_update_value(Option::take) {
            handle.clear();
        }
    };
    on_cleanup(cancel);
    // The URL speaks last; but what this box itself has sent comes back while somebody types on.
    let sent = StoredValue::new(q.get_untracked());
    Effect::new(move |_| {
        let q = q.get();
        if sent.with_value(|sent| *sent != q) {
            sent.set_value(q.clone());
            text.set(q);
        }
    });
    let too_many = Memo::new(move |_| text.with(|text| search::words(text).len() > MAX_QUERY_WORDS));
    let send = move |committed: bool| {
        cancel();
        if !too_many.get_untracked() {
            sent.set_value(text.get_untracked());
            on_search.run(Typed {
                text: text.get_untracked(),
                committed,
            });
        }
    };
    let on_input = move |event| {
        text.set(event_target_value(&event));
        cancel();
        if let Ok(handle) = set_timeout_with_handle(move || send(false), DEBOUNCE) {
            pending.set_value(Some(handle));
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(true);
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            if text.with_untracked(String::is_empty) {
                if let Some(row) = document().query_selector(".log a, .card a").ok().flatten() {
                    browser::focus(&row.id());
                }
            } else {
                text.set(String::new());
                send(true);
            }
        }
    };
    view! {
        <form class="search" role="search" on:submit=on_submit>
            <Icon name="search" />
            <label class="sr" for=ID>"Search description, type, platform and actor"</label>
            <input
                class="in"
                id=ID
                type="search"
                placeholder="Search"
                autocomplete="off"
                spellcheck="false"
                enterkeyhint="search"
                maxlength=MAX_QUERY_CHARS.to_string()
                aria-invalid=move || too_many.get().then_some("true")
                aria-describedby=move || too_many.get().then_some("q-error")
                prop:value=move || text.get()
                on:input=on_input
                on:keydown=on_keydown
            />
            <kbd aria-hidden="true">"/"</kbd>
            <Show when=move || too_many.get()>
                <span class="err" id="q-error" role="alert">
                    {format!("A search has at most {MAX_QUERY_WORDS} words.")}
                </span>
            </Show>
        </form>
    }
}
