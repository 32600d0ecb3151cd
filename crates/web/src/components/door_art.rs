//! The page beside the sign-in form: a ledger at sunrise.

use leptos::prelude::*;

/// The drawing, for the eye only. As text it is a fraction of what code that builds it would be.
#[component]
pub fn DoorArt() -> impl IntoView {
    view! { <div class="door-art" aria-hidden="true" inner_html=include_str!("door_art.svg")></div> }
}
