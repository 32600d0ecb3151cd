//! What is said on any page when an export of one's own has come to its end.

use daybook_shared::export::{Export, ExportState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::export_act;
use crate::components::icon::Icon;
use crate::session::Session;
use crate::{browser, exports, path};

/// An export that has come to its end.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) workspace: String,
    /// Its filter in words.
    pub(super) what: String,
    pub(super) export: Export,
}

/// The corner of the window where they stand until somebody dismisses them.
#[component]
pub(super) fn Toasts(session: Session, ended: RwSignal<Vec<Ended>>) -> impl IntoView {
    let toast = move |of: Ended| view! { <Toast session of ended /> };
    view! {
        <div class="toasts" role="status" aria-atomic="false">
            <For each=move || ended.get() key=|of| (of.export.id, of.export.finished_at.map(|at| at.0)) children=toast />
        </div>
    }
}

#[component]
fn Toast(session: Session, of: Ended, ended: RwSignal<Vec<Ended>>) -> impl IntoView {
    let Ended {
        workspace,
        what,
        export,
    } = of;
    let id = export.id;
    let is_ready = export.state == ExportState::Succeeded;
    let (tone, icon, title) = if is_ready {
        ("ok", "check-ring", "Your export is ready")
    } else {
        ("danger", "x-ring", "Your export failed")
    };
    let reason = export.error.as_ref().map(|error| error.reason.clone());
    let busy = RwSignal::new(false);
    let said = RwSignal::new(reason.filter(|_| !is_ready));
    let page = path::exports(&workspace);
    let download = move |_| {
        let workspace = workspace.clone();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let found = export_act::download(session.client, &workspace, id).await;
            said.try_set(found.err().map(|error| error.title()));
            busy.try_set(false);
        });
    };
    let dismiss = move |_| {
        ended.update(|all| all.retain(|known| known.export.id != id));
        // The button is gone, and with it the place of whoever pressed it by key.
        request_animation_frame(|| {
            if browser::has_no_focus() {
                browser::focus("main");
            }
        });
    };
    view! {
        <div class="toast" data-tone=tone>
            <Icon name=icon />
            <b>{title}</b>
            <p><bdi>{exports::sentence(&what, &export)}</bdi></p>
            {move || said.get().map(|text| view! { <p>{text}</p> })}
            <div class="row">
                {if is_ready {
                    view! {
                        <button type="button" class="btn small" aria-busy=move || busy.get().then_some("true") on:click=download>"Download"</button>
                    }
                    .into_any()
                } else {
                    view! { <a class="btn small" href=page>"To the exports"</a> }.into_any()
                }}
            </div>
            <button type="button" class="icon-btn" aria-label="Dismiss" on:click=dismiss><Icon name="x" small=true /></button>
        </div>
    }
}
