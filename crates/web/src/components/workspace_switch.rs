//! The workspace that the page is about, and the way to the others.

use leptos::prelude::*;

use super::icon::Icon;
use super::popover::Popover;
use crate::session::Session;
use crate::{labels, path};

/// The workspace's name; a menu where there are several.
#[component]
pub fn WorkspaceSwitch(session: Session, workspace: Signal<Option<String>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let all = move || {
        session
            .me
            .with(|me| me.as_ref().map(|me| me.workspaces.clone()).unwrap_or_default())
    };
    let has_several = move || all().len() > 1;
    let name = move || match workspace.get().and_then(|id| session.workspace(&id)) {
        Some(workspace) => view! {
            <span class="ws" aria-hidden="true">
                {labels::initials(&workspace.name)}
            </span>
            <span class="name">
                <bdi>{workspace.name}</bdi>
            </span>
        }
        .into_any(),
        // An address of a workspace that is not theirs: nothing is chosen yet.
        None => session
            .me
            .with(Option::is_some)
            .then(|| view! { <span class="name">"Choose a workspace"</span> })
            .into_any(),
    };
    view! {
        <Show
            when=has_several
            fallback=move || view! { <span class="switch still">{name}</span> }
        >
            <Popover
                id="workspace"
                class="switch"
                panel_class="menu"
                label="Workspaces"
                open
                trigger=move || view! {
                    <span class="sr">"Workspace: "</span>
                    {name}
                    <Icon name="down" small=true />
                }
            >
                {move || all().into_iter().map(|other| {
                    let id = other.id.to_string();
                    let is_current = workspace.get().as_ref() == Some(&id);
                    view! {
                        <a
                            href=path::log(&id)
                            aria-current=is_current.then_some("page")
                            on:click=move |_| open.set(false)
                        >
                            <span class="ws" aria-hidden="true">{labels::initials(&other.name)}</span>
                            <span class="name"><bdi>{other.name}</bdi></span>
                            {is_current.then(|| view! { <Icon name="check" /> })}
                        </a>
                    }
                }).collect_view()}
            </Popover>
        </Show>
    }
}
