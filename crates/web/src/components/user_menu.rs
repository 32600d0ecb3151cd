//! The person, and the way out.

use leptos::prelude::*;

use super::icon::Icon;
use super::popover::Popover;
use super::theme_switch::ThemeChoice;
use crate::layer::{Layer, Open};
use crate::session::Session;
use crate::zone::Zone;
use crate::{browser, labels, path};

/// Name, address, role, zone, sign out.
#[component]
pub fn UserMenu(session: Session, workspace: Signal<Option<String>>, zone: Memo<Zone>) -> impl IntoView {
    let open = RwSignal::new(false);
    let layers = expect_context::<Open>();
    // What is opened gives the focus back to where it was; the item itself is gone by then.
    let show = move |layer: Layer| {
        open.set(false);
        browser::focus("user");
        layers.set(Some(layer));
    };
    let name = move || session.person_name();
    let email = move || {
        session
            .user
            .with(|user| user.as_ref().map(|user| user.email.clone()).unwrap_or_default())
    };
    let pages = move || workspace.get().map(|id| session.pages(&id));
    let role = move || {
        let workspace = workspace.get().and_then(|id| session.workspace(&id))?;
        let role = labels::role_label(workspace.role?);
        Some(view! { <p class="muted">{role} " of " <bdi>{workspace.name}</bdi></p> })
    };
    view! {
        <Popover
            id="user"
            class="icon-btn"
            panel_class="menu end"
            label="You"
            open
            trigger=move || view! {
                <span class="sr">{name} ", your menu"</span>
                <span class="face l" aria-hidden="true">{move || labels::initials(&name())}</span>
            }
        >
            <div class="menu-head">
                <b><bdi>{name}</bdi></b>
                <p class="muted">{email}</p>
                {role}
                <p class="muted only-narrow">"Times in " {move || zone.with(|zone| zone.name().to_owned())}</p>
                <ThemeChoice session />
            </div>
            <hr />
            // A phone's bar has no room for the navigation.
            {move || pages().into_iter().flatten().map(|(name, href)| view! {
                <a class="only-narrow" href=href on:click=move |_| open.set(false)><Icon name="arrow-right" />{name}</a>
            }).collect_view()}
            <a href=path::SETTINGS on:click=move |_| open.set(false)><Icon name="sliders" />"Settings"</a>
            <button type="button" class="only-narrow" on:click=move |_| show(Layer::Palette)>
                <Icon name="search" />"Jump to…"
            </button>
            <button type="button" on:click=move |_| show(Layer::Help)>
                <Icon name="keyboard" />"Keyboard shortcuts"<kbd aria-hidden="true">"?"</kbd>
            </button>
            <button type="button" on:click=move |_| session.sign_out()><Icon name="logout" />"Sign out"</button>
        </Popover>
    }
}
