//! A page of events by day.

use chrono::{Datelike, NaiveDate};
use daybook_shared::event::Event;

use crate::calendar_words::{month, weekday};
use crate::labels;
use crate::time::LocalTime;

/// An event with its place on the page and its local time.
pub type Placed = (usize, LocalTime, Event);

/// Events that follow each other on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayGroup {
    /// The day in the viewer's zone.
    pub date: NaiveDate,
    /// Its events, in the order of the page.
    pub events: Vec<Placed>,
}

impl DayGroup {
    /// The day as a heading: `Today`, `Yesterday`, `Thursday`.
    pub fn title(&self, today: NaiveDate) -> String {
        match today.signed_duration_since(self.date).num_days() {
            0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            _ => weekday(self.date).to_owned(),
        }
    }

    /// What the heading leaves out: `Saturday, November 2026`, or just the month.
    pub fn month(&self, today: NaiveDate) -> String {
        let month = format!("{} {}", month(self.date), self.date.year());
        match today.signed_duration_since(self.date).num_days() {
            0 | 1 => format!("{}, {month}", weekday(self.date)),
            _ => month,
        }
    }

    /// How many of them are on this page, and how many need somebody: `34 on this page · 2 failed`.
    pub fn summary(&self) -> String {
        let mut text = format!("{} on this page", self.events.len());
        let mut states: Vec<(&str, usize)> = Vec::new();
        for (.., event) in &self.events {
            if labels::trouble(&event.state).is_none() {
                continue;
            }
            match states.iter_mut().find(|(state, _)| *state == event.state) {
                Some((_, count)) => *count += 1,
                None => states.push((&event.state, 1)),
            }
        }
        for (state, count) in states {
            let (word, ..) = labels::state_look(state);
            text.push_str(&format!(" · {count} {}", word.to_lowercase()));
        }
        text
    }
}

/// Groups a page by day. The order of the page stays; a day that comes back makes another group.
pub fn by_day(events: &[Event], local: impl Fn(&Event) -> LocalTime) -> Vec<DayGroup> {
    let mut groups: Vec<DayGroup> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let time = local(event);
        let date = time.date;
        let entry = (index, time, event.clone());
        match groups.last_mut() {
            Some(group) if group.date == date => group.events.push(entry),
            _ => groups.push(DayGroup {
                date,
                events: vec![entry],
            }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(time: &str, state: &str) -> Event {
        serde_json::from_value(serde_json::json!({
            "id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "sequence": 1, "type": "post.failed", "category": "posts",
            "state": state, "description": "x", "actor": {"kind": "system", "name": "Daybook"},
            "occurred_at": time, "recorded_at": time,
        }))
        .unwrap()
    }

    #[test]
    fn days_are_headed_and_counted() {
        let events = [
            event("2026-11-21T13:00:00Z", "failed"),
            event("2026-11-21T12:00:00Z", "done"),
            event("2026-11-20T12:00:00Z", "done"),
            event("2026-11-19T12:00:00Z", "done"),
        ];
        let groups = by_day(&events, |event| LocalTime::utc(event.occurred_at));
        let today = "2026-11-21".parse().unwrap();
        let titles: Vec<String> = groups.iter().map(|group| group.title(today)).collect();
        assert_eq!(titles, ["Today", "Yesterday", "Thursday"]);
        assert_eq!(groups[0].summary(), "2 on this page · 1 failed");
        assert_eq!(groups[0].month(today), "Saturday, November 2026");
        assert_eq!(groups[2].events[0].0, 3);
    }
}
