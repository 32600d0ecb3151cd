//! Files of what a filter shows: asked for here, listed here, fetched from here.

use daybook_shared::access::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::use_params_map;

use super::door::Room;
use super::exports_data::ExportsData;
use super::exports_form::NewExportForm;
use super::exports_list::ExportsList;
use super::gate::{SessionError, require_session};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::error_panel::ErrorPanel;
use crate::components::header::Header;
use crate::session::Session;

/// The exports of a workspace, which are loaded when somebody comes to them.
#[component]
pub fn ExportsPage() -> impl IntoView {
    let session = expect_context::<Session>();
    require_session(session);
    let params = use_params_map();
    let workspace = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    view! {
        <Header session workspace=Signal::derive(move || Some(workspace.get())) current="Exports" />
        <main id="main" tabindex="-1" class="page wide">
            <SessionError session />
            {chunk::show(exports, (session, workspace))}
        </main>
    }
}

#[wasm_split(exports, wasm_split_path = leptos::wasm_split, fallible)]
fn exports() -> Result<Draw<(Session, Memo<String>)>, SplitLoaderError> {
    Ok(|(session, workspace)| view! { <Exports session workspace /> }.into_any())
}

const ROOM: Room = Room {
    name: "Exports",
    permission: Permission::MakeExports,
    whose: "Exports are for owners, admins and auditors",
    instead: "Ask one of them for the file that you need, or print what the log shows you.",
};

#[component]
fn Exports(session: Session, workspace: Memo<String>) -> impl IntoView {
    let body = ROOM.enter(session, workspace, move |id| {
        let data = ExportsData::load(session, id);
        view! {
            <NewExportForm data />
            <ExportsList data />
        }
        .into_any()
    });
    view! {
        <div class="page-head">
            <h1>"Exports"</h1>
            <p>"What the filters show, or everything. An export runs by itself: close the page and an email will say when it is ready."</p>
        </div>
        {move || session.me_error.get().map(|error| view! {
            <ErrorPanel error on_retry=Callback::new(move |()| session.load_me()) />
        })}
        {body}
    }
}
