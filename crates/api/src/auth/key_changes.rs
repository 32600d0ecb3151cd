//! API keys are made and revoked, and the log is told of it.

use daybook_shared::api_key::{ApiKey, CreatedApiKey, NewApiKey};
use daybook_shared::event::{Actor, Change, Context, NewEvent, Target};
use daybook_shared::id::{ApiKeyId, WorkspaceId};

use serde_json::Value;

use crate::append;
use crate::error::{ApiError, ApiResult};
use crate::people;
use crate::state::AppState;
use crate::store::api_keys;

/// Makes a key for somebody; for an operator on the command line, who has no name here, `by` is absent.
pub async fn create(
    state: &AppState,
    workspace: WorkspaceId,
    new: NewApiKey,
    by: Option<Actor>,
    context: Option<Context>,
) -> ApiResult<CreatedApiKey> {
    let clock = state.clock.clone();
    let made = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let made = people::insert_api_key(transaction, &clock, workspace, new, by.as_ref());
            let (key, row) = made.await?;
            let api_key = api_keys::to_wire(row)?;
            let scopes: Vec<&str> = api_key.scopes.iter().map(|scope| scope.as_str()).collect();
            let after = |field: &str, value: Value| Change {
                after: Some(value),
                before: None,
                field: field.to_owned(),
            };
            let end = api_key
                .expires_at
                .map(|end| after("expires_at", end.to_string().into()));
            let event = NewEvent {
                changes: [after("scopes", scopes.into())].into_iter().chain(end).collect(),
                ..told(
                    "api_key.created",
                    &api_key,
                    by.unwrap_or_else(append::daybook),
                    context,
                )
            };
            Ok((CreatedApiKey { api_key, key }, Some(event)))
        })
    });
    made.await
}

/// Revokes a key; `false` where it was before. 404 where the workspace has none of that id.
pub async fn revoke(
    state: &AppState,
    workspace: WorkspaceId,
    id: ApiKeyId,
    by: Actor,
    context: Context,
) -> ApiResult<bool> {
    let now = state.clock.now();
    let text = serde_json::to_string(&by).map_err(ApiError::internal)?;
    let revoked = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let found = api_keys::find(transaction, workspace, id).await?;
            let api_key = api_keys::to_wire(found.ok_or_else(|| ApiError::not_found("API key"))?)?;
            let is_new = api_keys::set_revoked(transaction, workspace, id, (now, Some(text))).await?;
            let event = is_new.then(|| told("api_key.revoked", &api_key, by, Some(context)));
            Ok((is_new, event))
        })
    });
    revoked.await
}

fn told(kind: &str, key: &ApiKey, by: Actor, context: Option<Context>) -> NewEvent {
    NewEvent {
        actor: Some(by),
        context,
        targets: vec![Target {
            id: key.id.to_string(),
            name: Some(key.name.clone()),
            kind: "api_key".to_owned(),
            url: None,
        }],
        ..NewEvent::new(kind)
    }
}
