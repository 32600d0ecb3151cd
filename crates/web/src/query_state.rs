//! What the log shows, as its URL says it.

use chrono::{Datelike, NaiveDate};
use daybook_shared::filter::EventFilter;
use daybook_shared::period::{Bound, Period, RelativeRange};
use daybook_shared::problem::FieldError;
use daybook_shared::timestamp::Timestamp;

use crate::path;

const CURSOR: &str = "cursor";
const EVENT: &str = "event";
const PRESET: &str = "preset";

/// The state of the log page: the filter in shared's query form, the place in the list, the open event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogQuery {
    /// Which events are shown.
    pub filter: EventFilter,
    /// Where the page begins; absent at the newest event.
    pub cursor: Option<String>,
    /// The event in the drawer.
    pub event: Option<String>,
    /// The preset that the filter began with.
    pub preset: Option<String>,
}

impl LogQuery {
    /// Reads the query of a URL. Keys that belong to nobody are ignored: links pick them up in mails and chats.
    pub fn parse(search: &str) -> Result<Self, Vec<FieldError>> {
        let mut query = Self::default();
        let mut filter = Vec::new();
        for (key, value) in form_urlencoded::parse(search.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                CURSOR => query.cursor = Some(value.into_owned()),
                PRESET => query.preset = Some(value.into_owned()),
                EVENT => query.event = Some(value.into_owned()),
                key if EventFilter::is_key(key) => filter.push((key.to_owned(), value.into_owned())),
                _ => {}
            }
        }
        query.filter = EventFilter::from_pairs(filter)?;
        Ok(query)
    }

    /// The query form, without a question mark.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.filter.to_pairs())
            .extend_pairs(self.preset.iter().map(|preset| (PRESET, preset)))
            .extend_pairs(self.cursor.iter().map(|cursor| (CURSOR, cursor)))
            .extend_pairs(self.event.iter().map(|event| (EVENT, event)))
            .finish()
    }

    /// The address of this view on a page.
    pub fn address(&self, path: &str) -> String {
        path::with_query(path.to_owned(), &self.to_query())
    }

    /// The address of this view with an event open, up to the event's id, which comes last.
    pub fn event_address(&self, path: &str) -> String {
        self.with_event(Some(String::new())).address(path)
    }

    /// The same view with another filter, from its newest event: a cursor belongs to its filter.
    #[must_use]
    pub fn with_filter(&self, filter: EventFilter) -> Self {
        Self {
            filter,
            cursor: None,
            ..self.clone()
        }
    }

    /// The same view with a range that stays where it is now, for somebody who opens it later. `date` is the day that a
    /// moment falls on in a zone. A cursor belongs to its filter, and goes with the range that moved.
    #[must_use]
    pub fn frozen(&self, now: Timestamp, date: impl Fn(Timestamp, &str) -> NaiveDate) -> Self {
        let Some(range) = self.filter.period.range else {
            return self.clone();
        };
        let tz = self.filter.period.tz.as_deref().unwrap_or("UTC");
        let from = match range.hours() {
            Some(hours) => Bound::Instant(now.plus_seconds(-3_600 * hours)),
            None => {
                let today = date(now, tz);
                let is_month = range == RelativeRange::ThisMonth;
                Bound::Day(today.with_day(1).filter(|_| is_month).unwrap_or(today))
            }
        };
        let period = Period {
            from: Some(from),
            to: Some(Bound::Instant(now)),
            range: None,
            tz: range.needs_zone().then(|| tz.to_owned()),
        };
        let filter = EventFilter {
            period,
            ..self.filter.clone()
        };
        self.with_filter(filter)
    }

    /// The same filter at another place of the list.
    #[must_use]
    pub fn at(&self, cursor: Option<String>) -> Self {
        Self {
            cursor,
            event: None,
            ..self.clone()
        }
    }

    /// The same list with this event open, or none.
    #[must_use]
    pub fn with_event(&self, event: Option<String>) -> Self {
        Self {
            event,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_back() {
        let search = "type=post.failed&platform_not=x&q=launch&range=7d&preset=pst_1&cursor=abc&event=evt_1";
        let query = LogQuery::parse(search).unwrap();
        assert_eq!(query.to_query(), search);
        assert_eq!(query.address("/w/1/log"), format!("/w/1/log?{search}"));
        assert_eq!(LogQuery::default().address("/w/1/log"), "/w/1/log");
    }

    #[test]
    fn strange_keys_are_ignored_and_wrong_values_are_not() {
        assert_eq!(LogQuery::parse("?utm_source=mail").unwrap(), LogQuery::default());
        assert_eq!(
            LogQuery::parse("platform=myspace").unwrap_err()[0].pointer,
            "platform"
        );
    }

    #[test]
    fn a_frozen_view_stays_where_it_is() {
        let frozen = |search: &str| {
            let now = "2026-11-21T23:30:00Z".parse().unwrap();
            let date = |time: Timestamp, zone: &str| {
                let ahead = if zone == "Asia/Tokyo" { 9 * 3_600 } else { 0 };
                time.plus_seconds(ahead).to_datetime().date_naive()
            };
            let frozen = LogQuery::parse(search).unwrap().frozen(now, date);
            assert!(frozen.filter.period.contradictions().is_empty(), "{search}");
            form_urlencoded::parse(frozen.to_query().as_bytes())
                .map(|(key, value)| format!("{key}={value}"))
                .collect::<Vec<_>>()
                .join("&")
        };
        assert_eq!(
            frozen("state=failed&range=24h&cursor=abc&event=evt_1"),
            "state=failed&from=2026-11-20T23:30:00.000000Z&to=2026-11-21T23:30:00.000000Z&event=evt_1"
        );
        assert_eq!(
            frozen("range=today&tz=Asia/Tokyo"),
            "from=2026-11-22&to=2026-11-21T23:30:00.000000Z&tz=Asia/Tokyo"
        );
        assert_eq!(
            frozen("range=this_month&tz=UTC"),
            "from=2026-11-01&to=2026-11-21T23:30:00.000000Z&tz=UTC"
        );
        assert_eq!(
            frozen("from=2026-03-28&tz=UTC&cursor=abc"),
            "from=2026-03-28&tz=UTC&cursor=abc"
        );
    }

    #[test]
    fn another_filter_starts_at_the_top_and_another_page_closes_the_drawer() {
        let query = LogQuery::parse("state=failed&cursor=abc&event=evt_1").unwrap();
        assert_eq!(
            query.with_filter(EventFilter::default()).to_query(),
            "event=evt_1"
        );
        assert_eq!(query.at(Some("def".into())).to_query(), "state=failed&cursor=def");
    }
}
