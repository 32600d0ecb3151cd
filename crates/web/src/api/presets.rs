//! The presets of a workspace, as its caller has them.

use daybook_shared::id::PresetId;
use daybook_shared::preset::{NewPreset, Preset, PresetArrangement, PresetList, PresetUpdate};
use daybook_shared::route;

use super::{Aborting, ApiError, Client};

impl Client {
    /// All of them, in the person's own order.
    pub async fn presets(self, workspace: &str, abort: Aborting<'_>) -> Result<PresetList, ApiError> {
        self.get(&route::presets(workspace), abort).await
    }

    /// Saves one.
    pub async fn create_preset(self, workspace: &str, new: &NewPreset) -> Result<Preset, ApiError> {
        self.change("POST", &route::presets(workspace), new).await
    }

    /// Changes one.
    pub async fn update_preset(
        self,
        workspace: &str,
        id: PresetId,
        update: &PresetUpdate,
    ) -> Result<Preset, ApiError> {
        self.change("PATCH", &route::preset(workspace, id), update).await
    }

    /// Deletes one.
    pub async fn delete_preset(self, workspace: &str, id: PresetId) -> Result<(), ApiError> {
        self.order("DELETE", &route::preset(workspace, id), None::<&()>)
            .await
    }

    /// Arranges all; answers them as arranged.
    pub async fn arrange_presets(
        self,
        workspace: &str,
        arrangement: &PresetArrangement,
    ) -> Result<PresetList, ApiError> {
        self.change("PUT", &route::preset_arrangement(workspace), arrangement)
            .await
    }
}
