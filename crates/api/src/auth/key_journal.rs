//! What the log is told of API keys.

use daybook_shared::event::{Actor, Change, Context, NewEvent, Target};
use daybook_shared::id::ApiKeyId;

use crate::entity::api_key::Model;

/// Somebody made a key.
pub fn created(key: &Model, by: Actor, context: Option<Context>) -> NewEvent {
    let scopes: Vec<&str> = key.scopes.split(' ').collect();
    NewEvent {
        changes: vec![Change {
            after: Some(scopes.into()),
            before: None,
            field: "scopes".to_owned(),
        }],
        ..of("api_key.created", key, by, context)
    }
}

/// Somebody revoked one.
pub fn revoked(key: &Model, by: Actor, context: Option<Context>) -> NewEvent {
    of("api_key.revoked", key, by, context)
}

fn of(kind: &str, key: &Model, by: Actor, context: Option<Context>) -> NewEvent {
    NewEvent {
        actor: Some(by),
        context,
        targets: vec![Target {
            id: ApiKeyId(key.id).to_string(),
            name: Some(key.name.clone()),
            kind: "api_key".to_owned(),
            url: None,
        }],
        ..NewEvent::new(kind)
    }
}
