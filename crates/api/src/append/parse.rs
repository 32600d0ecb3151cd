//! From JSON to an event as its producer means it: every wrong field is named, with what would be right.

use std::net::IpAddr;

use daybook_shared::event::{Actor, ActorKind, Change, Context, EventError, NewEvent, OnBehalfOf, Target};
use daybook_shared::filter::one_of;
use daybook_shared::limits::{
    MAX_CHANGES, MAX_FUTURE_SECONDS, MAX_METADATA_BYTES, MAX_METADATA_KEYS, MAX_NAME_CHARS, MAX_TARGETS,
    MAX_TEXT_CHARS, MAX_URL_CHARS,
};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::{event_type, platform, state};
use serde_json::{Map, Value};

use crate::fields::{Fields, holds_nul};

/// Reads one event that stands at `pointer`. Nothing is returned where anything is wrong.
pub(super) fn event(
    value: Value,
    pointer: &str,
    now: Timestamp,
    errors: &mut Vec<FieldError>,
) -> Option<NewEvent> {
    let before = errors.len();
    let event = read_event(value, pointer, now, errors);
    event.filter(|_| errors.len() == before)
}

fn read_event(value: Value, pointer: &str, now: Timestamp, errors: &mut Vec<FieldError>) -> Option<NewEvent> {
    let mut fields = Fields::of(value, pointer.to_owned(), errors)?;
    let kind = fields.required_text("type", MAX_NAME_CHARS);
    if let Some(name) = kind.as_deref().filter(|name| !event_type::is_type_name(name)) {
        let detail = format!(
            "`{name}` cannot name a type; use lower-case words joined by dots, such as `post.published`"
        );
        fields.error("type", FieldCode::Malformed, detail);
    }
    let event = NewEvent {
        actor: fields.object("actor", read_actor),
        changes: read_entries(&mut fields, "changes", MAX_CHANGES, read_change),
        context: fields.object("context", read_context),
        correlation_id: fields.text("correlation_id", MAX_NAME_CHARS),
        description: fields.text("description", MAX_TEXT_CHARS),
        error: fields.object("error", read_error),
        idempotency_key: fields.text("idempotency_key", MAX_NAME_CHARS),
        metadata: read_metadata(&mut fields),
        occurred_at: read_time(&mut fields, now),
        platform: fields.known(
            "platform",
            platform::PLATFORMS.iter().map(|platform| platform.name),
        ),
        state: fields.known("state", state::STATES.iter().map(|state| state.name)),
        targets: read_entries(&mut fields, "targets", MAX_TARGETS, read_target),
        kind: kind.unwrap_or_default(),
    };
    fields.finish();
    Some(event)
}

fn read_entries<T>(
    fields: &mut Fields<'_>,
    name: &'static str,
    max: usize,
    read: fn(Fields<'_>) -> Option<T>,
) -> Vec<T> {
    let entries = fields.array(name, max);
    entries
        .into_iter()
        .filter_map(|(pointer, value)| Fields::of(value, pointer, fields.errors()).and_then(read))
        .collect()
}

fn read_time(fields: &mut Fields<'_>, now: Timestamp) -> Option<Timestamp> {
    let text = fields.text("occurred_at", MAX_NAME_CHARS)?;
    let Ok(time) = text.parse::<Timestamp>() else {
        let detail = format!("`{text}` is no time; use RFC 3339 such as `{now}`");
        fields.error("occurred_at", FieldCode::Malformed, detail);
        return None;
    };
    if time > now.plus_seconds(MAX_FUTURE_SECONDS) {
        let minutes = MAX_FUTURE_SECONDS / 60;
        let detail = format!(
            "`{time}` lies more than {minutes} minutes ahead; it is `{now}` here. Send what has happened"
        );
        fields.error("occurred_at", FieldCode::OutOfRange, detail);
    }
    Some(time)
}

fn read_actor(mut fields: Fields<'_>) -> Option<Actor> {
    let kind = match fields.required_text("kind", MAX_NAME_CHARS) {
        Some(name) => {
            if let Err(detail) = one_of(&name, ActorKind::ALL.iter().map(|kind| kind.as_str())) {
                fields.error("kind", FieldCode::UnknownValue, detail);
            }
            ActorKind::find(&name)
        }
        None => None,
    };
    let name = fields.required_text("name", MAX_NAME_CHARS);
    let agent = fields.text("agent", MAX_NAME_CHARS);
    let id = fields.text("id", MAX_NAME_CHARS);
    let on_behalf_of = fields.object("on_behalf_of", read_on_behalf_of);
    fields.finish();
    Some(Actor {
        agent,
        id,
        kind: kind?,
        name: name?,
        on_behalf_of,
    })
}

fn read_on_behalf_of(mut fields: Fields<'_>) -> Option<OnBehalfOf> {
    let name = fields.required_text("name", MAX_NAME_CHARS);
    let id = fields.text("id", MAX_NAME_CHARS);
    fields.finish();
    Some(OnBehalfOf { id, name: name? })
}

fn read_target(mut fields: Fields<'_>) -> Option<Target> {
    let kind = fields.required_text("type", MAX_NAME_CHARS);
    let id = fields.required_text("id", MAX_NAME_CHARS);
    let name = fields.text("name", MAX_NAME_CHARS);
    let url = fields.text("url", MAX_URL_CHARS);
    if url
        .as_deref()
        .is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://"))
    {
        fields.error(
            "url",
            FieldCode::Malformed,
            "a link begins with `https://` or `http://`; put anything else into `metadata`",
        );
    }
    fields.finish();
    Some(Target {
        id: id?,
        name,
        kind: kind?,
        url,
    })
}

fn read_error(mut fields: Fields<'_>) -> Option<EventError> {
    let code = fields.required_text("code", MAX_NAME_CHARS);
    let reason = fields.text("reason", MAX_TEXT_CHARS);
    fields.finish();
    Some(EventError { code: code?, reason })
}

fn read_change(mut fields: Fields<'_>) -> Option<Change> {
    let field = fields.required_text("field", MAX_NAME_CHARS);
    let mut side = |name: &'static str| {
        let value = fields.take(name);
        if value.as_ref().is_some_and(Value::is_null) {
            fields.error(
                name,
                FieldCode::WrongType,
                "leave the side out where there was no value",
            );
        }
        if value.as_ref().is_some_and(holds_nul) {
            fields.error(name, FieldCode::Nul, "a value cannot hold a NUL character");
        }
        value
    };
    let before = side("before");
    let after = side("after");
    fields.finish();
    Some(Change {
        after,
        before,
        field: field?,
    })
}

fn read_context(mut fields: Fields<'_>) -> Option<Context> {
    let ip = fields.text("ip", MAX_NAME_CHARS);
    if let Some(text) = ip.as_deref().filter(|text| text.parse::<IpAddr>().is_err()) {
        let detail = format!("`{text}` is no IP address; use one such as `203.0.113.7` or `2001:db8::7`");
        fields.error("ip", FieldCode::Malformed, detail);
    }
    let request_id = fields.text("request_id", MAX_NAME_CHARS);
    let user_agent = fields.text("user_agent", MAX_TEXT_CHARS);
    fields.finish();
    Some(Context {
        ip,
        request_id,
        user_agent,
    })
}

fn read_metadata(fields: &mut Fields<'_>) -> Option<Map<String, Value>> {
    let metadata = match fields.take("metadata")? {
        Value::Object(metadata) => metadata,
        _ => {
            fields.error(
                "metadata",
                FieldCode::WrongType,
                "an object is needed; leave the field out where there is nothing to say",
            );
            return None;
        }
    };
    if metadata.len() > MAX_METADATA_KEYS {
        fields.error(
            "metadata",
            FieldCode::TooLong,
            format!("{} keys; at most {MAX_METADATA_KEYS} are kept", metadata.len()),
        );
    }
    if metadata.keys().any(|key| key.chars().count() > MAX_NAME_CHARS) {
        fields.error(
            "metadata",
            FieldCode::TooLong,
            format!("a key has at most {MAX_NAME_CHARS} characters"),
        );
    }
    let value = Value::Object(metadata);
    let bytes = value.to_string().len();
    if bytes > MAX_METADATA_BYTES {
        fields.error(
            "metadata",
            FieldCode::TooLong,
            format!("{bytes} bytes as compact JSON; at most {MAX_METADATA_BYTES} are kept"),
        );
    }
    if holds_nul(&value) {
        fields.error("metadata", FieldCode::Nul, "a value cannot hold a NUL character");
    }
    match value {
        Value::Object(metadata) => Some(metadata),
        _ => None,
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
