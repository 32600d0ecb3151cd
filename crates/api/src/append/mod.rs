//! The write path: what is sent is checked, made an event, numbered and committed.

mod change;
mod draft;
mod parse;
mod queue;
mod register;

use daybook_shared::event::{Actor, Event, NewEvent};
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::MAX_NAMED_ERRORS;
use serde_json::Value;

pub use draft::{Draft, Sent, TypeFacts, is_of_type, normalised};
pub use register::UnknownTypes;

use self::queue::Room;
use crate::ballast::Ballast;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::{ApiError, ApiResult};
use crate::fields;
pub use crate::store::events::append::Appended;

/// The one way into the log. Cheap to clone.
#[derive(Clone)]
pub struct Appender {
    database: Database,
    clock: Clock,
    queues: queue::Queues,
    ballast: Ballast,
}

impl Appender {
    /// An appender whose commits run on the current runtime.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self::with_ballast(database, clock, Ballast::default())
    }

    /// The same, on a disk whose last room is kept by a ballast.
    pub fn with_ballast(database: Database, clock: Clock, ballast: Ballast) -> Self {
        let queues = queue::Queues::new(database.clone(), clock.clone(), ballast.clone());
        Self {
            database,
            clock,
            queues,
            ballast,
        }
    }

    /// Checks values that stand at `/0`, `/1`, … (or, a single one, at the root), with one error for each wrong field.
    pub fn parse(&self, values: Vec<(String, Value)>) -> ApiResult<Vec<Sent>> {
        let now = self.clock.now();
        let mut errors = Vec::new();
        let mut events = Vec::with_capacity(values.len());
        for (pointer, value) in values {
            if let Some(event) = parse::event(value, &pointer, now, &mut errors) {
                events.push(Sent { pointer, event });
            }
            if errors.len() >= MAX_NAMED_ERRORS {
                break;
            }
        }
        if errors.is_empty() {
            Ok(events)
        } else {
            Err(fields::refusal(errors))
        }
    }

    /// Appends events, all or none, as sent by `credential`; answers after their commit, in their order.
    pub async fn append(
        &self,
        workspace: WorkspaceId,
        events: Vec<Sent>,
        credential: &Actor,
        unknown: UnknownTypes,
    ) -> ApiResult<Vec<Appended>> {
        self.ballast.check()?;
        self.append_into(Room::Free, workspace, events, credential, unknown)
            .await
    }

    async fn append_into(
        &self,
        room: Room,
        workspace: WorkspaceId,
        events: Vec<Sent>,
        credential: &Actor,
        unknown: UnknownTypes,
    ) -> ApiResult<Vec<Appended>> {
        let facts = register::facts_of(&self.database, &self.clock, workspace.0, &events, unknown).await;
        let facts = facts.inspect_err(|error| self.ballast.release_if_full(error))?;
        let now = self.clock.now();
        let mut drafts = Vec::with_capacity(events.len());
        for sent in events {
            let kind = &sent.event.kind;
            let facts = facts
                .get(kind)
                .ok_or_else(|| ApiError::internal(format!("no facts for type {kind}")))?;
            drafts.push(
                Draft::new(sent, facts, credential, self.clock.new_uuid(), now)
                    .map_err(ApiError::internal)?,
            );
        }
        self.queues.commit(workspace.0, drafts, room).await
    }

    /// Appends one event of Daybook's own (a sign-in, a new key); answers after its commit. It may use the last room:
    /// who makes room on a full disk has to sign in first.
    pub async fn record(&self, workspace: WorkspaceId, event: NewEvent) -> ApiResult<Event> {
        let appended = self
            .append_into(
                Room::Last,
                workspace,
                vec![Sent {
                    pointer: String::new(),
                    event,
                }],
                &daybook(),
                UnknownTypes::Refuse,
            )
            .await?;
        let first = appended
            .into_iter()
            .next()
            .ok_or_else(|| ApiError::internal("an append answered no event"))?;
        serde_json::from_str(&first.body).map_err(ApiError::internal)
    }
}

/// Daybook itself as an actor.
pub fn daybook() -> Actor {
    Actor {
        agent: None,
        id: Some("daybook".to_owned()),
        kind: daybook_shared::event::ActorKind::System,
        name: "Daybook".to_owned(),
        on_behalf_of: None,
    }
}
