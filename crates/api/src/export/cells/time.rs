//! Stored times in another zone: RFC 3339, six digits, with the zone's offset at that moment.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

/// `2026-11-21T09:30:00`, at the front of every stored time.
const SECONDS: usize = 19;

/// A stored time as a clock of the zone shows it. One that only UTC can write, because the year would have another
/// number of digits, stays in UTC.
pub(in crate::export) fn in_zone<'t>(stored: &'t str, zone: Tz, room: &'t mut String) -> &'t str {
    if zone == Tz::UTC {
        return stored;
    }
    room.clear();
    match local(stored, zone) {
        Some(local) => {
            local.write(stored, room);
            room
        }
        None => stored,
    }
}

/// What a clock of the zone shows at a stored time, to the microsecond; `None` where [`in_zone`] stays in UTC.
pub(in crate::export) fn clock(stored: &str, zone: Tz) -> Option<NaiveDateTime> {
    let micros = stored.get(SECONDS + 1..SECONDS + 7)?.parse().ok()?;
    local(stored, zone)?
        .at
        .checked_add_signed(TimeDelta::microseconds(micros))
}

struct Local {
    at: NaiveDateTime,
    offset_minutes: i32,
}

fn local(stored: &str, zone: Tz) -> Option<Local> {
    let utc = read(stored.as_bytes())?;
    // Before zones were agreed on, offsets had seconds, which RFC 3339 cannot say: the instant is what must be right.
    let seconds = zone.offset_from_utc_datetime(&utc).fix().local_minus_utc();
    let offset_minutes = seconds.div_euclid(60);
    let at = utc.checked_add_signed(TimeDelta::minutes(i64::from(offset_minutes)))?;
    (0..=9999)
        .contains(&at.year())
        .then_some(Local { at, offset_minutes })
}

/// Reads the digits of a stored time down to the second.
fn read(text: &[u8]) -> Option<NaiveDateTime> {
    let number = |places: std::ops::Range<usize>| {
        let digits = text.get(places)?;
        digits.iter().try_fold(0_u32, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?.and_hms_opt(
        number(11..13)?,
        number(14..16)?,
        number(17..19)?,
    )
}

impl Local {
    fn write(&self, stored: &str, out: &mut String) {
        let Self { at, offset_minutes } = self;
        two_digits(at.year().unsigned_abs() / 100, out);
        two_digits(at.year().unsigned_abs() % 100, out);
        let fields = [
            ('-', at.month()),
            ('-', at.day()),
            ('T', at.hour()),
            (':', at.minute()),
            (':', at.second()),
        ];
        for (before, number) in fields {
            out.push(before);
            two_digits(number, out);
        }
        // No offset moves the fraction of a second.
        out.push_str(stored.get(SECONDS..stored.len() - 1).unwrap_or_default());
        out.push(if *offset_minutes < 0 { '-' } else { '+' });
        two_digits(offset_minutes.unsigned_abs() / 60, out);
        out.push(':');
        two_digits(offset_minutes.unsigned_abs() % 60, out);
    }
}

fn two_digits(number: u32, out: &mut String) {
    for digit in [number / 10, number % 10] {
        out.push(char::from_digit(digit % 10, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use daybook_shared::timestamp::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn shown(stored: &str, zone: &str) -> String {
        in_zone(stored, zone.parse().unwrap(), &mut String::new()).to_owned()
    }

    #[test]
    fn local_times_carry_their_offset() {
        for (stored, zone, expected) in [
            (
                "2026-11-21T09:30:00.000001Z",
                "UTC",
                "2026-11-21T09:30:00.000001Z",
            ),
            (
                "2026-11-21T09:30:00.000001Z",
                "Europe/Dublin",
                "2026-11-21T09:30:00.000001+00:00",
            ),
            (
                "2026-07-31T23:30:00.500000Z",
                "Europe/Dublin",
                "2026-08-01T00:30:00.500000+01:00",
            ),
            (
                "2026-01-01T02:15:00.000000Z",
                "America/St_Johns",
                "2025-12-31T22:45:00.000000-03:30",
            ),
            (
                "2026-02-28T20:00:00.000000Z",
                "Asia/Kathmandu",
                "2026-03-01T01:45:00.000000+05:45",
            ),
            // Both hours of a night in which the clocks went back.
            (
                "2026-10-25T00:30:00.000000Z",
                "Europe/Dublin",
                "2026-10-25T01:30:00.000000+01:00",
            ),
            (
                "2026-10-25T01:30:00.000000Z",
                "Europe/Dublin",
                "2026-10-25T01:30:00.000000+00:00",
            ),
            // An offset of -4:56:02.
            (
                "1850-01-01T12:00:00.000000Z",
                "America/New_York",
                "1850-01-01T07:03:00.000000-04:57",
            ),
            (
                "0000-01-01T00:00:00.000000Z",
                "America/New_York",
                "0000-01-01T00:00:00.000000Z",
            ),
        ] {
            assert_eq!(shown(stored, zone), expected, "{stored} in {zone}");
        }
    }

    proptest! {
        #[test]
        fn no_zone_changes_the_instant(micros in -62_167_219_200_000_000_i64..253_402_300_800_000_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let time = Timestamp(micros);
            let shown = in_zone(&time.to_string(), chrono_tz::TZ_VARIANTS[zone], &mut String::new()).to_owned();
            prop_assert_eq!(shown.parse::<Timestamp>(), Ok(time), "{}", shown);
        }
    }
}
