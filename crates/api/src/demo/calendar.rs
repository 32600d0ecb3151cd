//! Days and office hours in a workspace's time zone.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Tz;
use daybook_shared::timestamp::Timestamp;

use super::DAYS;

/// One day of the demo.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    date: NaiveDate,
    /// Whether the office is open.
    pub(crate) works: bool,
}

/// The time that the demo covers, as the workspace's clock shows it.
pub(crate) struct Calendar {
    zone: Tz,
    now: Timestamp,
}

impl Calendar {
    /// The days before `now`; an unknown zone is UTC.
    pub(crate) fn new(zone: &str, now: Timestamp) -> Self {
        Self {
            zone: zone.parse().unwrap_or(Tz::UTC),
            now,
        }
    }

    /// The end of the demo's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The beginning of the demo's time.
    pub(crate) fn start(&self) -> Timestamp {
        self.days_ago(DAYS)
    }

    /// The same time of day so many times 24 hours ago.
    pub(crate) fn days_ago(&self, days: i64) -> Timestamp {
        self.now.plus_seconds(-days * 86_400)
    }

    fn local(&self, moment: Timestamp) -> DateTime<Tz> {
        moment.to_datetime().with_timezone(&self.zone)
    }

    /// All days that the demo touches, the oldest first.
    pub(crate) fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let first = self.local(self.start()).date_naive();
        (0..=DAYS + 1).map(move |offset| Day::new(first + Duration::days(offset)))
    }

    /// The nearest day on which the office was open, so many days ago or before.
    pub(crate) fn workday_ago(&self, days: i64) -> Day {
        let mut day = Day::new(self.local(self.days_ago(days)).date_naive());
        while !day.works {
            day = Day::new(day.date - Duration::days(1));
        }
        day
    }

    /// A time of a day; what the clock skips in spring is an hour later.
    pub(crate) fn at(&self, day: Day, second: i64) -> Timestamp {
        let local = day.date.and_time(NaiveTime::MIN) + Duration::seconds(second);
        let found = self.zone.from_local_datetime(&local).earliest();
        let moment = found.or_else(|| {
            self.zone
                .from_local_datetime(&(local + Duration::hours(1)))
                .earliest()
        });
        moment.map_or(self.now, |moment| Timestamp(moment.timestamp_micros()))
    }

    /// The day so many days later.
    pub(crate) fn later(&self, day: Day, days: i64) -> Day {
        Day::new(day.date + Duration::days(days))
    }

    /// A moment as people write it: "12 Nov, 09:00".
    pub(crate) fn words(&self, moment: Timestamp) -> String {
        self.local(moment).format("%-d %b, %H:%M").to_string()
    }
}

impl Day {
    fn new(date: NaiveDate) -> Self {
        let works = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Self { date, works }
    }
}
