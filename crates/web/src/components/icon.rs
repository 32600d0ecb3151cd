//! A symbol of the sprite in index.html.

use leptos::prelude::*;

use crate::browser;

/// An icon, for the eye only. A name that the sprite lacks (types can be registered with any) becomes a diamond.
#[component]
pub fn Icon(#[prop(into)] name: String, #[prop(optional)] small: bool) -> impl IntoView {
    let id = format!("i-{name}");
    let href = if browser::exists(&id) {
        format!("#{id}")
    } else {
        "#i-diamond".to_owned()
    };
    view! {
        <svg class=if small { "i i-s" } else { "i" } aria-hidden="true">
            <use_ href=href />
        </svg>
    }
}
