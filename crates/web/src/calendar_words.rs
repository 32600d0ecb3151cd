//! Days in words. Chrono's own formats bring an interpreter of format strings, which the bundle can do without.

use chrono::{Datelike, NaiveDate};

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Saturday`
pub fn weekday(date: NaiveDate) -> &'static str {
    WEEKDAYS[date.weekday().num_days_from_monday() as usize]
}

/// `Sat`
pub fn short_weekday(date: NaiveDate) -> &'static str {
    &weekday(date)[..3]
}

/// `November`
pub fn month(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

/// `Nov`
pub fn short_month(date: NaiveDate) -> &'static str {
    &month(date)[..3]
}

/// `21 Nov`
pub fn day_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), short_month(date))
}

/// `21 Nov 2026`
pub fn day_month_year(date: NaiveDate) -> String {
    format!("{} {}", day_month(date), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_calendar() {
        let first = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        for (index, date) in first.iter_days().take(365).enumerate() {
            let chrono = date.format("%A %a, %B %b, %-d %b, %-d %b %Y").to_string();
            let ours = format!(
                "{} {}, {} {}, {}, {}",
                weekday(date),
                short_weekday(date),
                month(date),
                short_month(date),
                day_month(date),
                day_month_year(date)
            );
            assert_eq!(ours, chrono, "day {index}");
        }
    }
}
