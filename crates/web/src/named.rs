//! Names of what a filter asks for and no directory lists: agents, keys, targets.

use std::collections::BTreeMap;

use daybook_shared::event::Event;
use daybook_shared::filter::{Dimension, EventFilter};

use crate::filter_edit;

/// Names by id.
pub type Names = BTreeMap<String, String>;

/// The names of the actors and targets that the filter names, where one of the events tells them. What was known of them
/// stays known: events that do not have them tell nothing.
pub fn learn<'e>(
    filter: &EventFilter,
    events: impl Iterator<Item = &'e Event> + Clone,
    known: Option<&Names>,
) -> Names {
    let mut names = Names::new();
    for dimension in [Dimension::Actor, Dimension::Target] {
        let sides = [false, true].map(|excludes| filter_edit::values(filter, dimension, excludes));
        for id in sides.into_iter().flatten() {
            let found = events
                .clone()
                .find_map(|event| name_in(event, dimension, id))
                .or_else(|| known?.get(id).map(String::as_str));
            if let Some(name) = found {
                names.insert(id.clone(), name.to_owned());
            }
        }
    }
    names
}

fn name_in<'e>(event: &'e Event, dimension: Dimension, id: &str) -> Option<&'e str> {
    if dimension == Dimension::Actor {
        let is_it = event.actor.id.as_deref() == Some(id);
        return is_it.then_some(event.actor.name.as_str());
    }
    let target = event.targets.iter().find(|target| target.id == id)?;
    target.name.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        serde_json::from_value(serde_json::json!({
            "id": "evt_01jd2a5v3k4m5n6p7q8r9s0t1v", "sequence": 1, "type": "post.failed", "category": "posts", "state": "failed",
            "description": "Post failed",
            "actor": {"kind": "agent", "id": "agent_publisher", "name": "Publisher"},
            "targets": [{"type": "post", "id": "post_1", "name": "Autumn drop"}],
            "occurred_at": "2026-11-21T09:30:00Z", "recorded_at": "2026-11-21T09:30:01Z", "hash": ""
        }))
        .unwrap()
    }

    #[test]
    fn what_is_asked_for_is_named_by_the_events_and_stays_named() {
        let filter = EventFilter::from_pairs([
            ("actor", "agent_publisher"),
            ("target_not", "post_1"),
            ("actor_not", "key_gone"),
        ])
        .unwrap();
        let names = learn(&filter, [event()].iter(), None);
        assert_eq!(
            names.get("agent_publisher").map(String::as_str),
            Some("Publisher")
        );
        assert_eq!(names.get("post_1").map(String::as_str), Some("Autumn drop"));
        assert_eq!(names.len(), 2);
        assert_eq!(learn(&filter, [].iter(), Some(&names)), names);
        assert!(learn(&EventFilter::default(), [event()].iter(), Some(&names)).is_empty());
    }
}
