//! A line that says what is going on with the list.

use leptos::prelude::*;

use super::icon::Icon;

/// A notice with an icon; `tone` is `danger`, `warn`, `info` or nothing.
#[component]
pub fn Notice(
    #[prop(into)] icon: String,
    #[prop(optional)] tone: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone>
            <Icon name=icon />
            <div class="notice-in">{children()}</div>
        </div>
    }
}
