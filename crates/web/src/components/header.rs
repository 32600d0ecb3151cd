//! The bar at the top of every page.

use leptos::prelude::*;

use super::brand::Brand;
use super::icon::Icon;
use super::theme_switch::ThemeSwitch;
use super::user_menu::UserMenu;
use super::workspace_switch::WorkspaceSwitch;
use crate::browser;
use crate::clock;
use crate::layer::{Layer, Open};
use crate::path;
use crate::session::Session;

/// The header: brand, workspace, pages, zone, theme, person. `workspace` is the one of the page, where it has one.
#[component]
pub fn Header(
    session: Session,
    #[prop(into)] workspace: Signal<Option<String>>,
    /// The page that is current in the navigation.
    current: &'static str,
) -> impl IntoView {
    let now = clock::minutes();
    let layers = expect_context::<Open>();
    let zone = Memo::new(move |_| session.zone());
    let home = move || workspace.get().map_or_else(|| "/".to_owned(), path::log);
    let pages = move || workspace.get().map(|id| session.pages(&id));
    view! {
        <a
            class="skip"
            href="#main"
            on:click=|event| {
                // The router would take it for a page.
                event.prevent_default();
                browser::focus("main");
            }
        >
            "Skip to the content"
        </a>
        <header class="top">
            <a class="brand" href=home aria-label="Daybook, to the log"><Brand /></a>
            <span class="rule-v"></span>
            <WorkspaceSwitch session workspace />
            <nav class="nav" aria-label="Main">
                <ul>
                    {move || pages().into_iter().flatten().map(|(name, href)| view! {
                        <li><a href=href aria-current=(name == current).then_some("page")>{name}</a></li>
                    }).collect_view()}
                </ul>
            </nav>
            <div class="top-end">
                <button type="button" class="jump" title="Jump to a page, a preset or an event" on:click=move |_| layers.set(Some(Layer::Palette))>
                    <Icon name="search" />
                    <span>"Jump to…"</span>
                    <kbd aria-hidden="true">{browser::modifier()} " K"</kbd>
                </button>
                <span class="zone" title=move || zone.with(|zone| zone.name().to_owned())>
                    <Icon name="globe" />
                    <span class="sr">"Time zone: "</span>
                    <span>{move || zone.with(|zone| zone.city())}</span>
                    <span class="zone-clock muted">
                        {move || zone.with(|zone| zone.local(now.get()).minute())}
                    </span>
                </span>
                <ThemeSwitch session />
                <UserMenu session workspace zone />
            </div>
        </header>
    }
}
