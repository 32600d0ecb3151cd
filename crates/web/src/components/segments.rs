//! A setting with a few choices beside each other.

use leptos::prelude::*;

/// A row of the settings: what it is about, and its choices by wire name and word.
#[component]
pub fn Segments(
    name: &'static str,
    about: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    value: Signal<&'static str>,
    on_change: Callback<&'static str>,
) -> impl IntoView {
    let choice = move |(wire, word): (&'static str, &'static str)| {
        view! {
            <label>
                <input type="radio" name=name prop:checked=move || value.get() == wire on:change=move |_| on_change.run(wire) />
                {word}
            </label>
        }
    };
    view! {
        <div class="set">
            <div class="about"><h3>{name}</h3><p>{about}</p></div>
            <div class="ctl">
                <div class="seg" role="radiogroup" aria-label=name>{choices.into_iter().map(choice).collect_view()}</div>
            </div>
        </div>
    }
}
