//! Events: what a producer sends, and what everybody reads.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::EventId;
use crate::timestamp::Timestamp;

/// What kind of thing caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ActorKind {
    /// A person of the workspace, present or former.
    Member,
    /// An AI assistant.
    Agent,
    /// A social network.
    Platform,
    /// A program with an API key.
    ApiKey,
    /// The product itself.
    System,
    /// Nobody known: a failed sign-in.
    Anonymous,
    /// A kind that this client does not know yet.
    #[serde(other)]
    Unknown,
}

impl ActorKind {
    /// The kinds that a producer may send.
    pub const ALL: &'static [Self] = &[
        Self::Member,
        Self::Agent,
        Self::Platform,
        Self::ApiKey,
        Self::System,
        Self::Anonymous,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Agent => "agent",
            Self::Platform => "platform",
            Self::ApiKey => "api_key",
            Self::System => "system",
            Self::Anonymous => "anonymous",
            Self::Unknown => "unknown",
        }
    }

    /// Finds a kind that a producer may send.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// The person that an agent acted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OnBehalfOf {
    /// The person's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The person's name at that moment.
    pub name: String,
}

/// Who caused an event. The name is kept as it was at that moment.
// Members stand in the order of their names: that is the canonical form of the stored body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The specialist, where `kind` is `agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Publisher"))]
    pub agent: Option<String>,
    /// The actor's id in the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "sarah"))]
    pub id: Option<String>,
    /// What kind of actor it is.
    pub kind: ActorKind,
    /// The name people read.
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen"))]
    pub name: String,
    /// The person who asked the agent to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OnBehalfOf>,
}

impl Actor {
    /// An actor of a kind, acting for itself.
    pub fn new(kind: ActorKind, id: Option<String>, name: impl Into<String>) -> Self {
        Self {
            agent: None,
            id,
            kind,
            name: name.into(),
            on_behalf_of: None,
        }
    }
}

/// A thing that an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// Its id in the product.
    #[cfg_attr(feature = "openapi", schema(example = "post_8121"))]
    pub id: String,
    /// Its name at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Autumn drop"))]
    pub name: Option<String>,
    /// What kind of thing it is.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post"))]
    pub kind: String,
    /// Where it can be seen; http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "https://social.example/p/8121"))]
    pub url: Option<String>,
}

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventError {
    /// A stable word for the cause.
    #[cfg_attr(feature = "openapi", schema(example = "token_expired"))]
    pub code: String,
    /// The cause in the words of whoever refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Error validating access token: the session has expired.")
    )]
    pub reason: Option<String>,
}

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Its value afterwards; absent where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// Its value before; absent where it was not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The field's name.
    #[cfg_attr(feature = "openapi", schema(example = "role"))]
    pub field: String,
}

/// Where a request came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Context {
    /// The client's address, of IPv4 or IPv6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "203.0.113.7"))]
    pub ip: Option<String>,
    /// The producer's own name for the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The client program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

/// An event as a producer sends it. Only `type` is required; a member that is not listed is refused, also of the objects in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEvent {
    /// Who did it; the credential, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// What changed, at most 50 fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Where the request came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Joins the events of one story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "post_8121"))]
    pub correlation_id: Option<String>,
    /// A full sentence that names the actor; kept to the letter. Rendered from the type's template, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen scheduled “Autumn drop”"))]
    pub description: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EventError>,
    /// Makes a repeated request harmless: the same key and body again answers the first event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Anything else, at most 50 keys and 8 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, Value>>))]
    pub metadata: Option<Map<String, Value>>,
    /// When it happened: any time in the past, at most 5 minutes ahead; now, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// The social network it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "instagram"))]
    pub platform: Option<String>,
    /// The outcome; the type's default, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "scheduled"))]
    pub state: Option<String>,
    /// What it is about, at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// A built-in type or one that the workspace registered.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post.scheduled"))]
    pub kind: String,
}

impl NewEvent {
    /// An event of a type, with nothing else said.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            actor: None,
            changes: Vec::new(),
            context: None,
            correlation_id: None,
            description: None,
            error: None,
            idempotency_key: None,
            metadata: None,
            occurred_at: None,
            platform: None,
            state: None,
            targets: Vec::new(),
            kind: kind.into(),
        }
    }
}

/// An event as it is stored and read. It never changes.
// Members stand in the order of their names: that is the canonical form of the stored body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// Who did it.
    pub actor: Actor,
    /// The category of its type.
    #[cfg_attr(feature = "openapi", schema(example = "posts"))]
    pub category: String,
    /// What changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Where the request came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Joins the events of one story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What happened, as a sentence. Text, never markup.
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen scheduled “Autumn drop”"))]
    pub description: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EventError>,
    /// Its name for good.
    pub id: EventId,
    /// The key its producer sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Anything else its producer sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, Value>>))]
    pub metadata: Option<Map<String, Value>>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The social network it concerns. New names may appear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "instagram"))]
    pub platform: Option<String>,
    /// When Daybook accepted it.
    pub recorded_at: Timestamp,
    /// Its place in the workspace's log: 1, 2, 3, … without a hole.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 48_211))]
    pub sequence: i64,
    /// The outcome. New names may appear.
    #[cfg_attr(feature = "openapi", schema(example = "scheduled"))]
    pub state: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// What kind of thing happened. New names may appear.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post.scheduled"))]
    pub kind: String,
}

/// Whether an appended event is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AppendStatus {
    /// It was stored now.
    Created,
    /// Its idempotency key and body were stored before; this is the first event.
    Duplicate,
}

/// What became of one event of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppendResult {
    /// Whether it is new.
    pub status: AppendStatus,
    /// The event's id.
    pub id: EventId,
    /// The event's place in the log.
    pub sequence: i64,
}

/// What became of a batch: one result for each event, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppendedBatch {
    /// One for each event sent.
    pub results: Vec<AppendResult>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_from_a_newer_server_does_not_break_an_older_client() {
        let actor: Actor = serde_json::from_str(r#"{"kind":"robot","name":"R2"}"#).unwrap();
        assert_eq!(actor.kind, ActorKind::Unknown);
    }
}
