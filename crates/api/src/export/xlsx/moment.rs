//! Times as Excel counts them: days, of which the fraction is the time of day.

use chrono::{Datelike, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use rust_xlsxwriter::ExcelDateTime;

use crate::export::cells;

/// How Excel shows them.
pub(super) const SHOWN: &str = "yyyy-mm-dd hh:mm:ss.000";

/// A stored time as the clock of a zone shows it, to the millisecond that has begun; `None` where Excel has no such
/// day: before 1900 and after 9999.
pub(super) fn of(stored: &str, zone: Tz) -> Option<ExcelDateTime> {
    let clock = cells::clock(stored, zone)?;
    let year = u16::try_from(clock.year()).ok().filter(|year| *year >= 1900)?;
    let small = |number: u32| u8::try_from(number).ok();
    let day = ExcelDateTime::from_ymd(year, small(clock.month())?, small(clock.day())?).ok()?;
    let hour = u16::try_from(clock.hour()).ok()?;
    day.and_hms_milli(
        hour,
        small(clock.minute())?,
        small(clock.second())?,
        milli(clock)?,
    )
    .ok()
}

fn milli(clock: NaiveDateTime) -> Option<u16> {
    u16::try_from(clock.nanosecond() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(stored: &str, zone: Tz) -> Option<f64> {
        of(stored, zone).map(|moment| moment.to_excel())
    }

    #[test]
    fn times_are_excels_own_numbers() {
        for (stored, zone, expected) in [
            ("1900-01-01T00:00:00.000000Z", Tz::UTC, Some(1.0)),
            // Excel takes 1900 for a leap year.
            ("1900-03-01T00:00:00.000000Z", Tz::UTC, Some(61.0)),
            ("2026-11-21T12:00:00.000000Z", Tz::UTC, Some(46_347.5)),
            ("2026-07-01T23:00:00.000999Z", Tz::Europe__Dublin, Some(46_205.0)),
            ("9999-12-31T23:59:59.999999Z", Tz::UTC, Some(2_958_465.999_999_99)),
            ("9999-12-31T23:59:59.999999Z", Tz::Asia__Tokyo, None),
            ("1899-12-31T23:59:59.999999Z", Tz::UTC, None),
            ("1900-01-01T00:00:00.000000Z", Tz::America__New_York, None),
            ("0000-01-01T00:00:00.000000Z", Tz::UTC, None),
        ] {
            let found = days(stored, zone);
            let is_same = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 2e-8,
                (found, expected) => found == expected,
            };
            assert!(is_same, "{stored} in {zone}: {found:?}");
        }
    }
}
