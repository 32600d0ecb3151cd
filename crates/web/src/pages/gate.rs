//! The way in: pages of signed-in people lead everybody else to the sign-in page, and back.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::components::error_panel::ErrorPanel;
use crate::path;
use crate::session::{Phase, Session};

/// Leads on, in the place of the present page. Not at once: the router writes a page's address into the history after
/// the page is drawn, and until then the place is that of the page before.
pub(super) fn lead_to(navigate: &(impl Fn(&str, NavigateOptions) + Clone + 'static), address: String) {
    let navigate = navigate.clone();
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    set_timeout(move || navigate(&address, options), Duration::ZERO);
}

/// Leads to the sign-in page as soon as nobody is signed in.
pub(super) fn require_session(session: Session) {
    let navigate = use_navigate();
    let location = use_location();
    Effect::new(move |_| {
        if session.phase.get() == Phase::SignedOut {
            let search = location.search.get_untracked();
            let path = location.pathname.get_untracked();
            let asked = if session.has_left.get_untracked() {
                "/".to_owned()
            } else if search.is_empty() {
                path
            } else {
                format!("{path}?{search}")
            };
            lead_to(&navigate, path::sign_in(&asked));
        }
    });
}

/// What stands in the place of a page whose session could not be taken up.
#[component]
pub(super) fn SessionError(session: Session) -> impl IntoView {
    move || match session.phase.get() {
        Phase::Unreachable(error) => Some(view! {
            <ErrorPanel error on_retry=Callback::new(move |()| session.restore()) />
        }),
        _ => None,
    }
}
