//! An event that is ready but for its place in the log.

use daybook_shared::catalogue;
use daybook_shared::event::{Actor, Change, Context, EventError, NewEvent, Target};
use daybook_shared::id::EventId;
use daybook_shared::search;
use daybook_shared::timestamp::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// What the catalogue or the workspace's registry says of an event's type.
#[derive(Debug, Clone)]
pub struct TypeFacts {
    /// The category events of the type get.
    pub category: String,
    /// The state of an event that names none.
    pub state: String,
    /// The sentence of an event without a description.
    pub template: String,
    /// Whether a member sees only their own.
    pub restricted: bool,
}

impl TypeFacts {
    /// A built-in type, where the name is one.
    pub fn built_in(name: &str) -> Option<Self> {
        catalogue::find_type(name).map(|built_in| Self {
            category: built_in.category.to_owned(),
            state: built_in.state.to_owned(),
            template: built_in.template.to_owned(),
            restricted: built_in.is_restricted(),
        })
    }
}

/// An event as its producer means it, and where it stood in the request: empty, or `/0`, `/1`, ….
#[derive(Debug, Clone)]
pub struct Sent {
    /// The JSON pointer of the event, which errors begin with.
    pub pointer: String,
    /// The event.
    pub event: NewEvent,
}

/// An event that is complete but for `sequence` and `recorded_at`, which its commit decides.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Where it stood in the request, for errors.
    pub pointer: String,
    /// The event's id.
    pub id: Uuid,
    /// When it happened.
    pub occurred_at: i64,
    /// Its type.
    pub kind: String,
    /// Its type's category.
    pub category: String,
    /// The network it concerns.
    pub platform: Option<String>,
    /// Its outcome.
    pub state: String,
    /// The kind of its actor.
    pub actor_kind: &'static str,
    /// The id of its actor.
    pub actor_id: Option<String>,
    /// What joins it to others.
    pub correlation_id: Option<String>,
    /// Whether members see it only where it is their own.
    pub restricted: bool,
    /// Its producer's key and the hash of what the producer sent under it.
    pub idempotency: Option<(String, [u8; 32])>,
    /// The ids of its targets, each once.
    pub target_ids: Vec<String>,
    /// What searches look in.
    pub search_text: String,
    head: String,
    tail: String,
}

/// The members of the body before `recorded_at` and `sequence`, in the order of their names.
#[derive(Serialize)]
struct Head<'a> {
    actor: &'a Actor,
    category: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changes: &'a [Change],
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a EventError>,
    id: EventId,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Map<String, Value>>,
    occurred_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'a str>,
}

/// The members of the body after them.
#[derive(Serialize)]
struct Tail<'a> {
    state: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    targets: &'a [Target],
    #[serde(rename = "type")]
    kind: &'a str,
}

impl Draft {
    /// Completes what the producer sent: the credential as actor, the type's state and sentence, now as its time.
    pub fn new(
        sent: Sent,
        facts: &TypeFacts,
        credential: &Actor,
        id: Uuid,
        now: Timestamp,
    ) -> serde_json::Result<Self> {
        let Sent { pointer, event: sent } = sent;
        let idempotency = idempotency(&sent)?;
        let actor = sent.actor.as_ref().unwrap_or(credential);
        let occurred_at = sent.occurred_at.unwrap_or(now);
        let state = sent.state.as_ref().unwrap_or(&facts.state);
        let target = sent
            .targets
            .first()
            .map(|target| target.name.as_deref().unwrap_or(&target.id));
        let rendered = || catalogue::render(&facts.template, &actor.name, target);
        let description = sent.description.clone().unwrap_or_else(rendered);
        let head = serde_json::to_string(&Head {
            actor,
            category: &facts.category,
            changes: &sent.changes,
            context: sent.context.as_ref(),
            correlation_id: sent.correlation_id.as_deref(),
            description: &description,
            error: sent.error.as_ref(),
            id: EventId(id),
            idempotency_key: sent.idempotency_key.as_deref(),
            metadata: sent.metadata.as_ref(),
            occurred_at,
            platform: sent.platform.as_deref(),
        })?;
        let tail = serde_json::to_string(&Tail {
            state,
            targets: &sent.targets,
            kind: &sent.kind,
        })?;
        let parts = [
            description.as_str(),
            &sent.kind,
            sent.platform.as_deref().unwrap_or(""),
            &actor.name,
        ];
        Ok(Self {
            pointer,
            id,
            occurred_at: occurred_at.0,
            category: facts.category.clone(),
            state: state.clone(),
            actor_kind: actor.kind.as_str(),
            actor_id: actor.id.clone(),
            restricted: facts.restricted,
            idempotency,
            target_ids: distinct_ids(&sent.targets),
            search_text: normalised(&search::text(parts)),
            platform: sent.platform,
            correlation_id: sent.correlation_id,
            kind: sent.kind,
            head,
            tail,
        })
    }

    /// The canonical body: compact JSON, members in the order of their names, absent ones left out.
    pub fn body(&self, sequence: i64, recorded_at: Timestamp) -> String {
        let head = &self.head[..self.head.len() - 1];
        let tail = &self.tail[1..];
        format!("{head},\"recorded_at\":\"{recorded_at}\",\"sequence\":{sequence},{tail}")
    }
}

/// Whether a stored body is of a type, without reading the rest of it: the type is its last member.
pub fn is_of_type(body: &str, kind: &str) -> bool {
    let before = body.strip_suffix("\"}").and_then(|rest| rest.strip_suffix(kind));
    before.is_some_and(|rest| rest.ends_with(",\"type\":\""))
}

/// The form in which texts are compared: composed characters (NFC), so that one word has one spelling.
pub fn normalised(text: &str) -> String {
    text.nfc().collect()
}

/// The producer's key and the hash of what was sent under it.
fn idempotency(sent: &NewEvent) -> serde_json::Result<Option<(String, [u8; 32])>> {
    fail::fail_point!("append::forget_keys", |_| Ok(None));
    match &sent.idempotency_key {
        Some(key) => Ok(Some((
            key.clone(),
            Sha256::digest(serde_json::to_vec(sent)?).into(),
        ))),
        None => Ok(None),
    }
}

fn distinct_ids(targets: &[Target]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::with_capacity(targets.len());
    for target in targets {
        if !ids.contains(&target.id) {
            ids.push(target.id.clone());
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use daybook_shared::event::{ActorKind, Event};
    use serde_json::json;

    use super::*;

    #[test]
    fn the_body_is_the_canonical_form_of_the_event() {
        let sent: NewEvent = serde_json::from_value(json!({
            "type": "post.failed", "platform": "instagram", "correlation_id": "c", "idempotency_key": "k",
            "targets": [{"type": "post", "id": "1", "name": "Autumn"}, {"type": "account", "id": "1"}],
            "error": {"code": "token_expired", "reason": "expired"}, "changes": [{"field": "f", "before": 1}],
            "context": {"ip": "::1"}, "metadata": {"z": [1.5, {"b": 1, "a": 2}], "a": 12345678901234567u64}
        }))
        .unwrap();
        let credential = Actor {
            agent: None,
            id: Some("key_1".into()),
            kind: ActorKind::ApiKey,
            name: "Importer".into(),
            on_behalf_of: None,
        };
        let facts = TypeFacts::built_in("post.failed").unwrap();
        let sent = Sent {
            pointer: String::new(),
            event: sent,
        };
        let draft = Draft::new(sent, &facts, &credential, Uuid::nil(), Timestamp(0)).unwrap();
        let body = draft.body(7, Timestamp(1));
        let event: Event = serde_json::from_str(&body).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), body);
        assert_eq!(
            serde_json::from_str::<Value>(&body).unwrap().to_string(),
            body,
            "members stand in the order of their names"
        );
        assert!(is_of_type(&body, "post.failed"));
        assert!(!is_of_type(&body, "failed") && !is_of_type(&body, "post.published"));
        assert_eq!(event.description, "Importer could not publish Autumn");
        assert_eq!((event.sequence, event.recorded_at), (7, Timestamp(1)));
        assert_eq!(draft.target_ids, ["1"]);
        assert_eq!(
            draft.search_text,
            "importer could not publish autumn\npost.failed\ninstagram\nimporter"
        );
    }
}
