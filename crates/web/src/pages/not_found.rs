//! An address that leads nowhere.

use leptos::prelude::*;

use crate::browser;
use crate::components::art::Art;

/// Says so and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    browser::set_title(&["Page not found"]);
    view! {
        <main id="main" tabindex="-1" class="empty whole">
            {Art::NoMatch.draw()}
            <h1>"There is no such page"</h1>
            <p>"The address may be old or mistyped."</p>
            <div class="actions"><a class="btn primary" href="/">"To the log"</a></div>
        </main>
    }
}
