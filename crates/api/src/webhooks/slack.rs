//! Messages for incoming webhooks of Slack.

use daybook_shared::event::Event;
use daybook_shared::timestamp::Timestamp;
use daybook_shared::{catalogue, platform, state};
use serde_json::{Value, json};

use crate::store::events::at::Stored;

/// What Slack takes of a text in a block.
const MOST_CHARS: usize = 2_900;

/// An event: its sentence, why it failed, and around it what kind of event it is, of what, when.
pub(super) fn of_event(event: &Stored, link: &Option<String>) -> String {
    let Ok(read) = serde_json::from_str::<Event>(&event.body) else {
        // It was written by ourselves; whatever it is, it is said that there was something.
        return message(&event.kind, Vec::new(), &[plain(&event.kind)]);
    };
    let label = catalogue::find_type(&event.kind).map_or(event.kind.as_str(), |known| known.label);
    // Slack refuses a block without a word in it.
    let sentence = Some(read.description.as_str())
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(label);
    let reason = read
        .error
        .as_ref()
        .map(|error| error.reason.as_deref().unwrap_or(&error.code))
        .filter(|text| !text.trim().is_empty());
    let sections: Vec<Value> = [Some(sentence), reason]
        .into_iter()
        .flatten()
        .map(section)
        .collect();
    let platform = read.platform.as_deref();
    let platform = platform.map(|name| platform::find(name).map_or(name, |known| known.label));
    let state = state::find(&read.state).map_or(read.state.as_str(), |known| known.label);
    let facts = [Some(label), platform, Some(state), Some(read.actor.name.as_str())];
    let facts: Vec<&str> = facts.into_iter().flatten().collect();
    let mut ours = vec![moment(event.occurred_at)];
    ours.extend(link.as_deref().map(|link| format!("<{}|Open>", escaped(link))));
    let around = [
        plain(&facts.join(" · ")),
        json!({"type": "mrkdwn", "text": ours.join(" · ")}),
    ];
    message(sentence, sections, &around)
}

/// A ping.
pub(super) fn of_ping(name: &str) -> String {
    let text = format!("Daybook can reach this channel. Events of “{name}” will appear here.");
    message(&text, vec![section(&text)], &[plain("Daybook")])
}

/// `text` is what notifications show; it is markup, so that what somebody wrote is escaped. Nothing is unfurled: links in it were never meant to be fetched.
fn message(text: &str, mut blocks: Vec<Value>, around: &[Value]) -> String {
    blocks.push(json!({"type": "context", "elements": around}));
    json!({
        "text": short(&escaped(text)),
        "mrkdwn": false,
        "blocks": blocks,
        "unfurl_links": false,
        "unfurl_media": false,
    })
    .to_string()
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": plain(text)})
}

/// A text that stays what it is: no mention, no link, no emphasis.
fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": short(text), "emoji": false})
}

/// The three signs that Slack reads as markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// In the reader's own zone; for programs that show none, in UTC.
fn moment(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let fallback = Timestamp(micros).to_datetime().format("%-d %b %Y %H:%M UTC");
    format!("<!date^{seconds}^{{date_short_pretty}} {{time}}|{fallback}>")
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
