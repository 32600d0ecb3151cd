//! What can be done to presets, one after the other.

use daybook_shared::preset::{NewPreset, Preset};
use leptos::prelude::*;

use super::log_presets::LogPresets;
use crate::api::ApiError;
use crate::browser;
use crate::presets::Change;
use crate::session::Session;

/// Makes changes, and tells what became of them.
#[derive(Clone, Copy)]
pub(super) struct Changes {
    session: Session,
    presets: LogPresets,
    /// What was wrong with the name of a new one.
    pub(super) name_error: RwSignal<Option<String>>,
    pub(super) error: RwSignal<Option<String>>,
    /// What was done last, for those who do not see it.
    pub(super) said: RwSignal<&'static str>,
    pub(super) busy: RwSignal<bool>,
}

impl Changes {
    pub(super) fn new(session: Session, presets: LogPresets) -> Self {
        Self {
            session,
            presets,
            name_error: RwSignal::new(None),
            error: RwSignal::new(None),
            said: RwSignal::new(""),
            busy: RwSignal::new(false),
        }
    }

    fn workspace(self) -> Option<String> {
        self.presets
            .list
            .value
            .with_untracked(|list| list.as_ref().map(|(of, _)| of.clone()))
    }

    /// Saves a new one; answers it.
    pub(super) async fn create(self, new: NewPreset) -> Option<Preset> {
        let workspace = self.workspace()?;
        self.begin();
        let made = self.session.client.create_preset(&workspace, &new).await;
        self.busy.try_set(false);
        match made {
            Ok(made) => {
                self.presets.list.value.try_update(|list| {
                    if let Some((_, list)) = list {
                        list.data.push(made.clone());
                    }
                });
                Some(made)
            }
            Err(error) => {
                self.name_error.try_set(Some(told(&error)));
                None
            }
        }
    }

    /// Makes a change; answers whether it was made.
    pub(super) async fn run(self, change: Change) -> bool {
        let Some(workspace) = self.workspace() else {
            return false;
        };
        self.begin();
        let client = self.session.client;
        let done = match change {
            Change::Update(id, update) => client.update_preset(&workspace, id, &update).await.map(|new| {
                self.presets.list.value.try_update(|list| {
                    let presets = list.iter_mut().flat_map(|(_, list)| &mut list.data);
                    presets
                        .filter(|known| known.id == id)
                        .for_each(|known| *known = new.clone());
                });
                ("Saved", format!("preset-{id}"))
            }),
            Change::Delete(id) => client.delete_preset(&workspace, id).await.map(|()| {
                self.presets.list.value.try_update(|list| {
                    if let Some((_, list)) = list {
                        list.data.retain(|known| known.id != id);
                    }
                });
                ("Deleted", "presets-title".to_owned())
            }),
            Change::Arrange(arrangement, button) => client
                .arrange_presets(&workspace, &arrangement)
                .await
                .map(|list| {
                    self.presets.list.value.try_set(Some((workspace.clone(), list)));
                    ("Arranged", button)
                }),
        };
        self.busy.try_set(false);
        match done {
            Ok((said, focus)) => {
                self.said.try_set(said);
                request_animation_frame(move || browser::focus(&focus));
                true
            }
            Err(error) => {
                self.error.try_set(Some(told(&error)));
                false
            }
        }
    }

    fn begin(self) {
        self.name_error.set(None);
        self.error.set(None);
        self.said.set("");
        self.busy.set(true);
    }
}

/// What went wrong, in the server's words where it said any.
fn told(error: &ApiError) -> String {
    match error {
        ApiError::Refused { problem, .. } => problem
            .errors
            .first()
            .map_or_else(|| problem.detail.clone(), |field| field.detail.clone()),
        other => format!("{}. Nothing was changed.", other.title()),
    }
}
