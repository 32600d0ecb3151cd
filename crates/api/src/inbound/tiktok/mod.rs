//! TikTok: what became of a video, and accounts that withdraw their access.

mod reasons;
mod signature;

use daybook_shared::event::EventError;
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value, json};

pub use signature::{SIGNATURE_HEADER, Signature};

use super::notice::Notice;
use super::payload::{self, moment, take_id, take_text};
use super::words;

const PLATFORM: InboundPlatform = InboundPlatform::Tiktok;

/// What a payload tells, without what every payload has.
struct Told {
    /// TikTok's name of what happened.
    event: String,
    /// The id of the account.
    account: Option<String>,
    /// The id of the upload: the `publish_id` of the Content Posting API, the `share_id` of the Share Kit.
    upload: Option<String>,
    /// The id of the post that became of it.
    post: Option<String>,
    /// What else was said of it.
    content: Map<String, Value>,
    /// What else the payload said.
    rest: Map<String, Value>,
}

/// What a payload says.
pub fn notice(payload: Value, now: Timestamp) -> Notice {
    let identity = identity(&payload);
    let mut members = match payload {
        Value::Object(members) => members,
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    let happened_at = moment(members.get("create_time"), now);
    if happened_at.is_some() {
        members.remove("create_time");
    }
    let event = take_text(&mut members, "event").unwrap_or_else(|| "unknown".to_owned());
    let account = take_id(&mut members, "user_openid");
    let mut content = content(&mut members);
    let told = Told {
        event,
        account,
        upload: take_id(&mut content, "publish_id").or_else(|| take_id(&mut content, "share_id")),
        post: take_id(&mut content, "post_id"),
        content,
        rest: members,
    };
    told.into_notice().at(happened_at).known_by(identity)
}

/// TikTok names no id of a notification; one that is sent again is the same in all that it says.
fn identity(payload: &Value) -> Value {
    json!(["tiktok", payload])
}

/// What TikTok writes as JSON inside of a text; what cannot be read so stays a text.
fn content(members: &mut Map<String, Value>) -> Map<String, Value> {
    let read = match members.get("content") {
        Some(Value::String(text)) => payload::read(text.as_bytes()).ok(),
        Some(other) => Some(other.clone()),
        None => None,
    };
    match read {
        Some(Value::Object(content)) => {
            members.remove("content");
            content
        }
        _ => Map::new(),
    }
}

impl Told {
    fn into_notice(self) -> Notice {
        match self.event.as_str() {
            "authorization.removed" => self.disconnected(),
            "post.publish.complete"
            | "post.publish.completed"
            | "video.publish.complete"
            | "video.publish.completed" => self.of_video("tiktok.video_published", "published a video"),
            "post.publish.failed" | "video.publish.failed" | "video.upload.failed" => self.failed(),
            "post.publish.inbox_delivered" => {
                let words = "put a video into the creator's inbox, where it waits to be posted";
                self.of_video("webhook.received", words)
            }
            "post.publish.publicly_available" => {
                self.of_video("webhook.received", "shows a video to everybody now")
            }
            // TikTok spells it in two ways.
            "post.publish.no_longer_publicaly_available" | "post.publish.no_longer_publicly_available" => {
                self.of_video("webhook.received", "does not show a video to everybody any more")
            }
            _ => {
                let event = words::name(&self.event).unwrap_or_default();
                let words = format!("sent a notification about {event}");
                self.of_video("webhook.received", &words)
            }
        }
    }

    fn of_video(self, kind: &str, words: &str) -> Notice {
        Notice::new(kind, PLATFORM, &self.event)
            .says(words)
            .about("video", self.upload.as_deref())
            .about("post", self.post.as_deref())
            .about("account", self.account.as_deref())
            .of_thread(self.upload.or(self.post))
            .with_rest("payload", self.content)
            .with_rest("envelope", self.rest)
    }

    fn failed(mut self) -> Notice {
        let reason = take_text(&mut self.content, "reason");
        let reason = reason.or_else(|| take_text(&mut self.content, "fail_reason"));
        let error = reasons::of_failure(reason.as_deref());
        let mut notice = self.of_video("tiktok.error", "rejected a video");
        if let Some(reason) = reason {
            notice = notice.with("reason", reason);
        }
        notice.event.error = Some(error);
        notice
    }

    fn disconnected(self) -> Notice {
        let number = self.content.get("reason").and_then(Value::as_i64);
        let (code, reason) = reasons::of_removal(number);
        let mut notice = Notice::new("account.disconnected", PLATFORM, &self.event)
            .says("ended the access to an account")
            .about("account", self.account.as_deref())
            .with_rest("payload", self.content)
            .with_rest("envelope", self.rest);
        notice.event.error = Some(EventError {
            code: code.to_owned(),
            reason: Some(reason.to_owned()),
        });
        notice
    }
}
