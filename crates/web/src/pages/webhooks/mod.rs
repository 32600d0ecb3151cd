//! Where events are sent to: endpoints made, tried out, changed, and what was delivered to each.

mod ask;
mod data;
mod filter;
mod form;
mod list;
mod one;
mod row;
mod secret;

use daybook_shared::access::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::use_params_map;

use self::data::WebhooksData;
use self::form::NewWebhookForm;
use self::list::WebhookList;
use self::one::One;
use super::door::Room;
use super::gate::{SessionError, require_session};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::error_panel::ErrorPanel;
use crate::components::header::Header;
use crate::session::Session;

const ROOM: Room = Room {
    name: "Webhooks",
    permission: Permission::ManageWebhooks,
    whose: "Webhooks are for owners and admins",
    instead: "Ask one of them, if a program of yours should hear of events as they happen.",
};

/// The webhook endpoints of a workspace, which are loaded when somebody comes to them.
#[component]
pub fn WebhooksPage() -> impl IntoView {
    let (session, workspace) = place();
    view! {
        <Frame session workspace>
            {chunk::show(webhooks, (session, workspace))}
        </Frame>
    }
}

/// One of them.
#[component]
pub fn WebhookPage() -> impl IntoView {
    let (session, workspace) = place();
    view! {
        <Frame session workspace>
            {chunk::show(webhook, (session, workspace))}
        </Frame>
    }
}

fn place() -> (Session, Memo<String>) {
    let session = expect_context::<Session>();
    require_session(session);
    let params = use_params_map();
    let workspace = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    (session, workspace)
}

#[component]
fn Frame(session: Session, workspace: Memo<String>, children: Children) -> impl IntoView {
    view! {
        <Header session workspace=Signal::derive(move || Some(workspace.get())) current="Webhooks" />
        <main id="main" tabindex="-1" class="page wide">
            <SessionError session />
            {children()}
        </main>
    }
}

#[wasm_split(webhooks, wasm_split_path = leptos::wasm_split, fallible)]
fn webhooks() -> Result<Draw<(Session, Memo<String>)>, SplitLoaderError> {
    Ok(|(session, workspace)| view! { <All session workspace /> }.into_any())
}

#[wasm_split(webhooks, wasm_split_path = leptos::wasm_split, fallible)]
fn webhook() -> Result<Draw<(Session, Memo<String>)>, SplitLoaderError> {
    Ok(|(session, workspace)| view! { <Single session workspace /> }.into_any())
}

#[component]
fn All(session: Session, workspace: Memo<String>) -> impl IntoView {
    let body = ROOM.enter(session, workspace, move |id| {
        let data = WebhooksData::load(session, id);
        view! {
            <NewWebhookForm data />
            <WebhookList data />
        }
        .into_any()
    });
    view! {
        <div class="page-head">
            <h1>"Webhooks"</h1>
            <p>"Events are sent to other programs as they happen, signed, and again until they arrive."</p>
        </div>
        <Unreachable session />
        {body}
    }
}

#[component]
fn Single(session: Session, workspace: Memo<String>) -> impl IntoView {
    let params = use_params_map();
    let body = ROOM.enter(session, workspace, move |workspace| {
        let id = Memo::new(move |_| params.with(|params| params.get("webhook").unwrap_or_default()));
        view! { <One session workspace id /> }.into_any()
    });
    view! {
        <Unreachable session />
        {body}
    }
}

#[component]
fn Unreachable(session: Session) -> impl IntoView {
    move || {
        session.me_error.get().map(|error| {
            view! { <ErrorPanel error on_retry=Callback::new(move |()| session.load_me()) /> }
        })
    }
}
