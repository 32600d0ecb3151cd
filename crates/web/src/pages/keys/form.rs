//! A new key: its name, what it may, how long it works.

use daybook_shared::access::Scope;
use daybook_shared::api_key::NewApiKey;
use daybook_shared::limits::MAX_NAME_CHARS;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::data::KeysData;
use crate::api::ApiError;
use crate::clock;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::components::notice::Notice;

/// The field of the name, for moving the focus.
pub(super) const NAME: &str = "key-name";

/// How long a key works, in days; the empty one until it is revoked.
const LENGTHS: [(&str, &str); 4] = [
    ("", "Until it is revoked"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "A year"),
];
const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// What a scope is good for, in people's words.
pub(super) const fn words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::EventsRead => ("Read the log", "Lists, counts, stories, the live stream."),
        Scope::EventsWrite => ("Append events", "For the systems whose events these are."),
        Scope::ExportsWrite => (
            "Make exports",
            "Files of whatever it asks for, and fetching them.",
        ),
        Scope::Admin => (
            "Administer",
            "Everything an admin may: the whole log, exports, keys and sources.",
        ),
    }
}

/// The form.
#[component]
pub(super) fn NewKeyForm(data: KeysData) -> impl IntoView {
    let name = NodeRef::<Input>::new();
    let chosen = RwSignal::new(Vec::<Scope>::new());
    let days = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked().filter(|_| !busy.get_untracked()) else {
            return;
        };
        let days: Option<i64> = days.with_untracked(|days| days.parse().ok());
        let new = NewApiKey {
            name: field.value().trim().to_owned(),
            scopes: chosen.get_untracked(),
            expires_at: days.map(|days| clock::now().plus_seconds(days * SECONDS_PER_DAY)),
        };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let workspace = data.workspace.get_value();
            let found = data.session.client.create_api_key(&workspace, &new).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(made) => data.add(made),
                Err(found) => error.set(Some(found)),
            }
        });
    };
    view! {
        <form class="panel rows new-key" aria-label="New key" on:submit=on_submit>
            <div class="set">
                <div class="about"><label for=NAME>"Name"</label><p>"Which program uses it. It is the actor of what the program does."</p></div>
                <div class="ctl field">
                    <input class="in" id=NAME node_ref=name required=true maxlength=MAX_NAME_CHARS autocomplete="off" dir="auto" placeholder="Nightly sync" />
                </div>
            </div>
            <fieldset class="set">
                <div class="about"><legend>"What it may"</legend><p>"As little as the program needs."</p></div>
                <div class="ctl field">{Scope::ALL.iter().map(|scope| view! { <ScopeCheck scope=*scope chosen data /> }).collect_view()}</div>
            </fieldset>
            <div class="set">
                <div class="about"><label for="key-length">"Works for"</label><p>"A key that ends by itself cannot be forgotten."</p></div>
                <div class="ctl field">
                    <select class="in" id="key-length" on:change=move |event| days.set(event_target_value(&event))>
                        {LENGTHS.map(|(value, words)| view! { <option value=value>{words}</option> }).into_iter().collect_view()}
                    </select>
                </div>
            </div>
            <div class="set">
                <div class="about"><p>"The key is shown once; what is stored is its hash."</p></div>
                <div class="ctl field">
                    {move || error.get().map(refusal)}
                    <div class="line">
                        <button class="btn primary" disabled=move || chosen.with(Vec::is_empty) aria-busy=move || busy.get().then_some("true")>
                            <Icon name="plus" />
                            "Create the key"
                        </button>
                    </div>
                </div>
            </div>
        </form>
    }
}

#[component]
fn ScopeCheck(scope: Scope, chosen: RwSignal<Vec<Scope>>, data: KeysData) -> impl IntoView {
    let (title, about) = words(scope);
    let needed = scope
        .needs()
        .filter(|feature| !data.plan.has(*feature))
        .map(|feature| feature.needs());
    let on_change = move |event| {
        let is_on = event_target_checked(&event);
        chosen.update(|chosen| {
            chosen.retain(|known| *known != scope);
            if is_on {
                chosen.push(scope);
            }
        });
    };
    view! {
        <label class="check scope">
            <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&scope)) disabled=needed.is_some() on:change=on_change />
            <span>
                {title} " " <code>{scope.as_str()}</code>
                <span class="hint">
                    {match needed {
                        None => about.to_owned(),
                        Some(plan) => format!("Needs the plan {}; this workspace has {}.", plan.as_str(), data.plan.as_str()),
                    }}
                </span>
            </span>
        </label>
    }
}

/// Why there is no key.
pub(super) fn refusal(error: ApiError) -> impl IntoView {
    view! {
        <div role="alert">
            <Notice icon="alert" tone="danger">
                <b>{error.title()}</b>
                <p>{error.detail()}</p>
                <code>{error_panel::reference(&error)}</code>
            </Notice>
        </div>
    }
}
