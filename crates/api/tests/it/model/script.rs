//! What a run did, for people: one line a request, one an answer.

use serde_json::Value;

use super::log::Stored;
use super::step::Who;
use crate::support::app::Answer;

/// Letters of a line beyond which it is cut.
const WIDE: usize = 600;
/// Requests of the end of a run that are shown: after shrinking it has fewer.
const SHOWN: usize = 40;

/// The requests of a run.
#[derive(Debug, Clone, Default)]
pub struct Script(Vec<String>);

impl Script {
    pub fn sends(&mut self, who: Who, log: usize, method: &str, query: &str, events: &[Value]) {
        let events: Vec<String> = events.iter().map(Value::to_string).collect();
        self.0.push(format!(
            "{who:?} {method}s to {}{query}: {}",
            name(log),
            events.join(", ")
        ));
    }

    pub fn lists(&mut self, who: Who, log: usize, pairs: &[(String, String)], cursor: Option<&str>) {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let at = cursor
            .map(|cursor| format!(" from {}", short(cursor)))
            .unwrap_or_default();
        self.0
            .push(format!("{who:?} lists {} [{}]{at}", name(log), pairs.join(" ")));
    }

    pub fn gets(&mut self, who: Who, log: usize, method: &str, stored: &Stored) {
        self.0
            .push(format!("{who:?} {method} #{} at {}", stored.sequence, name(log)));
    }

    pub fn answered(&mut self, answer: &Answer) {
        let page = &answer.body["page"];
        let rows = |field: &str| {
            let rows = answer.body[field].as_array().into_iter().flatten();
            rows.map(|row| format!("#{}", row["sequence"]))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let text = if page.is_object() {
            let cursor = |which: &str| page[which].as_str().map_or("none", short).to_owned();
            format!(
                "[{}] more {} next {} prev {}",
                rows("data"),
                page["has_more"],
                cursor("next_cursor"),
                cursor("prev_cursor")
            )
        } else if answer.body["results"].is_array() {
            format!("[{}]", rows("results"))
        } else if answer.code() >= 400 {
            format!("{} {}", answer.problem(), answer.body["detail"])
        } else if answer.body["sequence"].is_number() {
            format!("#{}", answer.body["sequence"])
        } else {
            answer.body.to_string()
        };
        self.0.push(format!("    {} {text}", answer.code()));
    }

    /// The end of it, a line each.
    pub fn text(&self) -> String {
        let start = self.0.len().saturating_sub(2 * SHOWN);
        let cut = |line: &String| line.chars().take(WIDE).collect::<String>();
        self.0[start..].iter().map(cut).collect::<Vec<_>>().join("\n")
    }
}

fn name(log: usize) -> &'static str {
    if log == 0 { "A" } else { "B" }
}

/// Enough of a cursor to tell it from others.
fn short(cursor: &str) -> &str {
    cursor.get(..6).unwrap_or(cursor)
}
