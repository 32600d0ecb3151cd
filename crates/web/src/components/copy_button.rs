//! A button that copies a text.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use crate::browser;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Refused,
}

/// Copies `text`; `what` says what it is. `word` shows a word beside the icon.
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    #[prop(into)] what: String,
    #[prop(default = "")] class: &'static str,
    #[prop(optional)] word: Option<&'static str>,
    /// For those who press it by a key.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(default = "copy")] icon: &'static str,
) -> impl IntoView {
    let outcome = RwSignal::new(None::<Outcome>);
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            let found = if browser::copy(&text).await {
                Outcome::Copied
            } else {
                Outcome::Refused
            };
            if outcome.try_set(Some(found)).is_none() {
                set_timeout(
                    move || {
                        let _ = outcome.try_set(None);
                    },
                    Duration::from_secs(2),
                );
            }
        });
    };
    let icon = move || match outcome.get() {
        None => view! { <Icon name=icon /> },
        Some(Outcome::Copied) => view! { <Icon name="check" /> },
        Some(Outcome::Refused) => view! { <Icon name="x" /> },
    };
    let said = move || match outcome.get() {
        None => "",
        Some(Outcome::Copied) => "Copied",
        Some(Outcome::Refused) => "The browser does not allow copying here",
    };
    view! {
        <button type="button" id=id class=class aria-label=word.is_none().then(|| format!("Copy {what}")) on:click=copy>
            {icon} {word}
        </button>
        <span class="sr" role="status">{said}</span>
    }
}
