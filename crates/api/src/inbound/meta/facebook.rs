//! What Facebook tells of pages: posts, comments, reactions, mentions, and what else an app subscribes to. All of it is kept as
//! `webhook.received`, with a sentence where the form is known.

use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value};

use super::entries::Change;
use super::received;
use crate::inbound::notice::Notice;
use crate::inbound::payload::{moment, take_id, take_text};
use crate::inbound::words;

/// What Facebook calls a thing in a feed, and how a sentence does.
const ITEMS: [(&str, &str); 14] = [
    ("album", "an album"),
    ("comment", "a comment"),
    ("event", "an event"),
    ("like", "a like"),
    ("link", "a link"),
    ("note", "a note"),
    ("photo", "a photo"),
    ("post", "a post"),
    ("question", "a question"),
    ("reaction", "a reaction"),
    ("share", "a share"),
    ("status", "a post"),
    ("story", "a story"),
    ("video", "a video"),
];
/// What was done with it.
const VERBS: [(&str, &str); 9] = [
    ("add", "added"),
    ("edit", "changed"),
    ("edited", "changed"),
    ("hide", "hid"),
    ("unhide", "showed"),
    ("remove", "removed"),
    ("delete", "removed"),
    ("block", "blocked"),
    ("unblock", "unblocked"),
];

/// The notice of a change.
pub(super) fn notice(change: Change, platform: InboundPlatform, now: Timestamp) -> Notice {
    let mut value = change.value.as_object().cloned().unwrap_or_default();
    let happened_at = moment(value.get("created_time").or(value.get("timestamp")), now);
    let (field, account) = (change.field.clone(), change.account.clone());
    let notice = received(change, platform).at(happened_at);
    let (id, name) = author(&mut value);
    let text = |value: &mut Map<String, Value>, name| take_text(value, name);
    let (item, verb) = (text(&mut value, "item"), text(&mut value, "verb"));
    let (post, comment) = (take_id(&mut value, "post_id"), take_id(&mut value, "comment_id"));
    let sentence = match field.as_str() {
        "feed" => feed_words(item.as_deref(), verb.as_deref(), comment.is_some()),
        "mention" => Some(match comment.is_some() || item.as_deref() == Some("comment") {
            true => "mentioned the page in a comment on Facebook".to_owned(),
            false => "mentioned the page in a post on Facebook".to_owned(),
        }),
        _ => None,
    };
    let Some(sentence) = sentence else {
        return notice;
    };
    let message = words::quoted(take_text(&mut value, "message").as_deref());
    let mut notice = notice.by(id, name).says(&format!("{sentence}{message}"));
    notice.event.targets.clear();
    notice
        .about("post", post.as_deref())
        .about("comment", comment.as_deref())
        .about("account", account.as_deref())
        .of_thread(post)
}

/// `added a comment on Facebook`, where both words are known.
fn feed_words(item: Option<&str>, verb: Option<&str>, has_comment: bool) -> Option<String> {
    let find = |table: &[(&str, &'static str)], word: &str| {
        let found = table.iter().find(|(known, _)| *known == word);
        found.map(|(_, said)| *said)
    };
    let (item, verb) = (item?, find(&VERBS, verb?)?);
    let place = match item {
        "reaction" | "like" if has_comment => " to a comment",
        "reaction" | "like" => " to a post",
        _ => "",
    };
    Some(format!("{verb} {}{place} on Facebook", find(&ITEMS, item)?))
}

/// Who did it; Facebook writes it in two ways, and leaves it out where it may not say.
fn author(value: &mut Map<String, Value>) -> (Option<String>, Option<String>) {
    let (id, name) = match value.get_mut("from") {
        Some(Value::Object(from)) => (take_id(from, "id"), take_text(from, "name")),
        _ => (take_id(value, "sender_id"), take_text(value, "sender_name")),
    };
    (id, name.as_deref().and_then(words::name))
}
