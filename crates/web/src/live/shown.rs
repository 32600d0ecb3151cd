//! Whether the log shows an event, decided here as the server would.

use chrono::{Datelike, NaiveDate};
use daybook_shared::event::Event;
use daybook_shared::filter::{EventFields, EventFilter, Matcher};
use daybook_shared::period::{Bound, Period, RelativeRange};
use daybook_shared::search;
use daybook_shared::timestamp::Timestamp;

/// Whether the filter means the event. `day` gives the day of a moment in a zone, `composed` a text with its letters composed
/// (NFC), as the server searches.
pub fn shows(
    filter: &EventFilter,
    event: &Event,
    now: Timestamp,
    day: impl Fn(&str, Timestamp) -> NaiveDate,
    composed: impl Fn(&str) -> String,
) -> bool {
    let words = filter
        .words()
        .iter()
        .map(|word| composed(word))
        .collect::<Vec<_>>();
    let search_text = if words.is_empty() {
        String::new()
    } else {
        let platform = event.platform.as_deref().unwrap_or_default();
        let parts = [&event.description, &event.kind, platform, &event.actor.name];
        composed(&search::text(parts))
    };
    let fields = EventFields {
        kind: &event.kind,
        category: &event.category,
        platform: event.platform.as_deref(),
        state: &event.state,
        actor_kind: event.actor.kind.as_str(),
        actor_id: event.actor.id.as_deref(),
        occurred_at: event.occurred_at.0,
        search_text: &search_text,
    };
    let targets: Vec<&str> = event.targets.iter().map(|target| target.id.as_str()).collect();
    is_within(&filter.period, event.occurred_at, now, day)
        && Matcher::new(filter.clone(), words).matches(&fields, (None, None), || &targets)
}

fn is_within(
    period: &Period,
    time: Timestamp,
    now: Timestamp,
    day: impl Fn(&str, Timestamp) -> NaiveDate,
) -> bool {
    let zone = period.tz.as_deref().unwrap_or("UTC");
    let starts = match period.range {
        None => true,
        Some(RelativeRange::Today) => day(zone, time) >= day(zone, now),
        Some(RelativeRange::ThisMonth) => {
            let (then, today) = (day(zone, time), day(zone, now));
            (then.year(), then.month()) >= (today.year(), today.month())
        }
        Some(range) => range
            .hours()
            .is_none_or(|hours| time >= now.plus_seconds(-hours * 3600)),
    };
    let is_from = |bound: Bound| match bound {
        Bound::Instant(from) => time >= from,
        Bound::Day(from) => day(zone, time) >= from,
    };
    starts && period.from.is_none_or(is_from) && !period.to.is_some_and(is_from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::LocalTime;

    fn event() -> Event {
        serde_json::from_value(serde_json::json!({
            "id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "sequence": 7, "type": "post.failed", "category": "posts", "state": "failed",
            "platform": "tiktok", "description": "Sarah’s post failed", "actor": {"kind": "member", "id": "usr_1", "name": "MARÍA"},
            "targets": [{"type": "post", "id": "post_1"}],
            "occurred_at": "2026-03-29T00:30:00.000000Z", "recorded_at": "2026-03-29T00:30:00.000000Z",
        }))
        .unwrap()
    }

    fn is_shown(query: &str) -> bool {
        let filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
        let now = "2026-03-29T09:00:00Z".parse().unwrap();
        let day = |_: &str, time| LocalTime::utc(time).date;
        shows(&filter, &event(), now, day, str::to_owned)
    }

    #[test]
    fn it_decides_as_the_list_does() {
        for query in [
            "",
            "type=post.*",
            "platform=tiktok&state=failed",
            "q=maría+SARAH",
            "target=post_1",
            "range=24h",
            "range=today&tz=UTC",
            "range=this_month&tz=UTC",
            "from=2026-03-29&to=2026-03-30&tz=UTC",
        ] {
            assert!(is_shown(query), "{query}");
        }
        for query in [
            "type_not=post.*",
            "platform=x",
            "q=nobody",
            "target=post_2",
            "range=1h",
            "to=2026-03-29&tz=UTC",
            "from=2026-03-30&tz=UTC",
            "from=2026-03-29T00:30:01Z",
        ] {
            assert!(!is_shown(query), "{query}");
        }
    }
}
