//! The help: every key, from the table that they act by.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::icon::Icon;
use crate::layer::Open;
use crate::session::{Session, WORKSPACE_KEY};
use crate::shortcuts::{Place, SHORTCUTS, Shortcut};
use crate::{browser, path};

/// The dialog. It is in the page only while it is open.
#[component]
pub(super) fn ShortcutHelp(open: Open) -> impl IntoView {
    let session = expect_context::<Session>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    // Closing gives the focus back, by itself.
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let here = use_location()
        .pathname
        .with_untracked(|path| path::workspace_of(path));
    let here = here.or_else(|| browser::kept(WORKSPACE_KEY));
    let may = StoredValue::new(move |permission| {
        here.as_ref()
            .is_some_and(|workspace| untrack(|| session.may(workspace, permission)))
    });
    let group = |place: Place| {
        let is_for_them = move |shortcut: &&Shortcut| {
            shortcut
                .needs
                .is_none_or(|permission| may.with_value(|may| may(permission)))
        };
        let rows = SHORTCUTS
            .iter()
            .filter(move |shortcut| shortcut.place == place)
            .filter(is_for_them);
        let row = |shortcut: &'static Shortcut| {
            let caps = shortcut
                .keys
                .iter()
                .flat_map(|(key, _)| key.split(' '))
                .map(|key| view! { <kbd>{cap(key)}</kbd> });
            view! { <div><dt>{caps.collect_view()}</dt><dd>{shortcut.what}</dd></div> }
        };
        view! {
            <section class="dialog-part">
                <h2>{place.title()}</h2>
                <dl class="keys">{rows.map(row).collect_view()}</dl>
            </section>
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="keys-title" on:close=move |_| open.set(None)>
            <div class="dialog-head">
                <h1 id="keys-title">"Keyboard shortcuts"</h1>
                <button type="button" class="icon-btn" aria-label="Close" on:click=close><Icon name="x" /></button>
            </div>
            <Show when=move || !session.has_shortcuts()>
                <p class="dialog-part soft">"Single keys are switched off in your settings; of those below, Ctrl and Esc, Enter and the arrows still act."</p>
            </Show>
            {Place::ALL.into_iter().map(group).collect_view()}
        </dialog>
    }
}

/// What stands on the key.
fn cap(key: &'static str) -> String {
    match key {
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "Escape" => "Esc".to_owned(),
        "Mod" => browser::modifier().to_owned(),
        key => key.to_owned(),
    }
}
