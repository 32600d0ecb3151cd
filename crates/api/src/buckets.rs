//! Stretches of time that people think in: minutes, hours, days, months of a zone, in which events are counted.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;

use crate::period::start_of_day;

/// Buckets of a histogram, at most; a period that begins in the middle of one has one more.
const MOST: i64 = 92;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A part of a day, in microseconds, counted from the start of the day in the zone.
    Within(i64),
    /// So many days; weeks begin with Monday.
    Days(u32),
    /// So many months of a year.
    Months(u32),
}

/// The steps with their wire names, the shortest first.
const STEPS: [(Step, &str); 14] = [
    (Step::Within(MINUTE), "1m"),
    (Step::Within(5 * MINUTE), "5m"),
    (Step::Within(15 * MINUTE), "15m"),
    (Step::Within(HOUR), "1h"),
    (Step::Within(3 * HOUR), "3h"),
    (Step::Within(6 * HOUR), "6h"),
    (Step::Within(12 * HOUR), "12h"),
    (Step::Days(1), "1d"),
    (Step::Days(7), "7d"),
    (Step::Months(1), "1mo"),
    (Step::Months(3), "3mo"),
    (Step::Months(12), "1y"),
    (Step::Months(10 * 12), "10y"),
    (Step::Months(100 * 12), "100y"),
];

impl Step {
    /// The shortest step with which a period has few enough buckets; the longest, where none has.
    pub fn for_length(microseconds: i64) -> Self {
        let fits = |step: &Self| microseconds / step.about() <= MOST;
        let mut steps = STEPS.iter().map(|(step, _)| *step);
        steps.find(fits).unwrap_or(Step::Months(100 * 12))
    }

    /// The wire name.
    pub fn as_str(self) -> &'static str {
        let named = STEPS.iter().find(|(step, _)| *step == self);
        named.map_or("", |(_, name)| *name)
    }

    fn about(self) -> i64 {
        match self {
            Self::Within(length) => length,
            Self::Days(days) => i64::from(days) * DAY,
            Self::Months(months) => i64::from(months) * 30 * DAY,
        }
    }

    /// The start of the bucket that a moment lies in.
    pub fn start(self, moment: i64, zone: Tz) -> i64 {
        let day = day_of(moment, zone);
        match self {
            Self::Within(length) => {
                let midnight = start_of_day(day, zone);
                midnight + (moment - midnight).div_euclid(length) * length
            }
            Self::Days(1) => start_of_day(day, zone),
            Self::Days(_) => {
                let since_monday = u64::from(day.weekday().num_days_from_monday());
                start_of_day(day.checked_sub_days(Days::new(since_monday)).unwrap_or(day), zone)
            }
            Self::Months(months) => {
                let month = i64::from(day.year()) * 12 + i64::from(day.month0());
                let first = month.div_euclid(i64::from(months)) * i64::from(months);
                let year = i32::try_from(first.div_euclid(12)).ok();
                let month = u32::try_from(first.rem_euclid(12)).ok();
                let start = year
                    .zip(month)
                    .and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month + 1, 1));
                start_of_day(start.unwrap_or(day), zone)
            }
        }
    }

    /// The start of the next bucket.
    fn next(self, start: i64, zone: Tz) -> i64 {
        let day = day_of(start, zone);
        let next_day = |day: Option<NaiveDate>| start_of_day(day.unwrap_or(NaiveDate::MAX), zone);
        let next = match self {
            Self::Within(length) => Ord::min(start + length, next_day(day.checked_add_days(Days::new(1)))),
            Self::Days(days) => next_day(day.checked_add_days(Days::new(u64::from(days)))),
            Self::Months(months) => next_day(day.checked_add_months(Months::new(months))),
        };
        // A day that a zone left out has no length.
        Ord::max(next, start + MINUTE)
    }
}

fn day_of(moment: i64, zone: Tz) -> NaiveDate {
    let moment = DateTime::from_timestamp_micros(moment).unwrap_or_default();
    moment.with_timezone(&zone).date_naive()
}

/// The bounds of the buckets of a period, from its first moment to the first that does not belong to it.
pub fn edges(from: i64, to: i64, step: Step, zone: Tz) -> Vec<i64> {
    let mut edges = vec![from];
    let mut edge = step.next(step.start(from, zone), zone);
    while edge < to {
        // Where the clocks go back across midnight, a bucket can end before a moment of the hour that comes twice.
        if edge > from {
            edges.push(edge);
        }
        edge = step.next(edge, zone);
    }
    edges.push(to);
    edges
}

/// The end of the bucket that a moment lies in.
pub fn end(moment: i64, step: Step, zone: Tz) -> i64 {
    step.next(step.start(moment, zone), zone)
}

#[cfg(test)]
mod tests {
    use daybook_shared::timestamp::Timestamp;

    use super::*;

    const DUBLIN: Tz = Tz::Europe__Dublin;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().0
    }

    fn lengths(from: &str, to: &str, step: Step, zone: Tz) -> Vec<i64> {
        let edges = edges(at(from), at(to), step, zone);
        edges
            .windows(2)
            .map(|pair| (pair[1] - pair[0]) / MINUTE)
            .collect()
    }

    #[test]
    fn a_period_has_few_buckets_and_not_too_few() {
        for (length, step) in [
            (HOUR, "1m"),
            (DAY, "1h"),
            (7 * DAY, "3h"),
            (14 * DAY, "6h"),
            (30 * DAY, "12h"),
            (90 * DAY, "1d"),
            (365 * DAY, "7d"),
            (3_650 * DAY, "3mo"),
            (200 * 365 * DAY, "10y"),
        ] {
            assert_eq!(Step::for_length(length).as_str(), step);
        }
        assert_eq!(Step::for_length(i64::MAX).as_str(), "100y");
    }

    #[test]
    fn days_are_those_of_the_zone_also_where_the_clocks_change() {
        let days = |from: &str, to: &str| lengths(from, to, Step::Days(1), DUBLIN);
        assert_eq!(
            days("2026-03-28T00:00:00Z", "2026-03-30T23:00:00Z"),
            [1_440, 1_380, 1_440]
        );
        let half_days = lengths(
            "2026-10-24T23:00:00Z",
            "2026-10-26T00:00:00Z",
            Step::Within(12 * HOUR),
            DUBLIN,
        );
        assert_eq!(half_days, [720, 720, 60]);
        let quarters = lengths(
            "2026-01-01T00:00:00Z",
            "2026-04-01T00:00:00Z",
            Step::Months(1),
            Tz::UTC,
        );
        assert_eq!(quarters, [31 * 1_440, 28 * 1_440, 31 * 1_440]);
    }

    #[test]
    fn all_of_history_has_few_buckets() {
        let centuries = edges(
            at("0001-01-01T00:00:00Z"),
            at("2026-11-21T00:00:00Z"),
            Step::Months(1_200),
            DUBLIN,
        );
        assert_eq!(centuries.len(), 22);
        assert!(centuries.is_sorted());
    }

    #[test]
    fn a_period_cuts_its_first_and_last_bucket() {
        let hours = lengths(
            "2026-11-21T09:20:00Z",
            "2026-11-21T11:30:00Z",
            Step::Within(HOUR),
            Tz::Asia__Kolkata,
        );
        assert_eq!(hours, [10, 60, 60]);
        let weeks = lengths(
            "2026-11-20T00:00:00Z",
            "2026-11-24T00:00:00Z",
            Step::Days(7),
            Tz::UTC,
        );
        assert_eq!(weeks, [3 * 1_440, 1_440], "Friday to Sunday, and Monday");
        assert_eq!(
            lengths(
                "2011-12-29T10:00:00Z",
                "2012-01-01T10:00:00Z",
                Step::Days(1),
                Tz::Pacific__Apia
            ),
            [1_440, 1_440, 1_440]
        );
    }
}
