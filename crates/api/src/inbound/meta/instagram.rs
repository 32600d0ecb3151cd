//! What Instagram tells: comments, mentions, and what else an app subscribes to.

use daybook_shared::inbound_source::InboundPlatform;
use serde_json::{Map, Value, json};

use super::entries::Change;
use super::{received, taken};
use crate::inbound::notice::Notice;
use crate::inbound::payload::{take_id, take_id_of, take_text};
use crate::inbound::words;

const PLATFORM: InboundPlatform = InboundPlatform::Instagram;

/// The notice of a change.
pub(super) fn notice(change: Change) -> Notice {
    let has = |name: &str| {
        change
            .value
            .get(name)
            .is_some_and(|id| id.is_string() || id.is_number())
    };
    match change.field.as_str() {
        "comments" | "live_comments" if has("id") || has("comment_id") => comment(change),
        "mentions" if has("media_id") || has("comment_id") => mention(change),
        _ => other(change),
    }
}

fn comment(mut change: Change) -> Notice {
    let mut value = taken(&mut change);
    let id = take_id(&mut value, "id").or_else(|| take_id(&mut value, "comment_id"));
    let media = take_id_of(&mut value, "media").or_else(|| take_id(&mut value, "media_id"));
    let (author, handle) = author(&mut value);
    let text = take_text(&mut value, "text");
    let is_live = change.field == "live_comments";
    let verb = match (value.contains_key("parent_id"), is_live) {
        (true, _) => "replied to a comment on Instagram",
        (false, true) => "commented on a live video on Instagram",
        (false, false) => "commented on a post on Instagram",
    };
    let mut notice = Notice::new("instagram.comment", PLATFORM, &change.field)
        .by(author, handle.as_deref().and_then(at_name))
        .says(&format!("{verb}{}", words::quoted(text.as_deref())))
        .about("post", media.as_deref())
        .about("comment", id.as_deref())
        .about("account", change.account.as_deref())
        .known_by(json!(["comment", change.account, id]))
        .of_thread(media)
        .with_rest("payload", value);
    // What readers look for has names of its own.
    for (name, said) in [("comment_id", id), ("username", handle), ("text", text)] {
        if let Some(said) = said {
            notice = notice.with(name, said);
        }
    }
    notice
}

fn mention(mut change: Change) -> Notice {
    let mut value = taken(&mut change);
    let (media, comment) = (take_id(&mut value, "media_id"), take_id(&mut value, "comment_id"));
    let place = if comment.is_some() { "comment" } else { "post" };
    // The payload names neither who nor what they wrote.
    Notice::new("instagram.mention", PLATFORM, &change.field)
        .says(&format!("reported a mention of the account in a {place}"))
        .about("post", media.as_deref())
        .about("comment", comment.as_deref())
        .about("account", change.account.as_deref())
        .known_by(json!(["mention", change.account, media, comment]))
        .of_thread(media)
        .with_rest("payload", value)
}

/// What has no event of its own. Where it is about a post, it belongs to that post's story.
fn other(change: Change) -> Notice {
    let mut value = change.value.as_object().cloned().unwrap_or_default();
    let media = take_id(&mut value, "media_id");
    let account = change.account.clone();
    let mut notice = received(change, PLATFORM);
    notice.event.targets.clear();
    notice
        .about("post", media.as_deref())
        .about("account", account.as_deref())
        .of_thread(media)
}

/// Who wrote, and under which handle; taken out.
fn author(value: &mut Map<String, Value>) -> (Option<String>, Option<String>) {
    let Some(Value::Object(from)) = value.get_mut("from") else {
        return (None, None);
    };
    let author = (take_id(from, "id"), take_text(from, "username"));
    if from.is_empty() {
        value.remove("from");
    }
    author
}

fn at_name(handle: &str) -> Option<String> {
    words::name(&format!("@{}", handle.trim_start_matches('@')))
}
