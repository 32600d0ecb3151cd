//! A secret that was just made, this once.

use leptos::prelude::*;

use crate::browser;
use crate::components::copy_button::CopyButton;
use crate::components::icon::Icon;

/// The panel, for moving the focus.
const SECRET: &str = "made-secret";

/// The secret, and what it is for.
#[component]
pub(super) fn Secret(
    text: String,
    /// What else there is to say of it.
    #[prop(into)]
    about: String,
    on_kept: Callback<()>,
) -> impl IntoView {
    browser::after_paint(|| browser::focus(SECRET));
    view! {
        <section class="panel made-key" id=SECRET tabindex="-1" aria-labelledby="made-secret-title">
            <h2 id="made-secret-title">"The secret"</h2>
            <p>"Copy it now into the program that receives: it is kept encrypted, and nobody can show it again. " {about}</p>
            <div class="secret">
                <code>{text.clone()}</code>
                <CopyButton class="btn" text=text what="the secret" word="Copy" />
            </div>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_kept.run(())><Icon name="check" />"I have kept it"</button>
            </div>
        </section>
    }
}
