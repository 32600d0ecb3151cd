//! Counts over time as people read them: the words of a bucket, the marks of the axis, the periods beside the one shown.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use daybook_shared::counts::Histogram;
use daybook_shared::period::{Bound, Period, RelativeRange};
use daybook_shared::state::{self, Tone};
use daybook_shared::timestamp::Timestamp;

use crate::calendar_words::{day_month, day_month_year, short_month, short_weekday};
use crate::filter_edit;
use crate::labels::{grouped, tenths};
use crate::time::LocalTime;

/// Marks of the axis, at most.
const MARKS: usize = 8;

/// A bucket on the calendar of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its first moment.
    pub from: LocalTime,
    /// The first moment that does not belong to it.
    pub to: LocalTime,
    /// The day of its last moment.
    pub last: NaiveDate,
    /// Whether it begins and ends with a day.
    pub is_whole_days: bool,
}

impl Stretch {
    /// The time between two moments.
    pub fn new(from: Timestamp, to: Timestamp, local: impl Fn(Timestamp) -> LocalTime) -> Self {
        let last = local(Timestamp(Ord::max(to.0 - 1, from.0))).date;
        let is_midnight =
            |time: Timestamp, local: &LocalTime| time.0 % 1_000_000 == 0 && local.clock == "00:00:00";
        let (first, end) = (local(from), local(to));
        Self {
            is_whole_days: is_midnight(from, &first) && is_midnight(to, &end) && end.date > last,
            from: first,
            to: end,
            last,
        }
    }

    /// `Fri 20 Nov, 18:00 – 21:00`, `Fri 20 Nov 2026`, `16 Nov – 22 Nov 2026`.
    pub fn words(&self) -> String {
        let Self { from, to, last, .. } = self;
        if self.is_whole_days {
            return if from.date == *last {
                from.day()
            } else {
                format!("{} – {}", day_month(from.date), day_month_year(*last))
            };
        }
        if from.date == *last {
            format!("{} – {}", from.short(), to.minute())
        } else {
            format!("{} – {}", from.short(), to.short())
        }
    }
}

/// A mark of the axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// At the start of which bucket it stands.
    pub bucket: usize,
    /// What it says.
    pub label: String,
    /// Whether it begins the present day.
    pub is_today: bool,
}

/// The marks of an axis over buckets that begin at these times: hours within a day, days within two months, months, years.
pub fn marks(starts: &[LocalTime], today: NaiveDate) -> Vec<Mark> {
    let (Some(first), Some(last)) = (starts.first(), starts.last()) else {
        return Vec::new();
    };
    let days = last.date.signed_duration_since(first.date).num_days();
    let is_mark = |before: Option<&LocalTime>, start: &LocalTime| {
        let Some(before) = before else { return true };
        match days {
            ..=1 => start.clock.ends_with(":00:00") || start.date != before.date,
            2..=60 => start.date != before.date,
            61..=730 => start.date.month() != before.date.month(),
            _ => start.date.year() != before.date.year(),
        }
    };
    let places: Vec<usize> = (0..starts.len())
        .filter(|place| {
            is_mark(
                place.checked_sub(1).map(|before| &starts[before]),
                &starts[*place],
            )
        })
        .collect();
    let every = places.len().div_ceil(MARKS).max(1);
    // A first day that is cut has no room beside the second.
    let is_narrow = places.get(1).is_some_and(|second| second * MARKS < starts.len());
    let label = |start: &LocalTime| match days {
        ..=1 => start.minute(),
        2..=60 if start.date == today => "Today".to_owned(),
        2..=9 => format!("{} {}", short_weekday(start.date), start.date.day()),
        10..=60 => day_month(start.date),
        61..=730 => short_month(start.date).to_owned(),
        _ => start.date.year().to_string(),
    };
    places
        .iter()
        .step_by(every)
        .skip(usize::from(is_narrow && every == 1))
        .map(|place| Mark {
            bucket: *place,
            label: label(&starts[*place]),
            is_today: (2..=60).contains(&days) && starts[*place].date == today,
        })
        .collect()
}

/// How many of the events failed, of which somebody should know.
pub fn failed<'s>(states: impl IntoIterator<Item = (&'s String, &'s u64)>) -> u64 {
    let is_bad = |name: &str| state::find(name).is_some_and(|known| known.tone == Tone::Bad);
    let bad = states.into_iter().filter(|(name, _)| is_bad(name));
    bad.map(|(_, count)| *count).sum()
}

/// `1,284`
pub fn number(count: u64) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// `1,284`; with a plus where there may be more.
pub fn at_least(count: u64, is_least: bool) -> String {
    format!("{}{}", number(count), if is_least { "+" } else { "" })
}

/// `1,284 events`; with a plus where only the newest were counted.
pub fn total(histogram: &Histogram) -> String {
    match at_least(histogram.total, histogram.counted_back_to.is_some()).as_str() {
        "1" => "1 event".to_owned(),
        total => format!("{total} events"),
    }
}

/// Whether any of the events failed.
pub fn has_failed(histogram: &Histogram) -> bool {
    all_failed(histogram) > 0
}

fn all_failed(histogram: &Histogram) -> u64 {
    histogram.data.iter().map(|bucket| failed(&bucket.states)).sum()
}

/// `37 failed · 2.9 %`
pub fn failed_share(histogram: &Histogram) -> String {
    let failed = all_failed(histogram);
    if failed == 0 {
        return "none failed".to_owned();
    }
    if failed == histogram.total {
        return "all failed".to_owned();
    }
    let count = |events: u64| i64::try_from(events).unwrap_or(i64::MAX);
    let share = tenths(count(failed).saturating_mul(100), count(histogram.total));
    let share = if share == "0.0" { "< 0.1" } else { &share };
    format!("{} failed · {share} %", number(failed))
}

/// The period of some neighbouring buckets: whole days as days of the zone, so that they stay what they are.
pub fn period_of(from: Timestamp, to: Timestamp, stretch: &Stretch, zone: &str) -> Period {
    if stretch.is_whole_days {
        return filter_edit::days(Some(stretch.from.date), Some(stretch.last), zone);
    }
    Period {
        from: Some(Bound::Instant(from)),
        to: Some(Bound::Instant(to)),
        ..Period::default()
    }
}

/// The period before or after one, as long as it: the day before today, the month before this one, the days before some
/// days; else the time before or after the moments that it reaches from and to. None where it would begin in the future.
pub fn beside(
    period: &Period,
    (from, to): (Timestamp, Timestamp),
    later: bool,
    now: Timestamp,
    today: NaiveDate,
) -> Option<Period> {
    let first_of_month = today.with_day(1)?;
    let days = match period.range {
        Some(_) if later => return None,
        Some(RelativeRange::Today) => Some((today, today)),
        // As many days as the month before has.
        Some(RelativeRange::ThisMonth) => {
            let month = first_of_month.checked_sub_months(Months::new(1))?;
            let length = first_of_month.signed_duration_since(month) - TimeDelta::days(1);
            Some((first_of_month, first_of_month.checked_add_signed(length)?))
        }
        _ => Option::zip(
            filter_edit::chosen_days(period).0,
            filter_edit::chosen_days(period).1,
        ),
    };
    if let Some((first, last)) = days {
        let length = last.signed_duration_since(first) + TimeDelta::days(1);
        let shift = if later { length } else { -length };
        let (first, last) = (first.checked_add_signed(shift)?, last.checked_add_signed(shift)?);
        let zone = period.tz.as_deref().unwrap_or("UTC");
        return (first <= today).then(|| filter_edit::days(Some(first), Some(last), zone));
    }
    let hours = period.range.and_then(RelativeRange::hours);
    let length = hours.map_or(to.0 - from.0, |hours| hours * 3_600_000_000);
    let (from, to) = if later {
        (to, Timestamp(to.0.checked_add(length)?))
    } else {
        (Timestamp(from.0.checked_sub(length)?), from)
    };
    (from < now).then(|| Period {
        from: Some(Bound::Instant(from)),
        to: Some(Bound::Instant(to)),
        ..Period::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn words(from: &str, to: &str) -> String {
        Stretch::new(at(from), at(to), LocalTime::utc).words()
    }

    #[test]
    fn a_bucket_says_when_it_is() {
        assert_eq!(
            words("2026-11-20T18:00:00Z", "2026-11-20T21:00:00Z"),
            "Fri 20 Nov, 18:00 – 21:00"
        );
        assert_eq!(
            words("2026-11-20T21:00:00Z", "2026-11-21T00:00:00Z"),
            "Fri 20 Nov, 21:00 – 00:00"
        );
        assert_eq!(
            words("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
            "Fri 20 Nov 2026"
        );
        assert_eq!(
            words("2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
            "16 Nov – 22 Nov 2026"
        );
        assert_eq!(
            words("2026-11-20T21:30:00Z", "2026-11-21T01:00:00Z"),
            "Fri 20 Nov, 21:30 – Sat 21 Nov, 01:00"
        );
    }

    fn labels(from: &str, step_minutes: i64, count: i64) -> Vec<String> {
        let starts: Vec<LocalTime> = (0..count)
            .map(|number| LocalTime::utc(Timestamp(at(from).0 + number * step_minutes * 60_000_000)))
            .collect();
        let today = "2026-11-21".parse().unwrap();
        marks(&starts, today).into_iter().map(|mark| mark.label).collect()
    }

    #[test]
    fn the_axis_counts_in_what_the_period_is_long() {
        let day = 24 * 60;
        assert_eq!(
            labels("2026-11-20T09:00:00Z", 60, 24)[..3],
            ["09:00", "12:00", "15:00"]
        );
        assert_eq!(
            labels("2026-11-15T00:00:00Z", 180, 56),
            [
                "Sun 15", "Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Today"
            ]
        );
        assert_eq!(
            labels("2026-11-14T21:00:00Z", 180, 57)[0],
            "Sun 15",
            "an hour of Saturday has no room"
        );
        assert_eq!(labels("2026-10-23T00:00:00Z", day, 30)[..2], ["23 Oct", "27 Oct"]);
        assert_eq!(
            labels("2026-01-05T00:00:00Z", 7 * day, 45)[..3],
            ["Jan", "Mar", "May"]
        );
        assert_eq!(
            labels("2020-01-01T00:00:00Z", 91 * day, 26)[..2],
            ["2020", "2021"]
        );
        assert!(marks(&[], "2026-11-21".parse().unwrap()).is_empty());
    }

    #[test]
    fn whole_days_stay_days_of_the_zone() {
        let chosen = |from, to| {
            let stretch = Stretch::new(at(from), at(to), LocalTime::utc);
            period_of(at(from), at(to), &stretch, "Europe/Dublin")
        };
        let days = chosen("2026-11-16T00:00:00Z", "2026-11-18T00:00:00Z");
        assert_eq!(days.from.unwrap().to_string(), "2026-11-16");
        assert_eq!(days.to.unwrap().to_string(), "2026-11-18");
        assert_eq!(days.tz.as_deref(), Some("Europe/Dublin"));
        let late = chosen("2026-11-16T00:00:30Z", "2026-11-17T00:00:00Z");
        assert_eq!(late.from.unwrap().to_string(), "2026-11-16T00:00:30.000000Z");
        let hours = chosen("2026-11-16T00:00:00Z", "2026-11-16T12:00:00Z");
        assert_eq!(hours.to.unwrap().to_string(), "2026-11-16T12:00:00.000000Z");
    }

    #[test]
    fn the_period_beside_is_as_long() {
        let now = at("2026-11-21T12:00:00Z");
        let today: NaiveDate = "2026-11-21".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let days = filter_edit::days(day("2026-11-01"), day("2026-11-07"), "UTC");
        let span = (at("2026-11-01T00:00:00Z"), at("2026-11-08T00:00:00Z"));
        let chosen = |period: Option<Period>| filter_edit::chosen_days(&period.unwrap());
        let before = beside(&days, span, false, now, today);
        assert_eq!(chosen(before), (day("2026-10-25"), day("2026-10-31")));
        let after = beside(&days, span, true, now, today);
        assert_eq!(chosen(after), (day("2026-11-08"), day("2026-11-14")));

        let relative = |range| filter_edit::relative(range, "Europe/Dublin");
        let yesterday = beside(&relative(RelativeRange::Today), span, false, now, today);
        assert_eq!(chosen(yesterday), (day("2026-11-20"), day("2026-11-20")));
        let october = beside(&relative(RelativeRange::ThisMonth), span, false, now, today);
        assert_eq!(chosen(october), (day("2026-10-01"), day("2026-10-31")));

        let week = relative(RelativeRange::Week);
        let span = (at("2026-11-14T12:00:00Z"), at("2026-11-21T15:00:00Z"));
        let before = beside(&week, span, false, now, today).unwrap();
        assert_eq!(before.from.unwrap().to_string(), "2026-11-07T12:00:00.000000Z");
        assert_eq!(before.to.unwrap().to_string(), "2026-11-14T12:00:00.000000Z");
        assert_eq!(beside(&week, span, true, now, today), None);
    }
}
