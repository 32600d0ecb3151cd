//! The program: what everything shares, and which page stands at which address.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::layer::Open;
use crate::pages::{
    EventPage, ExportsPage, Home, KeysPage, Layers, LogPage, NotFound, SettingsPage, SignInPage, WebhookPage,
    WebhooksPage,
};
use crate::session::Session;
use crate::viewport::Viewport;

/// Puts the program in the place of the page that was painted before it was there.
pub fn mount() {
    mount_to_body(App);
    if let Some(shell) = document().get_element_by_id("boot") {
        shell.remove();
    }
}

/// The whole program.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Session::start());
    provide_context(Viewport::watch());
    let open = Open::default();
    provide_context(open);
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=Home />
                <Route path=path!("/sign-in") view=SignInPage />
                <Route path=path!("/settings") view=SettingsPage />
                <Route path=path!("/w/:workspace/log") view=LogPage />
                <Route path=path!("/w/:workspace/events/:event") view=EventPage />
                <Route path=path!("/w/:workspace/exports") view=ExportsPage />
                <Route path=path!("/w/:workspace/keys") view=KeysPage />
                <Route path=path!("/w/:workspace/webhooks") view=WebhooksPage />
                <Route path=path!("/w/:workspace/webhooks/:webhook") view=WebhookPage />
            </FlatRoutes>
            <Layers open />
        </Router>
    }
}
