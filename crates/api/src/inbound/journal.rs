//! What the log is told of sources.

use daybook_shared::event::{Actor, Context, NewEvent, Target};

use crate::store::inbound_sources::Source;

/// Somebody made a source.
pub fn created(source: &Source, by: Actor, context: Context) -> NewEvent {
    of("inbound_source.created", source, by, context)
}

/// Somebody deleted one.
pub fn deleted(source: &Source, by: Actor, context: Context) -> NewEvent {
    of("inbound_source.deleted", source, by, context)
}

fn of(kind: &str, source: &Source, by: Actor, context: Context) -> NewEvent {
    NewEvent {
        actor: Some(by),
        context: Some(context),
        platform: Some(source.platform.as_str().to_owned()),
        targets: vec![Target {
            id: source.id.to_string(),
            name: Some(source.name.clone()),
            kind: "inbound_source".to_owned(),
            url: None,
        }],
        ..NewEvent::new(kind)
    }
}
