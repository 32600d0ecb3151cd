//! Endpoints are made, changed and deleted, and the log is told of it.

use daybook_shared::event::{Actor, Context};
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::limits::SECRET_OVERLAP_SECONDS;
use daybook_shared::webhook::{NewWebhook, RotatedSecret, WebhookDisabled, WebhookState, WebhookUpdate};
use sea_orm::DatabaseTransaction;

use super::journal;
use super::secret::Secret;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::events::head;
use crate::store::webhooks::{Endpoint, endpoints};
use crate::store::workspaces;

/// Who changes something, and from where.
#[derive(Debug, Clone)]
pub struct By {
    /// The person or the key.
    pub actor: Actor,
    /// Where the request came from.
    pub context: Context,
}

impl By {
    /// Who answers for an endpoint from now on.
    fn id(&self) -> String {
        self.actor.id.clone().unwrap_or_default()
    }
}

/// Makes an endpoint, whose URL was checked. It is sent what is appended after its making.
pub async fn create(
    state: &AppState,
    workspace: WorkspaceId,
    new: NewWebhook,
    by: By,
) -> ApiResult<(Endpoint, Secret)> {
    let (id, now) = (WebhookId(state.clock.new_uuid()), state.clock.now());
    let secret = Secret::random();
    let endpoint = Endpoint {
        workspace,
        id,
        url: new.url,
        description: new.description,
        filter: new.filter,
        format: new.format,
        sealed_secret: secret.sealed(&state.keys, id)?,
        previous_secret: None,
        disabled: None,
        place: 0,
        replay: None,
        not_before: None,
        answerable: by.id(),
        origin: state.public_url.clone(),
        created_by: by.actor.clone(),
        created_at: now,
        updated_at: now,
    };
    let made = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let mut endpoint = endpoint;
            // Before the head: others lock them in this order too.
            workspaces::lock(transaction, workspace).await?;
            endpoint.place = next_place(transaction, workspace).await?;
            endpoints::insert(transaction, endpoint.clone()).await?;
            let event = journal::created(&endpoint, by.actor, by.context);
            Ok((endpoint, Some(event)))
        })
    });
    Ok((made.await?, secret))
}

/// The place of the event that tells of the change under way.
async fn next_place(transaction: &DatabaseTransaction, workspace: WorkspaceId) -> ApiResult<i64> {
    Ok(head::lock(transaction, workspace.0).await? + 1)
}

/// Changes an endpoint, to a URL that was checked; 404 where there is none. One that is switched on is sent what is appended from then on.
pub async fn update(
    state: &AppState,
    workspace: WorkspaceId,
    id: WebhookId,
    change: WebhookUpdate,
    by: By,
) -> ApiResult<Endpoint> {
    let now = state.clock.now();
    let updated = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let before = endpoints::lock(transaction, workspace, id)
                .await?
                .ok_or_else(none)?;
            let mut after = Endpoint {
                url: change.url.unwrap_or_else(|| before.url.clone()),
                filter: change.filter.unwrap_or_else(|| before.filter.clone()),
                description: change.description.unwrap_or_else(|| before.description.clone()),
                ..before.clone()
            };
            if after.url != before.url {
                after.not_before = None;
            }
            match change.state {
                Some(WebhookState::Enabled) if !before.is_enabled() => {
                    after.disabled = None;
                    after.not_before = None;
                    after.place = next_place(transaction, workspace).await?;
                }
                Some(WebhookState::Disabled) if before.is_enabled() => {
                    let disabled = WebhookDisabled {
                        code: "requested".to_owned(),
                        reason: format!("{} switched it off.", by.actor.name),
                        at: now,
                    };
                    endpoints::disable(transaction, &before, &disabled).await?;
                    after.disabled = Some(disabled);
                    after.replay = None;
                }
                _ => {}
            }
            if after == before {
                return Ok((before, None));
            }
            after.answerable = by.id();
            after.updated_at = now;
            endpoints::replace(transaction, after.clone()).await?;
            let event = journal::updated(&before, &after, by.actor, by.context);
            Ok((after, Some(event)))
        })
    });
    updated.await
}

/// Gives an endpoint another secret; that of before signs too for a day.
pub async fn rotate(
    state: &AppState,
    workspace: WorkspaceId,
    id: WebhookId,
    by: By,
) -> ApiResult<RotatedSecret> {
    let secret = Secret::random();
    let sealed = secret.sealed(&state.keys, id)?;
    let until = state.clock.now().plus_seconds(SECRET_OVERLAP_SECONDS);
    let rotated = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let before = endpoints::lock(transaction, workspace, id)
                .await?
                .ok_or_else(none)?;
            let after = Endpoint {
                previous_secret: Some((before.sealed_secret.clone(), until)),
                sealed_secret: sealed,
                ..before
            };
            endpoints::replace(transaction, after.clone()).await?;
            let event = journal::rotated(&after, by.actor, by.context);
            Ok(((), Some(event)))
        })
    });
    rotated.await?;
    Ok(RotatedSecret {
        secret: secret.text(),
        previous_secret_expires_at: until,
    })
}

/// Deletes an endpoint and what was delivered to it; 404 where there is none.
pub async fn delete(state: &AppState, workspace: WorkspaceId, id: WebhookId, by: By) -> ApiResult<()> {
    let deleted = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let endpoint = endpoints::lock(transaction, workspace, id)
                .await?
                .ok_or_else(none)?;
            endpoints::delete(transaction, workspace, id).await?;
            let event = journal::deleted(&endpoint, by.actor, by.context);
            Ok(((), Some(event)))
        })
    });
    deleted.await
}

/// There is no such endpoint in the workspace.
pub fn none() -> ApiError {
    ApiError::not_found("webhook endpoint")
}
