//! Who is signed in.

use daybook_shared::auth;
use daybook_shared::me::{Me, User, WorkspaceSummary};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Client};
use crate::browser;
use crate::zone::Zone;

/// Tells the next visit, and other tabs, that there may be a refresh cookie.
pub const STORAGE_KEY: &str = "daybook.signed-in";

/// The workspace that was read last; the next visit begins there.
pub const WORKSPACE_KEY: &str = "daybook.workspace";

/// What is known about the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Being taken up from the refresh cookie.
    Restoring,
    /// It could not be taken up; the cookie may still be good.
    Unreachable(ApiError),
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn,
}

/// The session of this tab.
#[derive(Clone, Copy)]
pub struct Session {
    /// Speaks for it.
    pub client: Client,
    /// What is known about it.
    pub phase: RwSignal<Phase>,
    /// Who is signed in; there from the first moment.
    pub user: RwSignal<Option<User>>,
    /// Their workspaces and roles; a moment later.
    pub me: RwSignal<Option<Me>>,
    /// Whether the person signed out: then nothing leads back to where they were.
    pub has_left: RwSignal<bool>,
    /// Why the workspaces are not there.
    pub me_error: RwSignal<Option<ApiError>>,
}

impl Session {
    /// Starts with whatever the last visit left.
    pub fn start() -> Self {
        let session = Self {
            client: Client::new(),
            phase: RwSignal::new(Phase::SignedOut),
            user: RwSignal::new(None),
            me: RwSignal::new(None),
            has_left: RwSignal::new(false),
            me_error: RwSignal::new(None),
        };
        // A visit that never signed in makes no request that must fail.
        if browser::kept(STORAGE_KEY).is_some() {
            session.restore();
        }
        Effect::new(move |first: Option<()>| {
            session.client.ended().track();
            if first.is_some() {
                session.forget();
            }
        });
        let handle = window_event_listener(ev::storage, move |event| {
            if event.key().as_deref() == Some(STORAGE_KEY) && event.new_value().is_none() {
                session.forget();
            }
        });
        on_cleanup(move || handle.remove());
        session
    }

    /// Takes up the session of the refresh cookie.
    pub fn restore(self) {
        self.phase.set(Phase::Restoring);
        spawn_local(async move {
            match self.client.restore().await {
                Ok(found) => self.begin(found),
                Err(ApiError::SignedOut) => self.forget(),
                Err(error) => self.phase.set(Phase::Unreachable(error)),
            }
        });
    }

    /// Begins with the answer to a sign-in or a refresh.
    pub fn begin(self, found: auth::Session) {
        browser::keep(STORAGE_KEY, Some("1"));
        self.has_left.set(false);
        self.client.set_token(Some(found.access_token));
        self.user.set(Some(found.user));
        self.phase.set(Phase::SignedIn);
        self.load_me();
    }

    /// Loads the workspaces.
    pub fn load_me(self) {
        self.me_error.set(None);
        spawn_local(async move {
            match self.client.me().await {
                Ok(me) => self.me.set(Some(me)),
                Err(error) => self.me_error.set(Some(error)),
            }
        });
    }

    /// Signs out, here and on the server.
    pub fn sign_out(self) {
        spawn_local(async move {
            // Without an answer the cookie lives on, but this browser forgets that it has one.
            let _ = api::logout().await;
            self.has_left.set(true);
            self.forget();
        });
    }

    fn forget(self) {
        browser::keep(STORAGE_KEY, None);
        self.client.set_token(None);
        self.user.set(None);
        self.me.set(None);
        self.phase.set(Phase::SignedOut);
    }

    /// A workspace of the person, as they see it.
    pub fn workspace(self, id: &str) -> Option<WorkspaceSummary> {
        self.me.with(|me| {
            let workspaces = me.as_ref().map(|me| me.workspaces.as_slice()).unwrap_or_default();
            workspaces
                .iter()
                .find(|workspace| workspace.id.to_string() == id)
                .cloned()
        })
    }

    /// The zone in which this person reads times.
    pub fn zone(self) -> Zone {
        self.user
            .with(|user| Zone::of_viewer(user.as_ref().and_then(|user| user.time_zone.as_deref())))
    }
}
