//! An export of the list, and how fast it goes.

use daybook_shared::export::Export;
use daybook_shared::id::ExportId;
use leptos::prelude::*;

use crate::clock;
use crate::export_size::Pace;

/// An export of the list. It changes in its place, so that its row stays.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) id: ExportId,
    pub(super) export: ArcRwSignal<Export>,
    pub(super) pace: ArcRwSignal<Pace>,
}

impl Job {
    /// As it is now.
    pub(super) fn new(export: Export) -> Self {
        Self {
            id: export.id,
            pace: ArcRwSignal::new(Pace::begin(clock::now(), export.progress)),
            export: ArcRwSignal::new(export),
        }
    }

    /// Takes over how it is now.
    pub(super) fn take(&self, fresh: Export) {
        if *self.export.read_untracked() == fresh {
            return;
        }
        let pace = self.pace.get_untracked();
        self.pace.set(pace.go_on(clock::now(), fresh.progress));
        self.export.set(fresh);
    }
}
