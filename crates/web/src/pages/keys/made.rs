//! The key that was just made, this once.

use leptos::prelude::*;

use super::data::KeysData;
use super::form::NAME;
use crate::browser;
use crate::components::copy_button::CopyButton;
use crate::components::icon::Icon;

use daybook_shared::access::Scope;
use daybook_shared::route;

/// The panel, for moving the focus.
const MADE: &str = "made-key";

/// The key, and how it is used.
#[component]
pub(super) fn MadeKey(data: KeysData) -> impl IntoView {
    let made = data.made.get_untracked();
    let (key, name, scopes) = made
        .map(|made| (made.key, made.api_key.name, made.api_key.scopes))
        .unwrap_or_default();
    let workspace = data.workspace.get_value();
    let command = command(&browser::origin(), &workspace, &scopes, &key);
    browser::after_paint(|| browser::focus(MADE));
    let done = move |_| {
        data.made.set(None);
        browser::after_paint(|| browser::focus(NAME));
    };
    view! {
        <section class="panel made-key" id=MADE tabindex="-1" aria-labelledby="made-key-title">
            <h2 id="made-key-title">"The key of “" <bdi>{name}</bdi> "”"</h2>
            <p>"Copy it now: it is stored as a hash only, and nobody can show it again."</p>
            <div class="secret">
                <code>{key.clone()}</code>
                <CopyButton class="btn" text=key what="the key" word="Copy" />
            </div>
            <p class="hint">"A first call:"</p>
            <div class="secret">
                <code>{command.clone()}</code>
                <CopyButton class="btn" text=command what="the command" word="Copy" />
            </div>
            <div class="actions"><button type="button" class="btn primary" on:click=done><Icon name="check" />"I have kept it"</button></div>
        </section>
    }
}

/// A call that the key may make, and that changes nothing.
fn command(origin: &str, workspace: &str, scopes: &[Scope], key: &str) -> String {
    let path = match scopes.contains(&Scope::EventsRead) {
        true => format!("{}?limit=1", route::events(workspace)),
        false => route::ME.to_owned(),
    };
    format!("curl -H 'Authorization: Bearer {key}' '{origin}{path}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_call_is_one_that_the_key_may_make() {
        let call = |scopes: &[Scope]| command("https://log.example", "wsp_1", scopes, "dbk_x");
        assert!(call(&[Scope::EventsWrite, Scope::EventsRead]).ends_with("/wsp_1/events?limit=1'"));
        assert!(call(&[Scope::EventsWrite]).ends_with(" 'https://log.example/v1/me'"));
        assert!(call(&[Scope::Admin]).contains("Bearer dbk_x"));
    }
}
