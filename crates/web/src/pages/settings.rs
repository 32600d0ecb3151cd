//! What a person sets for themselves.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::gate::{SessionError, require_session};
use super::settings_display::Display;
use super::settings_profile::{Password, Profile};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::header::Header;
use crate::session::{Session, WORKSPACE_KEY};
use crate::{browser, clock};

/// The settings page, which is loaded when somebody comes to it.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let session = expect_context::<Session>();
    require_session(session);
    browser::set_title(&["Settings"]);
    // Settings belong to no workspace; the header leads back to the last one.
    let workspace = Signal::derive(move || {
        let last = browser::kept(WORKSPACE_KEY)?;
        session.workspace(&last).map(|_| last)
    });
    let is_there = Memo::new(move |_| session.user.with(Option::is_some));
    view! {
        <Header session workspace current="" />
        <main id="main" tabindex="-1" class="page">
            <SessionError session />
            <Show when=move || is_there.get()>{chunk::show(settings, session)}</Show>
        </main>
    }
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, fallible)]
fn settings() -> Result<Draw<Session>, SplitLoaderError> {
    Ok(|session| view! { <Settings session /> }.into_any())
}

#[component]
fn Settings(session: Session) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let now = clock::minutes();
    view! {
        <div class="settings">
            <h1>"Settings"</h1>
            <p class="sr" role="status">{said}</p>
            <Profile session said />
            <Display session now said />
            <Password session said />
        </div>
    }
}
