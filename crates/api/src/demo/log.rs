//! The events of a workspace on their way into order.

use daybook_shared::event::NewEvent;
use daybook_shared::timestamp::Timestamp;

use super::dice::Dice;
use super::draft::Draft;

/// Of a thousand events, how many arrive after later ones.
const LATE_PER_MILLE: usize = 4;

/// Collects events in any order and keeps those of the demo's time.
pub(crate) struct Log {
    start: Timestamp,
    now: Timestamp,
    dice: Dice,
    events: Vec<(Timestamp, NewEvent)>,
}

impl Log {
    /// A log from a moment up to another, both included.
    pub(crate) fn new(start: Timestamp, now: Timestamp, dice: Dice) -> Self {
        Self {
            start,
            now,
            dice,
            events: Vec::with_capacity(50_000),
        }
    }

    /// Adds an event; what lies outside the time is dropped, as a story that is not over yet goes on later.
    pub(crate) fn add(&mut self, draft: Draft) {
        let mut event = draft.finish();
        if let Some(second) = event.occurred_at
            && second >= self.start
            && second <= self.now
        {
            // Nothing happens on the dot; half a second keeps what follows within a second in order.
            let at = Timestamp((second.0 + self.dice.between(0, 499_999)).min(self.now.0));
            event.occurred_at = Some(at);
            self.events.push((at, event));
        }
    }

    /// The events by time, except that some of what networks send arrives late; each with its own key.
    pub(crate) fn finish(mut self) -> Vec<NewEvent> {
        self.events.sort_by_key(|(at, _)| *at);
        let dice = &mut self.dice;
        let is_inbound =
            |event: &NewEvent| event.kind.starts_with("webhook.r") || event.kind.starts_with("instagram.");
        // A late one keeps its time and takes a later place.
        let mut placed: Vec<(usize, NewEvent)> = Vec::with_capacity(self.events.len());
        for (place, (_, event)) in self.events.into_iter().enumerate() {
            let is_late = is_inbound(&event) && dice.chance(2 * LATE_PER_MILLE);
            let delay = if is_late { dice.below(300) + 20 } else { 0 };
            placed.push((place + delay, event));
        }
        placed.sort_by_key(|(place, _)| *place);
        let keyed = placed.into_iter().enumerate().map(|(number, (_, mut event))| {
            event.idempotency_key = Some(format!("demo-{:06}", number + 1));
            event
        });
        keyed.collect()
    }
}
