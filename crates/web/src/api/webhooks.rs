//! The webhook endpoints of a workspace, and what was delivered to them.

use daybook_shared::id::{DeliveryId, WebhookId};
use daybook_shared::route;
use daybook_shared::webhook::{
    CreatedWebhook, Delivery, DeliveryDetail, DeliveryList, DeliveryState, NewWebhook, Redelivering,
    Redelivery, RotatedSecret, Webhook, WebhookList, WebhookUpdate,
};

use super::{Aborting, ApiError, Client};

impl Client {
    /// A page of them, the newest first.
    pub async fn webhooks(
        self,
        workspace: &str,
        cursor: Option<&str>,
        abort: Aborting<'_>,
    ) -> Result<WebhookList, ApiError> {
        let query = query([("cursor", cursor)]);
        self.get(&format!("{}?{query}", route::webhooks(workspace)), abort)
            .await
    }

    /// One of them.
    pub async fn webhook(self, workspace: &str, id: &str, abort: Aborting<'_>) -> Result<Webhook, ApiError> {
        self.get(&route::webhook(workspace, id), abort).await
    }

    /// Makes one; the answer holds its secret, this once.
    pub async fn create_webhook(self, workspace: &str, new: &NewWebhook) -> Result<CreatedWebhook, ApiError> {
        self.change("POST", &route::webhooks(workspace), new).await
    }

    /// Changes one.
    pub async fn update_webhook(
        self,
        workspace: &str,
        id: WebhookId,
        update: &WebhookUpdate,
    ) -> Result<Webhook, ApiError> {
        self.change("PATCH", &route::webhook(workspace, id), update).await
    }

    /// Deletes one, and what is known of its deliveries.
    pub async fn delete_webhook(self, workspace: &str, id: WebhookId) -> Result<(), ApiError> {
        self.order("DELETE", &route::webhook(workspace, id), None::<&()>)
            .await
    }

    /// Gives one another secret, which the answer holds, this once.
    pub async fn rotate_webhook_secret(
        self,
        workspace: &str,
        id: WebhookId,
    ) -> Result<RotatedSecret, ApiError> {
        self.change("POST", &route::webhook_rotate_secret(workspace, id), &())
            .await
    }

    /// Sends one a ping.
    pub async fn test_webhook(self, workspace: &str, id: WebhookId) -> Result<Delivery, ApiError> {
        self.change("POST", &route::webhook_test(workspace, id), &())
            .await
    }

    /// Sends again.
    pub async fn redeliver(
        self,
        workspace: &str,
        id: WebhookId,
        what: &Redelivery,
    ) -> Result<Redelivering, ApiError> {
        self.change("POST", &route::webhook_redeliver(workspace, id), what)
            .await
    }

    /// A page of deliveries, those of the newest events first.
    pub async fn deliveries(
        self,
        workspace: &str,
        id: &str,
        state: Option<DeliveryState>,
        cursor: Option<&str>,
        abort: Aborting<'_>,
    ) -> Result<DeliveryList, ApiError> {
        let query = query([("state", state.map(DeliveryState::as_str)), ("cursor", cursor)]);
        self.get(
            &format!("{}?{query}", route::webhook_deliveries(workspace, id)),
            abort,
        )
        .await
    }

    /// A delivery with its tries.
    pub async fn delivery(
        self,
        workspace: &str,
        webhook: WebhookId,
        id: DeliveryId,
        abort: Aborting<'_>,
    ) -> Result<DeliveryDetail, ApiError> {
        self.get(&route::webhook_delivery(workspace, webhook, id), abort)
            .await
    }
}

/// The parameters that have a value.
fn query<const N: usize>(pairs: [(&str, Option<&str>); N]) -> String {
    let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}
