//! Times as people read them. The calendar of a zone comes from `Intl` (see `zone`); here it becomes text.

use chrono::{Datelike, NaiveDate, Timelike};
use daybook_shared::timestamp::Timestamp;

use crate::calendar_words::{day_month, day_month_year, short_weekday};
use crate::labels::tenths;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment on the calendar and clock of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// The day there.
    pub date: NaiveDate,
    /// The clock there, `14:31:02`.
    pub clock: String,
    /// Whether it is told in twelve hours.
    pub has_noon: bool,
}

impl LocalTime {
    /// A day, and hour, minute and second on it.
    pub fn new(date: NaiveDate, [hour, minute, second]: [u32; 3]) -> Self {
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        Self {
            date,
            clock,
            has_noon: false,
        }
    }

    /// The moment in UTC.
    pub fn utc(time: Timestamp) -> Self {
        let moment = time.to_datetime();
        Self::new(
            moment.date_naive(),
            [moment.hour(), moment.minute(), moment.second()],
        )
    }

    /// `Sat 21 Nov 2026`
    pub fn day(&self) -> String {
        format!("{} {}", short_weekday(self.date), day_month_year(self.date))
    }

    /// `Sat 21 Nov 2026, 14:31:02`
    pub fn full(&self) -> String {
        format!("{}, {}", self.day(), self.second())
    }

    /// `14:31`, or `2:31 pm`
    pub fn minute(&self) -> String {
        self.told(5)
    }

    /// `14:31:02`, or `2:31:02 pm`
    pub fn second(&self) -> String {
        self.told(8)
    }

    fn told(&self, digits: usize) -> String {
        let clock = self.clock.get(..digits).unwrap_or(&self.clock);
        let hour = clock.get(..2).and_then(|hour| hour.parse::<u32>().ok());
        match hour.filter(|_| self.has_noon) {
            None => clock.to_owned(),
            Some(hour) => {
                let half = if hour < 12 { "am" } else { "pm" };
                format!("{}{} {half}", (hour + 11) % 12 + 1, &clock[2..])
            }
        }
    }

    /// The time of a row where it is not told by its distance: `14:31:02` today, `3 Sep, 14:31`, `3 Sep 2025, 14:31`.
    pub fn absolute(&self, today: NaiveDate) -> String {
        if self.date == today {
            return self.second();
        }
        let day = if self.date.year() == today.year() {
            day_month(self.date)
        } else {
            day_month_year(self.date)
        };
        format!("{day}, {}", self.minute())
    }

    /// `Sat 21 Nov, 14:31`
    pub fn short(&self) -> String {
        format!(
            "{} {}, {}",
            short_weekday(self.date),
            day_month(self.date),
            self.minute()
        )
    }

    /// A step of a story: `Today 14:31`, `Fri 16:40`, `3 Sep 16:40`.
    pub fn step(&self, today: NaiveDate) -> String {
        let days = today.signed_duration_since(self.date).num_days();
        let day = match days {
            0 => "Today".to_owned(),
            1..=6 => short_weekday(self.date).to_owned(),
            _ => day_month(self.date),
        };
        format!("{day} {}", self.minute())
    }
}

/// How long ago: `4 min ago`. Beyond two months the day itself says more.
pub fn ago(time: Timestamp, now: Timestamp) -> String {
    let past = now.0 - time.0;
    if past < MINUTE {
        // Producers' clocks run up to five minutes ahead.
        return if past > -MINUTE {
            "just now".into()
        } else {
            format!("in {}", span(-past))
        };
    }
    if past > 60 * DAY {
        let (then, today) = (LocalTime::utc(time).date, LocalTime::utc(now).date);
        return if then.year() == today.year() {
            day_month(then)
        } else {
            day_month_year(then)
        };
    }
    format!("{} ago", span(past))
}

/// The same on a card, where room is short: `4 min`.
pub fn ago_short(time: Timestamp, now: Timestamp) -> String {
    let text = ago(time, now);
    match text.as_str() {
        "just now" => "now".to_owned(),
        text => text.strip_suffix(" ago").unwrap_or(text).to_owned(),
    }
}

fn span(micros: i64) -> String {
    if micros < HOUR {
        format!("{} min", micros / MINUTE)
    } else if micros < 2 * DAY {
        format!("{} h", micros / HOUR)
    } else {
        format!("{} d", micros / DAY)
    }
}

/// How much later Daybook accepted it: `Recorded 0.2 s later`.
pub fn recorded(occurred: Timestamp, recorded: Timestamp) -> String {
    let late = recorded.0 - occurred.0;
    let text = match late.abs() {
        delay if delay < SECOND / 20 => return "Recorded at once".to_owned(),
        delay if delay < MINUTE => format!("{} s", tenths(delay, SECOND)),
        delay => span(delay),
    };
    format!("Recorded {text} {}", if late < 0 { "earlier" } else { "later" })
}

/// A wait in words: `8 s`, `2 min 5 s`.
pub fn wait(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn relative_times_step_from_minutes_to_hours_to_days() {
        let now = at("2026-11-21T13:32:00Z");
        let cases = [
            ("2026-11-21T13:31:30Z", "just now", "now"),
            ("2026-11-21T13:28:07Z", "3 min ago", "3 min"),
            ("2026-11-21T12:05:00Z", "1 h ago", "1 h"),
            ("2026-11-20T08:12:40Z", "29 h ago", "29 h"),
            ("2026-11-19T10:03:14Z", "2 d ago", "2 d"),
            ("2026-08-19T10:03:14Z", "19 Aug", "19 Aug"),
            ("2025-08-19T10:03:14Z", "19 Aug 2025", "19 Aug 2025"),
            ("2026-11-21T13:35:30Z", "in 3 min", "in 3 min"),
        ];
        for (time, long, short) in cases {
            assert_eq!(ago(at(time), now), long);
            assert_eq!(ago_short(at(time), now), short);
        }
    }

    #[test]
    fn local_times_read_well() {
        let local = LocalTime::utc(at("2026-11-21T13:28:07.212Z"));
        assert_eq!(local.full(), "Sat 21 Nov 2026, 13:28:07");
        assert_eq!(local.short(), "Sat 21 Nov, 13:28");
        let today = local.date;
        assert_eq!(local.step(today), "Today 13:28");
        assert_eq!(local.step("2026-11-24".parse().unwrap()), "Sat 13:28");
        assert_eq!(local.step("2026-12-24".parse().unwrap()), "21 Nov 13:28");
    }

    #[test]
    fn clocks_go_to_twelve_where_that_is_wanted() {
        let at = |text: &str| LocalTime {
            has_noon: true,
            ..LocalTime::utc(at(text))
        };
        let cases = [
            ("2026-11-21T00:05:00Z", "12:05 am"),
            ("2026-11-21T11:59:00Z", "11:59 am"),
            ("2026-11-21T12:00:00Z", "12:00 pm"),
            ("2026-11-21T23:28:07Z", "11:28 pm"),
        ];
        for (time, told) in cases {
            assert_eq!(at(time).minute(), told);
        }
        let late = at("2026-11-21T23:28:07Z");
        assert_eq!(late.full(), "Sat 21 Nov 2026, 11:28:07 pm");
        assert_eq!(late.absolute(late.date), "11:28:07 pm");
        assert_eq!(late.absolute("2026-12-01".parse().unwrap()), "21 Nov, 11:28 pm");
        assert_eq!(
            late.absolute("2027-01-01".parse().unwrap()),
            "21 Nov 2026, 11:28 pm"
        );
    }

    #[test]
    fn delays_are_told() {
        let time = at("2026-11-21T13:28:07Z");
        assert_eq!(recorded(time, time), "Recorded at once");
        assert_eq!(
            recorded(time, Timestamp(time.0 + 200_000)),
            "Recorded 0.2 s later"
        );
        assert_eq!(recorded(time, Timestamp(time.0 + 3 * HOUR)), "Recorded 3 h later");
        assert_eq!(
            (wait(8).as_str(), wait(125).as_str(), wait(120).as_str()),
            ("8 s", "2 min 5 s", "2 min")
        );
    }
}
