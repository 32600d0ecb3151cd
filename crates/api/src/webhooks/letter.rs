//! Who is told that an endpoint was stopped: the person who answers for it, or else everybody who may manage webhooks.

use chrono_tz::Tz;
use daybook_shared::access::Permission;
use daybook_shared::id::UserId;
use daybook_shared::webhook::WebhookDisabled;

use crate::error::ApiResult;
use crate::mail::{Letter, WebhookMail, webhook_letter};
use crate::state::AppState;
use crate::store::webhooks::Endpoint;
use crate::store::{memberships, users, workspaces};

/// The letters.
pub(super) async fn stopped(
    state: &AppState,
    endpoint: &Endpoint,
    disabled: &WebhookDisabled,
) -> ApiResult<Vec<Letter>> {
    let reader = state.database.reader();
    let Some(workspace) = workspaces::find_workspace(reader, endpoint.workspace).await? else {
        return Ok(Vec::new());
    };
    let members = memberships::list_members(reader, endpoint.workspace).await?;
    let managers = members
        .into_iter()
        .filter(|member| !member.former && member.role.grants(Permission::ManageWebhooks));
    let managers: Vec<UserId> = managers.map(|member| member.user_id).collect();
    let answers_for = endpoint.answerable.parse::<UserId>().ok();
    let readers = match answers_for.filter(|id| managers.contains(id)) {
        Some(one) => vec![one],
        None => managers,
    };
    let mut letters = Vec::with_capacity(readers.len());
    for id in readers {
        let Some(user) = users::find(reader, id).await? else {
            continue;
        };
        let zone = user.time_zone.unwrap_or_else(|| workspace.time_zone.clone());
        letters.push(webhook_letter::disabled(&WebhookMail {
            name: user.name,
            address: user.email,
            workspace: workspace.name.clone(),
            workspace_id: endpoint.workspace,
            webhook: endpoint.name(),
            webhook_id: endpoint.id,
            host: endpoint.host(),
            reason: disabled.reason.clone(),
            at: disabled.at,
            zone: zone.parse().unwrap_or(Tz::UTC),
            origin: endpoint.origin.clone(),
        }));
    }
    Ok(letters)
}
