//! How much an export holds: rows and bytes, counted or expected, and how long it still takes.

use daybook_shared::export::{ExportColumn, ExportFormat, ExportProgress};
use daybook_shared::limits::MAX_SHEET_ROWS;
use daybook_shared::timestamp::Timestamp;

use crate::facets::Tally;
use crate::labels::tenths;
use crate::volume::number;

/// `3,410 rows`
pub fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{} rows", number(count)),
    }
}

/// The figure over the button: `1,284 rows`, `At least 2,000 rows`.
pub fn will_contain(tally: Tally) -> String {
    match (tally.count, tally.is_least) {
        (0, false) => "No rows".to_owned(),
        (0, true) => "Not counted".to_owned(),
        (count, false) => rows(count),
        (count, true) => format!("At least {}", rows(count)),
    }
}

/// What stands under the figure: how large the file will be, and how soon it can be there.
pub fn expected(tally: Tally, format: ExportFormat, columns: &[ExportColumn], pace: Option<u64>) -> String {
    let Tally { count, is_least } = tally;
    match (count, is_least, format.has_columns()) {
        (0, false, true) => return "Nothing matches: there would be only a header".to_owned(),
        (0, false, false) => return "Nothing matches: the file would be empty".to_owned(),
        (0, true, _) => return "Too much to count at once; the file will have all of it".to_owned(),
        _ => {}
    }
    let bytes = two_digits(count.saturating_mul(row_bytes(format, columns)));
    let least = if is_least { "At least" } else { "About" };
    let size = format!("{least} {}", size(bytes));
    match pace.filter(|pace| *pace > 0 && !is_least) {
        Some(pace) => format!("{size}, ready {}", soon(count / pace)),
        None => size,
    }
}

/// How long something takes, told before it begins.
fn soon(seconds: u64) -> String {
    match seconds {
        0..10 => "in a few seconds".to_owned(),
        10..90 => "in about a minute".to_owned(),
        90..5_400 => format!("in about {} minutes", seconds.div_ceil(60)),
        _ => format!("in about {} hours", seconds.div_ceil(3_600)),
    }
}

/// How many sheets a workbook needs.
pub fn sheets(rows: u64) -> u64 {
    rows.div_ceil(u64::from(MAX_SHEET_ROWS)).max(1)
}

/// Bytes of a row, about, as events of a team have them.
fn row_bytes(format: ExportFormat, columns: &[ExportColumn]) -> u64 {
    let cells: u64 = columns.iter().copied().map(cell_bytes).sum();
    match format {
        ExportFormat::Csv => cells + columns.len() as u64,
        ExportFormat::Jsonl => 740,
        // Compressed, of what repeats little is left.
        ExportFormat::Xlsx => cells * 3 / 10 + columns.len() as u64 / 2,
    }
}

const fn cell_bytes(column: ExportColumn) -> u64 {
    match column {
        ExportColumn::Description => 75,
        ExportColumn::Id | ExportColumn::OccurredAt | ExportColumn::RecordedAt => 31,
        ExportColumn::CorrelationId | ExportColumn::IdempotencyKey | ExportColumn::Metadata => 28,
        ExportColumn::TargetUrl | ExportColumn::ActorId | ExportColumn::TargetId => 22,
        ExportColumn::OtherTargets | ExportColumn::Changes | ExportColumn::ContextUserAgent => 12,
        _ => 10,
    }
}

/// The number with all but its first two digits rounded away.
fn two_digits(number: u64) -> u64 {
    let unit = number
        .checked_ilog10()
        .map_or(1, |digits| 10_u64.pow(digits.saturating_sub(1)));
    (number + unit / 2) / unit * unit
}

const KB: u64 = 1_000;
const MB: u64 = 1_000_000;
const GB: u64 = 1_000_000_000;

/// A size as people read it: `812 bytes`, `71 KB`, `13.6 MB`.
pub fn size(bytes: u64) -> String {
    let whole = |unit: u64| number((bytes + unit / 2) / unit);
    let parted = |unit: u64| tenths(bytes.cast_signed(), unit.cast_signed());
    // What would be rounded to the next unit is told in it.
    match bytes {
        0..KB => format!("{bytes} bytes"),
        KB..999_500 => format!("{} KB", whole(KB)),
        999_500..99_950_000 => format!("{} MB", parted(MB)),
        99_950_000..999_500_000 => format!("{} MB", whole(MB)),
        _ => format!("{} GB", parted(GB)),
    }
}

/// How much of it is written, of a hundred; none while nobody knows how much there will be.
pub fn percent(progress: ExportProgress) -> Option<u64> {
    let total = progress.rows_total.filter(|total| *total > 0)?;
    Some((progress.rows_done.saturating_mul(100) / total).min(100))
}

/// How fast rows are written, as far as it was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    since: Timestamp,
    from: u64,
}

impl Pace {
    /// Watches from now on.
    pub const fn begin(now: Timestamp, progress: ExportProgress) -> Self {
        Self {
            since: now,
            from: progress.rows_done,
        }
    }

    /// The same, or a new one where the export began again.
    #[must_use]
    pub fn go_on(self, now: Timestamp, progress: ExportProgress) -> Self {
        // What has not begun yet is not slow.
        if progress.rows_done < self.from || progress.rows_done == 0 {
            Self::begin(now, progress)
        } else {
            self
        }
    }

    /// Seconds until all rows are written; none while that is not to be known.
    pub fn seconds_left(self, now: Timestamp, progress: ExportProgress) -> Option<u64> {
        let left = progress.rows_total?.checked_sub(progress.rows_done)?;
        let written = progress
            .rows_done
            .checked_sub(self.from)
            .filter(|rows| *rows > 0)?;
        let micros = u64::try_from(now.0 - self.since.0)
            .ok()
            .filter(|micros| *micros > 0)?;
        let left = u128::from(left) * u128::from(micros) / u128::from(written);
        u64::try_from(left.div_ceil(1_000_000)).ok()
    }
}

/// How far an export is: `746,690 of 1,204,331 · 40 s left`.
pub fn progress(progress: ExportProgress, seconds_left: Option<u64>) -> String {
    let done = number(progress.rows_done);
    let Some(total) = progress.rows_total else {
        return format!("{done} written");
    };
    if total > 0 && progress.rows_done >= total {
        return format!("{done} written, the file is put together");
    }
    let far = format!("{done} of {}", number(total));
    match seconds_left {
        Some(seconds) => format!("{far} · {} left", left(seconds)),
        None => far,
    }
}

/// What is left, in steps that do not flicker.
fn left(seconds: u64) -> String {
    match seconds {
        0..=10 => format!("{seconds} s"),
        11..=90 => format!("{} s", seconds.next_multiple_of(5)),
        91..5_400 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn exactly(count: u64) -> Tally {
        Tally {
            count,
            is_least: false,
        }
    }

    const fn at_least(count: u64) -> Tally {
        Tally {
            count,
            is_least: true,
        }
    }

    const fn of(rows_done: u64, rows_total: Option<u64>) -> ExportProgress {
        ExportProgress {
            rows_done,
            rows_total,
        }
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        let told = [
            0,
            812,
            999,
            1_000,
            71_400,
            999_499,
            999_500,
            13_600_000,
            99_960_000,
            999_600_000,
            2_450_000_000,
        ]
        .map(size);
        assert_eq!(
            told,
            [
                "0 bytes",
                "812 bytes",
                "999 bytes",
                "1 KB",
                "71 KB",
                "999 KB",
                "1.0 MB",
                "13.6 MB",
                "100 MB",
                "1.0 GB",
                "2.5 GB"
            ]
        );
    }

    #[test]
    fn the_figure_says_what_is_known() {
        assert_eq!(will_contain(exactly(1_284)), "1,284 rows");
        assert_eq!(will_contain(exactly(1)), "1 row");
        assert_eq!(will_contain(exactly(0)), "No rows");
        assert_eq!(will_contain(at_least(2_000)), "At least 2,000 rows");
        assert_eq!(will_contain(at_least(0)), "Not counted");
    }

    #[test]
    fn what_is_expected_is_rough_and_never_less_than_what_comes() {
        let all = ExportColumn::ALL;
        let told = |tally, format, pace| expected(tally, format, all, pace);
        assert_eq!(
            told(exactly(0), ExportFormat::Csv, None),
            "Nothing matches: there would be only a header"
        );
        assert_eq!(
            told(exactly(0), ExportFormat::Jsonl, None),
            "Nothing matches: the file would be empty"
        );
        assert_eq!(told(exactly(1_000), ExportFormat::Jsonl, None), "About 740 KB");
        assert_eq!(
            told(exactly(1_000), ExportFormat::Jsonl, Some(500)),
            "About 740 KB, ready in a few seconds"
        );
        assert_eq!(
            told(at_least(1_000), ExportFormat::Jsonl, Some(500)),
            "At least 740 KB"
        );
        assert!(told(at_least(0), ExportFormat::Csv, None).starts_with("Too much to count"));
        let few = expected(exactly(1_000), ExportFormat::Csv, &all[..2], None);
        assert_eq!(few, "About 43 KB");
    }

    #[test]
    fn waits_are_told_in_words_before_and_in_figures_while() {
        assert_eq!(
            [3, 45, 300, 9_000].map(soon),
            [
                "in a few seconds",
                "in about a minute",
                "in about 5 minutes",
                "in about 3 hours"
            ]
        );
        assert_eq!(
            [0, 9, 11, 42, 91, 6_000].map(left),
            ["0 s", "9 s", "15 s", "45 s", "2 min", "2 h"]
        );
    }

    #[test]
    fn a_workbook_has_as_many_sheets_as_it_needs() {
        assert_eq!(
            [0, 1, 1_048_575, 1_048_576, 3_000_000].map(sheets),
            [1, 1, 1, 2, 3]
        );
    }

    #[test]
    fn two_digits_are_enough() {
        assert_eq!(
            [0, 7, 43, 405, 4_051, 995].map(two_digits),
            [0, 7, 43, 410, 4_100, 1_000]
        );
    }

    #[test]
    fn the_time_left_comes_from_what_was_watched() {
        let at = |seconds: i64| Timestamp(seconds * 1_000_000);
        let pace = Pace::begin(at(0), of(100_000, Some(1_000_000)));
        let later = of(300_000, Some(1_000_000));
        assert_eq!(pace.seconds_left(at(10), later), Some(35));
        assert_eq!(progress(later, Some(35)), "300,000 of 1,000,000 · 35 s left");
        assert_eq!(
            pace.seconds_left(at(10), of(100_000, Some(1_000_000))),
            None,
            "nothing moved"
        );
        assert_eq!(
            pace.seconds_left(at(10), of(300_000, None)),
            None,
            "nobody knows how much there is"
        );
        assert_eq!(pace.seconds_left(at(-5), later), None, "the clock was set back");
        assert_eq!(progress(of(300_000, None), None), "300,000 written");
    }

    #[test]
    fn an_export_that_begins_again_is_watched_anew() {
        let pace = Pace::begin(Timestamp(0), of(500, Some(1_000)));
        assert_eq!(pace.go_on(Timestamp(9), of(600, Some(1_000))), pace);
        let again = pace.go_on(Timestamp(9), of(0, Some(1_000)));
        assert_eq!(again, Pace::begin(Timestamp(9), of(0, Some(1_000))));
        let still = again.go_on(Timestamp(12), of(0, Some(1_000)));
        assert_eq!(
            still,
            Pace::begin(Timestamp(12), of(0, Some(1_000))),
            "waiting is not slow"
        );
    }

    #[test]
    fn hundredths_need_a_whole() {
        assert_eq!(percent(of(62, Some(100))), Some(62));
        assert_eq!(percent(of(9, Some(0))), None);
        assert_eq!(percent(of(9, None)), None);
        assert_eq!(percent(of(200, Some(100))), Some(100));
    }
}
