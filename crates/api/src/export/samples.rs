//! Events for tests of formats.

use daybook_shared::event::{Actor, ActorKind, Change, Context, Event, EventError, OnBehalfOf, Target};
use daybook_shared::id::EventId;
use daybook_shared::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, json};
use uuid::Uuid;

use crate::store::events::query::Position;
use crate::store::events::rows::Rows;

/// Events as the store has them.
pub(super) fn rows(events: &[Event]) -> Rows {
    let mut rows = Rows::default();
    for event in events {
        let position = Position {
            occurred_at: event.occurred_at.0,
            sequence: event.sequence,
        };
        rows.push(position, &serde_json::to_string(event).unwrap());
    }
    rows
}

/// An event with nothing that can be left out.
pub(super) fn plain() -> Event {
    Event {
        actor: Actor::new(ActorKind::Member, Some("sarah".to_owned()), "Sarah Chen"),
        category: "posts".to_owned(),
        changes: Vec::new(),
        context: None,
        correlation_id: None,
        description: "Sarah Chen published “Autumn”".to_owned(),
        error: None,
        id: EventId(Uuid::nil()),
        idempotency_key: None,
        metadata: None,
        occurred_at: "2026-07-01T10:00:00Z".parse().unwrap(),
        platform: None,
        recorded_at: "2026-07-01T10:00:01.5Z".parse().unwrap(),
        sequence: 7,
        state: "done".to_owned(),
        targets: Vec::new(),
        kind: "post.published".to_owned(),
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[=+@'＝\t\r\n\"\\\\,;-]{1,4}", "[a-zé😀\u{2028}\u{1} ]{0,8}"]
}

prop_compose! {
    fn target()(id in text(), name in prop::option::of(text()), kind in text(), url in prop::option::of(text())) -> Target {
        Target { id, name, kind, url }
    }
}

prop_compose! {
    fn actor()(agent in prop::option::of(text()), id in prop::option::of(text()), name in text(), person in prop::option::of((prop::option::of(text()), text()))) -> Actor {
        Actor { agent, id, kind: ActorKind::Agent, name, on_behalf_of: person.map(|(id, name)| OnBehalfOf { id, name }) }
    }
}

prop_compose! {
    fn details()(texts in prop::collection::vec(prop::option::of(text()), 6), changed in prop::option::of(text()), key in prop::option::of(text())) -> Event {
        let [ip, user_agent, request_id, correlation_id, idempotency_key, reason] = texts.try_into().unwrap();
        Event {
            changes: changed.into_iter().map(|field| Change { after: Some(json!([1, null])), before: None, field }).collect(),
            context: Some(Context { ip, request_id, user_agent }),
            correlation_id,
            error: reason.map(|reason| EventError { code: "refused".to_owned(), reason: Some(reason) }),
            idempotency_key,
            metadata: key.map(|key| Map::from_iter([(key.clone(), json!({"deep": [key]}))])),
            ..plain()
        }
    }
}

prop_compose! {
    /// Any event, with texts that formats have to take care of.
    pub(super) fn event()(base in details(), actor in actor(), targets in prop::collection::vec(target(), 0..4), description in text(), platform in prop::option::of(text()), micros in 0..253_402_300_799_000_000_i64, sequence in 1..i64::MAX) -> Event {
        Event { actor, targets, description, platform, occurred_at: Timestamp(micros), sequence, ..base }
    }
}
