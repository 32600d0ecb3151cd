//! Who waits for events to be appended by this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

/// Those who wait, by workspace. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Appends(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    by_workspace: Mutex<HashMap<Uuid, Arc<Notify>>>,
    anywhere: Notify,
}

impl Appends {
    /// Wakes whoever waits for events of the workspace, or does so next.
    pub fn tell(&self, workspace: Uuid) {
        self.0.anywhere.notify_one();
        let waiting = self.0.by_workspace.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = waiting.get(&workspace) {
            bell.notify_one();
        }
    }

    /// Returns when events were appended to any workspace since it last did; for one who waits.
    pub async fn anywhere(&self) {
        self.0.anywhere.notified().await;
    }

    /// From now on `bell` is rung for the workspace.
    pub fn wait_for(&self, workspace: Uuid, bell: Arc<Notify>) {
        let mut waiting = self.0.by_workspace.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(workspace, bell);
    }

    /// Nobody waits for the workspace any more.
    pub fn forget(&self, workspace: Uuid) {
        let mut waiting = self.0.by_workspace.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&workspace);
    }
}
