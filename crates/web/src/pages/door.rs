//! Whether a page of a workspace is for the person who comes to it.

use daybook_shared::access::Permission;
use leptos::prelude::*;

use crate::components::art::Art;
use crate::session::{Session, WORKSPACE_KEY};
use crate::{browser, labels, path};

/// Whether the page is for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Door {
    /// That is not known yet.
    Unknown,
    /// They belong to no such workspace.
    Nowhere,
    /// They may not do there what the page is for: what they are there, and its name.
    Closed(&'static str, String),
    /// They may.
    Open(String),
}

/// A page that not everybody may open.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// The page's name, in its title.
    pub(super) name: &'static str,
    /// What somebody may who may open it.
    pub(super) permission: Permission,
    /// For whom it is, as a heading for the others.
    pub(super) whose: &'static str,
    /// What the others may do instead.
    pub(super) instead: &'static str,
}

impl Room {
    /// Draws what is inside for those who may see it, and says to the others why they do not.
    pub(super) fn enter(
        self,
        session: Session,
        workspace: Memo<String>,
        inside: impl Fn(String) -> AnyView + Send + 'static,
    ) -> impl IntoView {
        Effect::new(move |_| {
            let id = workspace.get();
            browser::set_title(&[self.name, &session.workspace_name(&id)]);
            if session.workspace(&id).is_some() {
                browser::keep(WORKSPACE_KEY, Some(&id));
            }
        });
        let door = Memo::new(move |_| self.door(session, &workspace.get()));
        move || match door.get() {
            Door::Unknown => ().into_any(),
            Door::Nowhere => nowhere().into_any(),
            Door::Closed(role, name) => self.closed(role, name, &workspace.get_untracked()).into_any(),
            Door::Open(id) => inside(id),
        }
    }

    fn door(self, session: Session, workspace: &str) -> Door {
        if session.me.with(Option::is_none) {
            return Door::Unknown;
        }
        match session.workspace(workspace) {
            None => Door::Nowhere,
            Some(_) if session.may(workspace, self.permission) => Door::Open(workspace.to_owned()),
            Some(known) => Door::Closed(known.role.map_or("Member", labels::role_label), known.name),
        }
    }

    fn closed(self, role: &'static str, workspace: String, id: &str) -> impl IntoView {
        view! {
            <div class="panel empty">
                {Art::Locked.draw()}
                <h2>{self.whose}</h2>
                <p>"You are a " <b>{role.to_lowercase()}</b> " of " <bdi>{workspace}</bdi> ". " {self.instead}</p>
                <div class="actions"><a class="btn primary" href=path::log(id)>"Back to the log"</a></div>
            </div>
        }
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
