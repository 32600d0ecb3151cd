//! Whether an endpoint may still be sent events: its workspace's plan must have webhooks, and whoever made it, or changed it last, must still be
//! one who may do so. Such people and keys see every event, so that nothing leaves by an endpoint that they could not read.

use daybook_shared::access::{Permission, Scope};
use daybook_shared::id::{ApiKeyId, UserId};
use daybook_shared::plan::Feature;
use daybook_shared::webhook::WebhookDisabled;

use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::webhooks::Endpoint;
use crate::store::{api_keys, workspaces};

/// Why it may not; none where it may.
pub(super) async fn lost(state: &AppState, endpoint: &Endpoint) -> ApiResult<Option<WebhookDisabled>> {
    let (conn, now) = (state.database.reader(), state.clock.now());
    let lost = |code: &str, reason: &str| {
        Some(WebhookDisabled {
            code: code.to_owned(),
            reason: reason.to_owned(),
            at: now,
        })
    };
    let found = workspaces::find_workspace(conn, endpoint.workspace).await?;
    let has_plan = found.is_some_and(|workspace| workspaces::plan_of(&workspace).has(Feature::WebhooksOut));
    if !has_plan {
        return Ok(lost("plan", "The workspace's plan has no webhooks any more."));
    }
    if may_manage(state, endpoint).await? {
        return Ok(None);
    }
    let reason = "Whoever made the endpoint, or changed it last, may not manage webhooks any more. Check where it sends to, and switch it on.";
    Ok(lost("maker", reason))
}

async fn may_manage(state: &AppState, endpoint: &Endpoint) -> ApiResult<bool> {
    let conn = state.database.reader();
    let (workspace, permission) = (endpoint.workspace, Permission::ManageWebhooks);
    if let Ok(user) = endpoint.answerable.parse::<UserId>() {
        let found = workspaces::find_for_member(conn, workspace, user).await?;
        return Ok(found.is_some_and(|(_, role)| role.grants(permission)));
    }
    let Ok(key) = endpoint.answerable.parse::<ApiKeyId>() else {
        return Ok(false);
    };
    let found = api_keys::find_alive(conn, workspace, key, state.clock.now()).await?;
    let scopes = found.as_ref().map(api_keys::scopes_of).unwrap_or_default();
    Ok(scopes.iter().any(|scope: &Scope| scope.grants(permission)))
}
