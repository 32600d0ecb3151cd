//! The search box: typing narrows the list after a moment, Enter at once. Tokens such as `state:failed` become chips when a
//! blank or Enter ends them.

use std::sync::Arc;
use std::time::Duration;

use daybook_shared::filter::EventFilter;
use daybook_shared::limits::{MAX_QUERY_CHARS, MAX_QUERY_WORDS};
use daybook_shared::search;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use crate::directory::Directory;
use crate::tokens::Clause;
use crate::{browser, tokens};

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
    /// What was typed as parts of the filter.
    pub clauses: Vec<Clause>,
}

/// The box. `filter` is what the URL says.
#[component]
pub fn SearchBox(
    #[prop(into)] filter: Signal<EventFilter>,
    on_search: Callback<Typed>,
    /// Who and what can be named in it.
    directory: Memo<Arc<Directory>>,
) -> impl IntoView {
    let text = RwSignal::new(filter.with_untracked(|filter| filter.q.clone().unwrap_or_default()));
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let cancel = move || {
        if let Some(Some(handle)) = pending.try_update_value(Option::take) {
            handle.clear();
        }
    };
    on_cleanup(cancel);
    let complaint = RwSignal::new(None::<String>);
    // The URL speaks last; but what this box itself has sent comes back while somebody types on.
    let sent = StoredValue::new(false);
    Effect::new(move |before: Option<EventFilter>| {
        let now = filter.get();
        if before.is_some_and(|before| before != now) && !sent.get_value() {
            text.set(now.q.clone().unwrap_or_default());
            complaint.set(None);
        }
        now
    });
    let send_on = move |typed: Typed| {
        sent.set_value(true);
        on_search.run(typed);
        request_animation_frame(move || {
            sent.try_set_value(false);
        });
    };
    let too_many =
        Memo::new(move |_| text.with(|text| search::words(&tokens::plain(text)).len() > MAX_QUERY_WORDS));
    let take_apart = move || {
        spawn_local(async move {
            let reader = tokens::reader().await;
            // The page may be gone, and somebody may have typed on.
            let Some(typed) = text.try_get_untracked() else {
                return;
            };
            let Ok(reader) = reader else {
                complaint.set(Some(
                    "The filters could not be read without the network.".to_owned(),
                ));
                return;
            };
            let read = directory.with_untracked(|directory| reader(&typed, directory));
            let goes_on = typed.ends_with(char::is_whitespace) && !read.rest.is_empty();
            text.set(read.rest + if goes_on { " " } else { "" });
            complaint.set(read.complaint);
            send_on(Typed {
                text: read.words,
                committed: true,
                clauses: read.clauses,
            });
        });
    };
    let send = move |committed: bool| {
        cancel();
        if too_many.get_untracked() {
            return;
        }
        if text.with_untracked(|text| tokens::has_token(text)) {
            // Half a token is no search.
            return if committed {
                take_apart()
            };
        }
        send_on(Typed {
            text: text.get_untracked(),
            committed,
            clauses: Vec::new(),
        });
    };
    let on_input = move |event| {
        text.set(event_target_value(&event));
        complaint.set(None);
        cancel();
        if text.with_untracked(|text| tokens::is_finished(text) && tokens::has_token(text)) {
            return send(true);
        }
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
                complaint.set(None);
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
                aria-describedby=move || if too_many.get() { Some("q-error") } else { complaint.with(Option::is_some).then_some("q-said") }
                prop:value=move || text.get()
                on:input=on_input
                on:keydown=on_keydown
            />
            <kbd aria-hidden="true">"/"</kbd>
            <span class="said" id="q-said" role="status">{move || complaint.get()}</span>
            <Show when=move || too_many.get()>
                <span class="err" id="q-error" role="alert">
                    {format!("A search has at most {MAX_QUERY_WORDS} words.")}
                </span>
            </Show>
        </form>
    }
}
