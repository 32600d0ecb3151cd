//! Times, numbers and sizes as people read them.

use chrono::TimeZone;
use chrono_tz::Tz;
use daybook_shared::timestamp::Timestamp;

/// `23 November 2026, 14:02 (Europe/Dublin)`.
pub fn moment(at: Timestamp, zone: Tz) -> String {
    let local = zone.from_utc_datetime(&at.to_datetime().naive_utc());
    format!("{} ({zone})", local.format("%-d %B %Y, %H:%M"))
}

/// `1,234,567`.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `3.4 MB`, where a megabyte is a million bytes.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} {}", if bytes == 1 { "byte" } else { "bytes" });
    }
    let in_units = |unit: u64| (u128::from(bytes) + u128::from(unit) / 2) / u128::from(unit);
    let units = [(1_000, "KB"), (1_000_000, "MB"), (1_000_000_000, "GB")];
    // The unit is chosen after rounding, or there would be 1,000 KB.
    let fitting = units.into_iter().find(|(unit, _)| in_units(*unit) < 1_000);
    let (unit, name) = fitting.unwrap_or((1_000_000_000_000, "TB"));
    match in_units(unit / 10) {
        tenths @ ..100 => format!("{}.{} {name}", tenths / 10, tenths % 10),
        _ => format!("{} {name}", in_units(unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_that_of_the_zone() {
        let at = "2026-11-23T14:02:59.999999Z".parse().unwrap();
        assert_eq!(
            moment(at, Tz::Europe__Dublin),
            "23 November 2026, 14:02 (Europe/Dublin)"
        );
        assert_eq!(
            moment(at, Tz::Asia__Kolkata),
            "23 November 2026, 19:32 (Asia/Kolkata)"
        );
        assert_eq!(
            moment(at, Tz::Pacific__Auckland),
            "24 November 2026, 03:02 (Pacific/Auckland)"
        );
        let end = Timestamp(i64::MAX);
        assert!(moment(end, Tz::Pacific__Auckland).contains("(Pacific/Auckland)"));
    }

    #[test]
    fn thousands_are_apart() {
        let numbers = [0, 999, 1_000, 12_345, 1_234_567].map(number);
        assert_eq!(numbers, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn a_size_has_the_unit_that_makes_it_short() {
        let sizes = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 KB"),
            (1_049, "1.0 KB"),
            (1_050, "1.1 KB"),
            (9_949, "9.9 KB"),
            (9_950, "10 KB"),
            (999_499, "999 KB"),
            (999_500, "1.0 MB"),
            (34_567_890, "35 MB"),
            (2_500_000_000, "2.5 GB"),
            (u64::MAX, "18446744 TB"),
        ];
        for (bytes, text) in sizes {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }
}
