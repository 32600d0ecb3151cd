//! The root: leads to the first workspace.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use super::gate::{SessionError, lead_to, require_session};
use crate::components::error_panel::ErrorPanel;
use crate::components::header::Header;
use crate::components::skeleton::SkeletonRows;
use crate::session::{Session, WORKSPACE_KEY};
use crate::{browser, path, presets};

/// The query of the view that the person begins with.
async fn beginning(session: Session, workspace: &str) -> String {
    if let Some(query) = presets::beginning(workspace) {
        return query;
    }
    // Without an answer the log itself will say what is wrong.
    if let Ok(list) = session.client.presets(workspace, None).await {
        let zone = session.zone();
        presets::remember_default(workspace, &list.data, zone.name());
    }
    presets::beginning(workspace).unwrap_or_default()
}

/// Leads on, or says why it cannot.
#[component]
pub fn Home() -> impl IntoView {
    let session = expect_context::<Session>();
    require_session(session);
    browser::set_title(&[]);
    let navigate = use_navigate();
    Effect::new(move |_| {
        let last = browser::kept(WORKSPACE_KEY);
        let first = session.me.with(|me| {
            let workspaces = &me.as_ref()?.workspaces;
            let known = workspaces.iter().find(|known| Some(known.id.to_string()) == last);
            known.or(workspaces.first()).map(|found| found.id)
        });
        if let Some(id) = first {
            let navigate = navigate.clone();
            spawn_local(async move {
                let query = beginning(session, &id.to_string()).await;
                lead_to(&navigate, path::with_query(path::log(id), &query));
            });
        }
    });
    let has_none = move || {
        session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.workspaces.is_empty()))
    };
    view! {
        <Header session workspace=Signal::derive(|| None::<String>) current="" />
        <main id="main" tabindex="-1" class="log-page">
            <SessionError session />
            {move || session.me_error.get().map(|error| view! {
                <ErrorPanel error on_retry=Callback::new(move |()| session.load_me()) />
            })}
            <Show
                when=has_none
                fallback=move || session.me_error.with(Option::is_none).then(|| view! {
                    <table class="tbl log"><SkeletonRows /></table>
                })
            >
                <div class="empty">
                    <h1>"No workspace yet"</h1>
                    <p>"You belong to no workspace. Ask an owner or an admin of yours for an invitation."</p>
                </div>
            </Show>
        </main>
    }
}
