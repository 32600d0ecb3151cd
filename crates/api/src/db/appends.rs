//! Who waits for events to be appended by this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

/// Those who wait, by workspace. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Appends(Arc<Mutex<HashMap<Uuid, Arc<Notify>>>>);

impl Appends {
    /// Wakes whoever waits for events of the workspace, or does so next.
    pub fn tell(&self, workspace: Uuid) {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = waiting.get(&workspace) {
            bell.notify_one();
        }
    }

    /// From now on `bell` is rung for the workspace.
    pub fn wait_for(&self, workspace: Uuid, bell: Arc<Notify>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(workspace, bell);
    }

    /// Nobody waits for the workspace any more.
    pub fn forget(&self, workspace: Uuid) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&workspace);
    }
}
