//! Date ranges of a filter: two bounds, or a span that moves with the clock.
//!
//! What is kept is what was asked for ("today", "2026-03-29"); the server turns it into instants with the zone's
//! rules, so that days of 23 and 25 hours come out right, and relative ranges stay relative in URLs and presets.

use std::fmt;

use chrono::NaiveDate;

use crate::problem::{FieldCode, FieldError};
use crate::timestamp::Timestamp;

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A moment.
    Instant(Timestamp),
    /// The start of a day in the range's zone.
    Day(NaiveDate),
}

impl Bound {
    /// Reads RFC 3339 or `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() == "2026-11-21".len() {
            return parse_day(text).map(Self::Day);
        }
        text.parse().ok().map(Self::Instant)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(time) => time.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

/// Reads `YYYY-MM-DD`, all digits and nothing else: no signs, no short forms.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let digits = |part: &str, length| {
        let fits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if fits { part.parse::<u32>().ok() } else { None }
    };
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = digits(year, 4)?.cast_signed();
    NaiveDate::from_ymd_opt(year, digits(month, 2)?, digits(day, 2)?)
}

/// A span that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelativeRange {
    /// The last hour.
    Hour,
    /// Since midnight in the zone.
    Today,
    /// The last 24 hours.
    Day,
    /// The last 7 times 24 hours.
    Week,
    /// The last 30 times 24 hours.
    Month,
    /// Since the first of the month in the zone.
    ThisMonth,
}

impl RelativeRange {
    /// All of them, in the order menus show them.
    pub const ALL: &'static [Self] = &[
        Self::Hour,
        Self::Today,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::ThisMonth,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Today => "today",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::ThisMonth => "this_month",
        }
    }

    /// What people read in menus.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Hour => "Last hour",
            Self::Today => "Today",
            Self::Day => "Last 24 hours",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
            Self::ThisMonth => "This month",
        }
    }

    /// Finds a span by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|range| range.as_str() == name)
    }

    /// How many hours it is long; none where it starts at a midnight.
    pub const fn hours(self) -> Option<i64> {
        match self {
            Self::Hour => Some(1),
            Self::Day => Some(24),
            Self::Week => Some(7 * 24),
            Self::Month => Some(30 * 24),
            Self::Today | Self::ThisMonth => None,
        }
    }

    /// Whether it starts at a midnight, and so needs a zone.
    pub const fn needs_zone(self) -> bool {
        self.hours().is_none()
    }
}

/// The date range of a filter. Empty: all time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Period {
    /// The first moment that belongs to it.
    pub from: Option<Bound>,
    /// The first moment that does not belong to it any more.
    pub to: Option<Bound>,
    /// A span that ends now, instead of bounds.
    pub range: Option<RelativeRange>,
    /// The zone (IANA name) in which days begin.
    pub tz: Option<String>,
}

impl Period {
    /// Whether it holds all time.
    pub fn is_all_time(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.range.is_none()
    }

    /// What does not fit together: a span beside bounds, days without a zone, an end that is not after the start.
    pub fn contradictions(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.range.is_some() && (self.from.is_some() || self.to.is_some()) {
            errors.push(FieldError::new(
                "range",
                FieldCode::Contradiction,
                "`range` cannot stand beside `from` or `to`; use one or the other",
            ));
        }
        let by_day = matches!(self.from, Some(Bound::Day(_))) || matches!(self.to, Some(Bound::Day(_)));
        let needs_zone = by_day || self.range.is_some_and(RelativeRange::needs_zone);
        if needs_zone && self.tz.is_none() {
            errors.push(FieldError::new(
                "tz",
                FieldCode::Required,
                "a range of days needs `tz`, the zone in which they begin, such as `Europe/Dublin`",
            ));
        }
        let is_reversed = match (self.from, self.to) {
            (Some(Bound::Instant(from)), Some(Bound::Instant(to))) => from >= to,
            (Some(Bound::Day(from)), Some(Bound::Day(to))) => from >= to,
            _ => false,
        };
        if is_reversed {
            errors.push(FieldError::new(
                "to",
                FieldCode::OutOfRange,
                "`to` is exclusive and must lie after `from`",
            ));
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_times_or_days_and_write_back_as_read() {
        for text in ["2026-03-29", "2026-03-29T01:00:00.000000Z"] {
            assert_eq!(Bound::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-3-29",
            "2026-02-30",
            "2026-+1-+1",
            "-202-01-01",
            "2026- 1-01",
            "2026-1-001",
            "20260101-1",
            "now",
        ] {
            assert_eq!(Bound::parse(text), None, "{text}");
        }
    }
}
