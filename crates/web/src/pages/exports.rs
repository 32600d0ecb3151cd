//! Files of what a filter shows: asked for here, listed here, fetched from here.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::use_params_map;

use super::exports_data::ExportsData;
use super::exports_form::NewExportForm;
use super::exports_list::ExportsList;
use super::gate::{SessionError, require_session};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::art::Art;
use crate::components::error_panel::ErrorPanel;
use crate::components::header::Header;
use crate::session::{Session, WORKSPACE_KEY};
use crate::{browser, labels, path};

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

/// Whether the page is for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Door {
    /// That is not known yet.
    Unknown,
    /// They belong to no such workspace.
    Nowhere,
    /// They may not export from it: what they are there, and its name.
    Closed(&'static str, String),
    /// They may.
    Open(String),
}

fn door(session: Session, workspace: &str) -> Door {
    if session.me.with(Option::is_none) {
        return Door::Unknown;
    }
    match session.workspace(workspace) {
        None => Door::Nowhere,
        Some(_) if session.may_export(workspace) => Door::Open(workspace.to_owned()),
        Some(known) => Door::Closed(known.role.map_or("Member", labels::role_label), known.name),
    }
}

#[component]
fn Exports(session: Session, workspace: Memo<String>) -> impl IntoView {
    Effect::new(move |_| {
        let id = workspace.get();
        browser::set_title(&["Exports", &session.workspace_name(&id)]);
        if session.workspace(&id).is_some() {
            browser::keep(WORKSPACE_KEY, Some(&id));
        }
    });
    let door = Memo::new(move |_| door(session, &workspace.get()));
    let body = move || match door.get() {
        Door::Unknown => ().into_any(),
        Door::Nowhere => nowhere().into_any(),
        Door::Closed(role, name) => closed(role, name, &workspace.get_untracked()).into_any(),
        Door::Open(id) => {
            let data = ExportsData::load(session, id);
            view! {
                <NewExportForm data />
                <ExportsList data />
            }
            .into_any()
        }
    };
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

/// For those who may not export.
fn closed(role: &'static str, workspace: String, id: &str) -> impl IntoView {
    view! {
        <div class="panel empty">
            {Art::Locked.draw()}
            <h2>"Exports are for owners, admins and auditors"</h2>
            <p>"You are a " <b>{role.to_lowercase()}</b> " of " <bdi>{workspace}</bdi> ". Ask one of them for the file that you need, or print what the log shows you."</p>
            <div class="actions"><a class="btn primary" href=path::log(id)>"Back to the log"</a></div>
        </div>
    }
}

/// For those who belong to no such workspace.
fn nowhere() -> impl IntoView {
    view! {
        <div class="panel empty">
            {Art::Locked.draw()}
            <h2>"There is no such workspace, or it is not yours"</h2>
            <p>"Whoever sent you here may belong to a workspace that you do not."</p>
            <div class="actions"><a class="btn primary" href="/">"To your workspaces"</a></div>
        </div>
    }
}
