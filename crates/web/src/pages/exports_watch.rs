//! Watches a person's own exports to their end, whichever page they go to meanwhile, and says when one is there.

use daybook_shared::export::{Export, ExportState};
use daybook_shared::id::ExportId;
use daybook_shared::problem::ErrorCode;
use leptos::ev;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::export_toast::{Ended, Toasts};
use super::exports_data::{FIRST_WAIT, longer};
use crate::api::ApiError;
use crate::browser;
use crate::session::{Phase, Session};

/// While nobody sees the tab, its name is all that can tell, and that is in no hurry.
const UNSEEN_WAIT: i32 = 10_000;

#[derive(Debug, Clone)]
struct Mine {
    workspace: String,
    id: ExportId,
    /// Its filter in words.
    what: String,
}

/// The one watcher of this tab.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    session: Session,
    mine: StoredValue<Vec<Mine>>,
    /// What the page itself asks for.
    shown: StoredValue<Vec<ExportId>>,
    is_awake: StoredValue<bool>,
    ended: RwSignal<Vec<Ended>>,
}

impl Watch {
    /// The one that is there, or the first, which belongs to the whole program and not to the page.
    pub(super) fn of(session: Session) -> Self {
        use_context::<Self>().unwrap_or_else(|| match program() {
            Some(program) => program.with(|| Self::begin(session)),
            None => Self::begin(session),
        })
    }

    fn begin(session: Session) -> Self {
        let watch = Self {
            session,
            mine: StoredValue::new(Vec::new()),
            shown: StoredValue::new(Vec::new()),
            is_awake: StoredValue::new(false),
            ended: RwSignal::new(Vec::new()),
        };
        provide_context(watch);
        let look = move || {
            if !is_unseen() {
                browser::mark_title(false);
            }
        };
        let seen = window_event_listener_untyped("visibilitychange", move |_| look());
        let focused = window_event_listener(ev::focus, move |_| look());
        on_cleanup(move || {
            seen.remove();
            focused.remove();
        });
        // What somebody left behind is not for whoever comes next.
        Effect::new(move |_| {
            if session.phase.get() == Phase::SignedOut {
                watch.mine.set_value(Vec::new());
                watch.ended.set(Vec::new());
                browser::mark_title(false);
            }
        });
        if let Some(body) = document().body() {
            let ended = watch.ended;
            mount_to(body, move || view! { <Toasts session ended /> }).forget();
        }
        watch
    }

    /// These are asked for by the page.
    pub(super) fn see(self, shown: Vec<ExportId>) {
        self.shown.set_value(shown);
    }

    /// The page is gone.
    pub(super) fn leave(self) {
        self.shown.set_value(Vec::new());
    }

    /// Takes in how far an export is: follows one of the person's own, and says when it has come to its end.
    pub(super) fn hear(self, workspace: &str, export: &Export, what: &str) {
        let me = self
            .session
            .user
            .with_untracked(|user| user.as_ref().map(|user| user.id.to_string()));
        let is_mine = me.is_some() && export.requested_by.id == me;
        if !export.state.is_under_way() {
            self.end(export);
            return;
        }
        if !is_mine {
            self.forget(export.id);
            return;
        }
        let mine = Mine {
            workspace: workspace.to_owned(),
            id: export.id,
            what: what.to_owned(),
        };
        self.mine
            .update_value(|all| match all.iter_mut().find(|known| known.id == export.id) {
                Some(known) => *known = mine,
                None => all.push(mine),
            });
        self.wake();
    }

    fn forget(self, id: ExportId) -> Option<Mine> {
        self.mine.try_update_value(|all| {
            let place = all.iter().position(|known| known.id == id)?;
            Some(all.remove(place))
        })?
    }

    fn end(self, export: &Export) {
        let Some(mine) = self.forget(export.id) else {
            return;
        };
        // Whoever stopped it knows.
        if !matches!(export.state, ExportState::Succeeded | ExportState::Failed) {
            return;
        }
        self.ended.update(|all| {
            all.retain(|known| known.export.id != export.id);
            all.push(Ended {
                workspace: mine.workspace,
                what: mine.what,
                export: export.clone(),
            });
        });
        if is_unseen() {
            browser::mark_title(true);
        }
    }

    fn wake(self) {
        if self.is_awake.get_value() {
            return;
        }
        self.is_awake.set_value(true);
        spawn_local(async move {
            let mut wait = FIRST_WAIT;
            while !self.mine.with_value(Vec::is_empty) {
                browser::pause(wait).await;
                self.look().await;
                wait = if document().hidden() {
                    UNSEEN_WAIT
                } else {
                    longer(wait)
                };
            }
            self.is_awake.set_value(false);
        });
    }

    /// Asks for whatever the page does not ask for.
    async fn look(self) {
        let is_hidden = document().hidden();
        let shown = self.shown.get_value();
        for mine in self.mine.get_value() {
            if shown.contains(&mine.id) && !is_hidden {
                continue;
            }
            match self.session.client.export(&mine.workspace, mine.id).await {
                Ok(export) => self.hear(&mine.workspace, &export, &mine.what),
                Err(error) if is_final(&error) => {
                    self.forget(mine.id);
                }
                Err(_) => {}
            }
        }
    }
}

/// Whether asking again would not help.
pub(super) fn is_final(error: &ApiError) -> bool {
    *error == ApiError::SignedOut || error.is(ErrorCode::Forbidden) || error.is(ErrorCode::NotFound)
}

/// Whether the person is elsewhere.
fn is_unseen() -> bool {
    document().hidden() || !document().has_focus().unwrap_or(true)
}

/// What owns everything.
fn program() -> Option<Owner> {
    let mut owner = Owner::current()?;
    while let Some(parent) = owner.parent() {
        owner = parent;
    }
    Some(owner)
}
