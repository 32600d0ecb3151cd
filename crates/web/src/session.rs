//! Who is signed in.

use daybook_shared::access::Permission;
use daybook_shared::auth;
use daybook_shared::me::{Me, User, UserUpdate, WorkspaceSummary};
use daybook_shared::settings::Times;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Client};
use crate::zone::Zone;
use crate::{browser, path, theme};

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
        // Whatever the person chose, here or on another device.
        Effect::new(move |_| {
            if let Some((theme, density)) = session
                .user
                .with(|user| user.as_ref().map(|user| (user.theme, user.density)))
            {
                theme::choose(theme);
                theme::choose_density(density);
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

    /// Changes what the person has set for themselves: shown at once, taken back where the server refuses.
    pub fn change(self, update: UserUpdate) {
        spawn_local(async move {
            // Where it is heard of, a failure is told; a switch that goes back says enough.
            let _ = self.try_change(update).await;
        });
    }

    /// The same, and how it went.
    pub async fn try_change(self, update: UserUpdate) -> Result<(), ApiError> {
        let before = self.user.get_untracked();
        self.user.update(|user| {
            if let Some(user) = user {
                show(user, &update);
            }
        });
        match self.client.update_me(&update).await {
            Ok(user) => {
                self.user.set(Some(user));
                Ok(())
            }
            Err(error) => {
                self.user.set(before);
                Err(error)
            }
        }
    }

    /// Tells times in one way, or by their distance where they are told so already.
    pub fn choose_times(self, times: Times) {
        let is_so = self
            .user
            .with_untracked(|user| user.as_ref().map(|user| user.times))
            == Some(times);
        self.change(UserUpdate {
            times: Some(if is_so { Times::Relative } else { times }),
            ..UserUpdate::default()
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

    /// Whether the person may do something in a workspace; not while it is not known.
    pub fn may(self, workspace: &str, permission: Permission) -> bool {
        let role = self.workspace(workspace).and_then(|known| known.role);
        role.is_some_and(|role| role.grants(permission))
    }

    /// Names and addresses of the pages of a workspace that they may open.
    pub fn pages(self, workspace: &str) -> Vec<(&'static str, String)> {
        path::pages(|permission| self.may(workspace, permission))
            .map(|page| (page.name, page.of(workspace)))
            .collect()
    }

    /// Whether they may export from it.
    pub fn may_export(self, workspace: &str) -> bool {
        self.may(workspace, Permission::MakeExports)
    }

    /// The name of a workspace of theirs; nothing while it is not known.
    pub fn workspace_name(self, id: &str) -> String {
        self.workspace(id).map(|found| found.name).unwrap_or_default()
    }

    /// The person's name; nothing while it is not known.
    pub fn person_name(self) -> String {
        self.user
            .with(|user| user.as_ref().map(|user| user.name.clone()).unwrap_or_default())
    }

    /// The zone in which this person reads times.
    pub fn zone(self) -> Zone {
        self.user.with(|user| {
            let cycle = user.as_ref().map(|user| user.hour_cycle).unwrap_or_default();
            Zone::of_viewer(user.as_ref().and_then(|user| user.time_zone.as_deref())).with_clock(cycle)
        })
    }

    /// How this person reads times.
    pub fn times(self) -> Times {
        self.user
            .with(|user| user.as_ref().map(|user| user.times).unwrap_or_default())
    }

    /// Whether single keys act for this person.
    pub fn has_shortcuts(self) -> bool {
        self.user
            .with(|user| user.as_ref().is_none_or(|user| user.shortcuts))
    }
}

/// What a change will make of the person, before the server has said so. Words wait for it.
fn show(user: &mut User, update: &UserUpdate) {
    if let Some(zone) = &update.time_zone {
        user.time_zone.clone_from(zone);
    }
    user.hour_cycle = update.hour_cycle.unwrap_or(user.hour_cycle);
    user.theme = update.theme.unwrap_or(user.theme);
    user.density = update.density.unwrap_or(user.density);
    user.times = update.times.unwrap_or(user.times);
    user.shortcuts = update.shortcuts.unwrap_or(user.shortcuts);
}
