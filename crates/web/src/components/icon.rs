//! A symbol of the sprite in index.html.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::browser;

/// An icon, for the eye only. Names of our own are in the sprite; one that a workspace gave and that is not becomes a diamond.
#[component]
pub fn Icon(#[prop(into)] name: Cow<'static, str>, #[prop(optional)] small: bool) -> impl IntoView {
    let is_there = matches!(name, Cow::Borrowed(_)) || browser::exists(&format!("i-{name}"));
    let href = if is_there {
        format!("#i-{name}")
    } else {
        "#i-diamond".to_owned()
    };
    view! {
        <svg class=if small { "i i-s" } else { "i" } aria-hidden="true">
            <use_ href=href />
        </svg>
    }
}
