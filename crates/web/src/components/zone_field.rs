//! The choice of a time zone: typed, suggested by the browser, or the workspace's.

use daybook_shared::timestamp::Timestamp;
use leptos::html::Input;
use leptos::prelude::*;

use super::icon::Icon;
use crate::time::LocalTime;
use crate::zone::{self, Zone};

/// A field with all zones that the browser knows, and the time there now.
#[component]
pub fn ZoneField(
    /// The zone that was chosen; without one, the browser's counts.
    chosen: Signal<Option<String>>,
    /// The name of the workspace that was read last, and its zone.
    of_workspace: Signal<Option<(String, String)>>,
    /// The zone that counts now.
    zone: Memo<Zone>,
    now: ReadSignal<Timestamp>,
    on_change: Callback<Option<String>>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let error = RwSignal::new(None::<String>);
    let all = StoredValue::new(zone::all());
    let browsers = Zone::of_browser().name().to_owned();
    let choose = Callback::new(move |typed: String| {
        let typed = typed.trim().replace(' ', "_");
        error.set(None);
        if typed.is_empty() {
            on_change.run(None);
            return;
        }
        let known = all.with_value(|all| {
            all.iter()
                .find(|known| known.eq_ignore_ascii_case(&typed))
                .cloned()
        });
        match known.or_else(|| typed.eq_ignore_ascii_case("utc").then(|| "UTC".to_owned())) {
            Some(known) => on_change.run(Some(known)),
            None => error.set(Some(format!(
                "“{typed}” is not a zone that this browser knows. They are named like Europe/Dublin."
            ))),
        }
    });
    let preview = move || {
        let now = now.get();
        let told = zone.with(|zone| format!("{} · {}", zone.local(now).short(), zone.offset(now)));
        view! {
            <p class="preview"><span>"Now " <b>{told}</b></span><span>{LocalTime::utc(now).minute()} " UTC"</span></p>
        }
    };
    let suggest = move |name: String, words: String, value: Option<String>| {
        view! {
            <button type="button" class="btn quiet small" on:click=move |_| {
                error.set(None);
                on_change.run(value.clone());
            }>
                <Icon name="globe" small=true />
                <span>{words} " " <b><bdi>{name}</bdi></b></span>
            </button>
        }
    };
    let of_browser = browsers.clone();
    view! {
        <div class="field">
            <input
                class="in"
                id="zone-field"
                node_ref=field
                list="zones"
                autocomplete="off"
                spellcheck="false"
                placeholder=format!("As the browser: {browsers}")
                prop:value=move || chosen.get().unwrap_or_default()
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby="zone-err"
                on:change=move |event| choose.run(event_target_value(&event))
            />
            <datalist id="zones">
                {all.with_value(|all| all.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view())}
            </datalist>
            <p class="err" id="zone-err" role="alert">{move || error.get()}</p>
        </div>
        {preview}
        {move || chosen.with(Option::is_some).then(|| suggest(of_browser.clone(), "As the browser:".to_owned(), None))}
        {move || {
            let (name, zone) = of_workspace.get()?;
            (chosen.get().as_ref() != Some(&zone)).then(|| suggest(zone.clone(), format!("As {name}:"), Some(zone)))
        }}
    }
}
