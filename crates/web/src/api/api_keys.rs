//! The API keys of a workspace.

use daybook_shared::api_key::{ApiKeyList, CreatedApiKey, NewApiKey};
use daybook_shared::id::ApiKeyId;
use daybook_shared::route;

use super::{Aborting, ApiError, Client};

impl Client {
    /// A page of them, the newest first.
    pub async fn api_keys(
        self,
        workspace: &str,
        cursor: Option<&str>,
        abort: Aborting<'_>,
    ) -> Result<ApiKeyList, ApiError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(cursor.map(|cursor| ("cursor", cursor)))
            .finish();
        self.get(&format!("{}?{query}", route::api_keys(workspace)), abort)
            .await
    }

    /// Makes one; the answer holds its secret, this once.
    pub async fn create_api_key(self, workspace: &str, new: &NewApiKey) -> Result<CreatedApiKey, ApiError> {
        self.change("POST", &route::api_keys(workspace), new).await
    }

    /// Revokes one.
    pub async fn revoke_api_key(self, workspace: &str, id: ApiKeyId) -> Result<(), ApiError> {
        self.order("DELETE", &route::api_key(workspace, id), None::<&()>)
            .await
    }
}
