//! The outcome: icon, word and colour.

use leptos::prelude::*;

use super::icon::Icon;
use crate::labels;

/// A state. `flush` where it stands at the edge of its box.
#[component]
pub fn StateBadge(#[prop(into)] state: String, #[prop(optional)] flush: bool) -> impl IntoView {
    let (word, icon, tone) = labels::state_look(&state);
    view! {
        <span class=if flush { "state flush" } else { "state" } data-tone=tone>
            <Icon name=icon />
            {word}
        </span>
    }
}
