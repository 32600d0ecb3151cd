//! What the log is told of endpoints. Of where they send to it is told the host only: the rest of a URL may be a secret.

use daybook_shared::event::{Actor, Change, Context, EventError, NewEvent, Target};
use daybook_shared::webhook::WebhookDisabled;
use serde_json::{Map, Value, json};

use crate::append::daybook;
use crate::store::webhooks::Endpoint;

/// Largest filter that is told as it is, in bytes: an event's changes are bounded.
const MAX_FILTER_BYTES: usize = 4 * 1024;

/// Somebody made an endpoint.
pub(super) fn created(endpoint: &Endpoint, by: Actor, context: Context) -> NewEvent {
    let mut metadata = Map::from_iter([
        ("format".to_owned(), json!(endpoint.format)),
        ("host".to_owned(), json!(endpoint.host())),
    ]);
    metadata.extend(filter(endpoint).map(|filter| ("filter".to_owned(), filter)));
    NewEvent {
        metadata: Some(metadata),
        ..by_somebody("webhook_endpoint.created", endpoint, by, context)
    }
}

/// Somebody changed one.
pub(super) fn updated(before: &Endpoint, endpoint: &Endpoint, by: Actor, context: Context) -> NewEvent {
    let mut changes = Vec::new();
    let mut note = |field: &str, before: Option<Value>, after: Option<Value>| {
        changes.push(Change {
            after,
            before,
            field: field.to_owned(),
        });
    };
    if before.url != endpoint.url {
        note("url", Some(before.host().into()), Some(endpoint.host().into()));
    }
    if before.filter != endpoint.filter {
        note("filter", filter(before), filter(endpoint));
    }
    if before.description != endpoint.description {
        note(
            "description",
            before.description.clone().map(Value::from),
            endpoint.description.clone().map(Value::from),
        );
    }
    if before.is_enabled() != endpoint.is_enabled() {
        let state = |endpoint: &Endpoint| match endpoint.is_enabled() {
            true => json!("enabled"),
            false => json!("disabled"),
        };
        note("state", Some(state(before)), Some(state(endpoint)));
    }
    NewEvent {
        changes,
        ..by_somebody("webhook_endpoint.updated", endpoint, by, context)
    }
}

/// Somebody gave one another secret.
pub(super) fn rotated(endpoint: &Endpoint, by: Actor, context: Context) -> NewEvent {
    NewEvent {
        changes: vec![Change {
            after: None,
            before: None,
            field: "secret".to_owned(),
        }],
        ..by_somebody("webhook_endpoint.updated", endpoint, by, context)
    }
}

/// Somebody deleted one.
pub(super) fn deleted(endpoint: &Endpoint, by: Actor, context: Context) -> NewEvent {
    by_somebody("webhook_endpoint.deleted", endpoint, by, context)
}

/// One was stopped.
pub(super) fn disabled(endpoint: &Endpoint, disabled: &WebhookDisabled) -> NewEvent {
    NewEvent {
        error: Some(EventError {
            code: disabled.code.clone(),
            reason: Some(disabled.reason.clone()),
        }),
        ..of("webhook_endpoint.disabled", endpoint, daybook())
    }
}

fn filter(endpoint: &Endpoint) -> Option<Value> {
    let filter = json!(endpoint.filter);
    Some(filter).filter(|filter| filter.to_string().len() <= MAX_FILTER_BYTES)
}

fn by_somebody(kind: &str, endpoint: &Endpoint, by: Actor, context: Context) -> NewEvent {
    NewEvent {
        context: Some(context),
        ..of(kind, endpoint, by)
    }
}

fn of(kind: &str, endpoint: &Endpoint, by: Actor) -> NewEvent {
    NewEvent {
        actor: Some(by),
        targets: vec![Target {
            id: endpoint.id.to_string(),
            name: Some(endpoint.name()),
            kind: "webhook_endpoint".to_owned(),
            url: None,
        }],
        ..NewEvent::new(kind)
    }
}
