//! From "today" and "2026-03-29" to instants, by the rules of the zone that was named.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use daybook_shared::period::{Bound, Period, RelativeRange};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;

use crate::store::events::query::Range;

/// The instants of a period at this moment; names `tz` where nobody knows such a zone, `to` where it ends before it begins.
pub fn resolve(period: &Period, now: Timestamp) -> Result<Range, FieldError> {
    let zone = period.tz.as_deref().map(zone).transpose()?.unwrap_or(Tz::UTC);
    if let Some(range) = period.range {
        return Ok(Range {
            from: Some(start_of(range, zone, now)),
            to: None,
        });
    }
    let instant = |bound: Bound| match bound {
        Bound::Instant(time) => time.0,
        Bound::Day(day) => start_of_day(day, zone),
    };
    let range = Range {
        from: period.from.map(instant),
        to: period.to.map(instant),
    };
    match range {
        Range {
            from: Some(from),
            to: Some(to),
        } if from >= to => Err(FieldError::new(
            "to",
            FieldCode::OutOfRange,
            "`to` is exclusive and must lie after `from`",
        )),
        _ => Ok(range),
    }
}

/// Finds a zone by its IANA name.
pub fn zone(name: &str) -> Result<Tz, FieldError> {
    name.parse().map_err(|_| {
        let shown: String = name.chars().take(60).collect();
        FieldError::new(
            "tz",
            FieldCode::UnknownValue,
            format!("`{shown}` is no time zone; use an IANA name such as `Europe/Dublin` or `UTC`"),
        )
    })
}

fn start_of(range: RelativeRange, zone: Tz, now: Timestamp) -> i64 {
    if let Some(hours) = range.hours() {
        return now.plus_seconds(-3_600 * hours).0;
    }
    let today = now.to_datetime().with_timezone(&zone).date_naive();
    let first = match range {
        RelativeRange::ThisMonth => today.with_day(1).unwrap_or(today),
        _ => today,
    };
    start_of_day(first, zone)
}

/// The first moment of a day. Where a change of the clocks skips midnight, the day begins later; where midnight
/// comes twice, it begins with the first.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    first_moment(midnight, zone).map_or_else(
        || midnight.and_utc().timestamp_micros(),
        |moment| moment.timestamp_micros(),
    )
}

fn first_moment(midnight: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    const STEP: TimeDelta = TimeDelta::minutes(15);
    let end = midnight.checked_add_days(Days::new(2))?;
    let mut local = midnight;
    while local < end {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => return Some(moment),
            LocalResult::None => local += STEP,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours_of(day: &str, zone_name: &str) -> i64 {
        let day: NaiveDate = day.parse().unwrap();
        let zone = zone(zone_name).unwrap();
        (start_of_day(day.succ_opt().unwrap(), zone) - start_of_day(day, zone)) / 3_600_000_000
    }

    #[test]
    fn days_have_23_24_or_25_hours() {
        assert_eq!(hours_of("2026-03-29", "Europe/Dublin"), 23);
        assert_eq!(hours_of("2026-06-01", "Europe/Dublin"), 24);
        assert_eq!(hours_of("2026-10-25", "Europe/Dublin"), 25);
        assert_eq!(hours_of("2026-03-08", "America/New_York"), 23);
    }

    #[test]
    fn a_day_without_midnight_begins_after_the_gap_and_one_that_never_was_is_empty() {
        let zone = zone("America/Sao_Paulo").unwrap();
        let start = start_of_day("2018-11-04".parse().unwrap(), zone);
        assert_eq!(Timestamp(start).to_string(), "2018-11-04T03:00:00.000000Z");
        // Samoa crossed the date line: 30 December 2011 did not happen.
        assert_eq!(hours_of("2011-12-30", "Pacific/Apia"), 0);
    }

    #[test]
    fn relative_ranges_begin_at_the_zone_s_midnight() {
        let now: Timestamp = "2026-11-01T02:30:00Z".parse().unwrap();
        let period = |range, tz: &str| Period {
            range: Some(range),
            tz: Some(tz.to_owned()),
            ..Period::default()
        };
        let from =
            |range, tz: &str| Timestamp(resolve(&period(range, tz), now).unwrap().from.unwrap()).to_string();
        assert_eq!(
            from(RelativeRange::Today, "America/New_York"),
            "2026-10-31T04:00:00.000000Z"
        );
        assert_eq!(
            from(RelativeRange::ThisMonth, "America/New_York"),
            "2026-10-01T04:00:00.000000Z"
        );
        assert_eq!(
            from(RelativeRange::ThisMonth, "UTC"),
            "2026-11-01T00:00:00.000000Z"
        );
        assert_eq!(from(RelativeRange::Hour, "UTC"), "2026-11-01T01:30:00.000000Z");
        assert_eq!(
            resolve(&period(RelativeRange::Today, "Mars/Olympus"), now)
                .unwrap_err()
                .pointer,
            "tz"
        );
    }
}
