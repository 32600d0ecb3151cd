//! What people do with their accounts, as events of every workspace that the person belongs to.

use daybook_shared::event::{Actor, ActorKind, Change, EventError, NewEvent, Target};
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::limits::MAX_NAME_CHARS;

use super::client::Client;
use crate::entity::user;
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::workspaces;

/// Somebody signed in.
pub async fn signed_in(state: &AppState, user: &user::Model, client: &Client) -> ApiResult<()> {
    in_each_workspace(state, user, by(user, "auth.signed_in", client)).await
}

/// Somebody signed out.
pub async fn signed_out(state: &AppState, user: &user::Model, client: &Client) -> ApiResult<()> {
    in_each_workspace(state, user, by(user, "auth.signed_out", client)).await
}

/// Somebody tried to sign in as this person, with a wrong password.
pub async fn sign_in_failed(state: &AppState, user: &user::Model, client: &Client) -> ApiResult<()> {
    let reason = "The password was not that of the account.".to_owned();
    let event = NewEvent {
        actor: Some(Actor::new(ActorKind::Anonymous, None, "Nobody signed in")),
        context: Some(client.context()),
        error: Some(EventError {
            code: "wrong_password".to_owned(),
            reason: Some(reason),
        }),
        targets: vec![Target {
            id: UserId(user.id).to_string(),
            name: Some(user.email.chars().take(MAX_NAME_CHARS).collect()),
            kind: "user".to_owned(),
            url: None,
        }],
        ..NewEvent::new("auth.sign_in_failed")
    };
    in_each_workspace(state, user, event).await
}

/// Somebody changed their password.
pub async fn password_changed(state: &AppState, user: &user::Model, client: &Client) -> ApiResult<()> {
    in_each_workspace(state, user, by(user, "auth.password_changed", client)).await
}

/// Somebody, who is known under their new name now, changed it.
pub async fn renamed(state: &AppState, user: &user::Model, before: &str, client: &Client) -> ApiResult<()> {
    let change = Change {
        after: Some(user.name.as_str().into()),
        before: Some(before.into()),
        field: "name".to_owned(),
    };
    let event = NewEvent {
        changes: vec![change],
        ..by(user, "profile.updated", client)
    };
    in_each_workspace(state, user, event).await
}

/// The person as the actor of what they do.
pub fn actor(user: &user::Model) -> Actor {
    Actor::new(ActorKind::Member, Some(UserId(user.id).to_string()), &user.name)
}

fn by(user: &user::Model, kind: &str, client: &Client) -> NewEvent {
    NewEvent {
        actor: Some(actor(user)),
        context: Some(client.context()),
        ..NewEvent::new(kind)
    }
}

async fn in_each_workspace(state: &AppState, user: &user::Model, event: NewEvent) -> ApiResult<()> {
    for (workspace, _) in workspaces::list_for_member(state.database.reader(), UserId(user.id)).await? {
        state
            .appender
            .record(WorkspaceId(workspace.id), event.clone())
            .await?;
    }
    Ok(())
}
