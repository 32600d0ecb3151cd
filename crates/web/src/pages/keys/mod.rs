//! What programs sign in with: keys made, shown once, listed, revoked.

mod data;
mod form;
mod list;
mod made;
mod row;

use daybook_shared::access::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::use_params_map;

use self::data::KeysData;
use self::form::NewKeyForm;
use self::list::KeysList;
use self::made::MadeKey;
use super::door::Room;
use super::gate::{SessionError, require_session};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::error_panel::ErrorPanel;
use crate::components::header::Header;
use crate::session::Session;

const ROOM: Room = Room {
    name: "Keys",
    permission: Permission::ManageApiKeys,
    whose: "API keys are for owners and admins",
    instead: "Ask one of them for a key, if a program of yours needs the log.",
};

/// The API keys of a workspace, which are loaded when somebody comes to them.
#[component]
pub fn KeysPage() -> impl IntoView {
    let session = expect_context::<Session>();
    require_session(session);
    let params = use_params_map();
    let workspace = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    view! {
        <Header session workspace=Signal::derive(move || Some(workspace.get())) current="Keys" />
        <main id="main" tabindex="-1" class="page wide">
            <SessionError session />
            {chunk::show(keys, (session, workspace))}
        </main>
    }
}

#[wasm_split(keys, wasm_split_path = leptos::wasm_split, fallible)]
fn keys() -> Result<Draw<(Session, Memo<String>)>, SplitLoaderError> {
    Ok(|(session, workspace)| view! { <Keys session workspace /> }.into_any())
}

#[component]
fn Keys(session: Session, workspace: Memo<String>) -> impl IntoView {
    let body = ROOM.enter(session, workspace, move |id| {
        let data = KeysData::load(session, id);
        view! {
            <Show when=move || data.made.with(Option::is_some) fallback=move || view! { <NewKeyForm data /> }>
                <MadeKey data />
            </Show>
            <KeysList data />
        }
        .into_any()
    });
    view! {
        <div class="page-head">
            <h1>"API keys"</h1>
            <p>"What programs sign in with. A key belongs to the workspace, not to whoever made it: it works until it ends or is revoked."</p>
        </div>
        {move || session.me_error.get().map(|error| view! {
            <ErrorPanel error on_retry=Callback::new(move |()| session.load_me()) />
        })}
        {body}
    }
}
