use std::io::{BufReader, Read as _};
use std::time::Duration;

use calamine::{Data, Reader as _, Xlsx};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use daybook_shared::event::{Change, Event};
use daybook_shared::export::ExportFormat;
use daybook_shared::limits::MAX_SHEET_ROWS;
use daybook_shared::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::export::format::Formatter;
use crate::export::samples::{event, plain, rows};

type Workbook = Xlsx<BufReader<File>>;

fn options(columns: &[ExportColumn], time_zone: Tz) -> FileOptions {
    FileOptions {
        columns: columns.to_vec(),
        time_zone,
        ..FileOptions::of(ExportFormat::Xlsx, Timestamp(0))
    }
}

fn written(events: &[Event], options: FileOptions, rows_per_sheet: u32) -> Workbook {
    let mut formatter = XlsxFormatter::new(options, rows_per_sheet).unwrap();
    // Two batches make the same file as one.
    let (first, second) = events.split_at(events.len() / 2);
    formatter.rows(&rows(first)).unwrap();
    formatter.rows(&rows(second)).unwrap();
    Xlsx::new(BufReader::new(formatter.finish().unwrap())).unwrap()
}

/// The rows of a sheet, that of names too.
fn sheet(workbook: &mut Workbook, name: &str) -> Vec<Vec<Data>> {
    let range = workbook.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

fn about(workbook: &mut Workbook, label: &str) -> String {
    let rows = sheet(workbook, "About");
    let row = rows.iter().find(|row| row[0] == *label);
    row.unwrap()[1].to_string()
}

/// What a clock shows at a number of Excel's days. It takes 1900 for a leap year, whose 29 February is day 60.
fn shown(days: f64) -> NaiveDateTime {
    let before_first = NaiveDate::from_ymd_opt(1899, 12, if days < 60.0 { 31 } else { 30 });
    let midnight = before_first.unwrap().and_hms_opt(0, 0, 0).unwrap();
    midnight + TimeDelta::milliseconds((days * 86_400_000.0).round() as i64)
}

/// What a CSV file has in the same rows, the name's row first.
fn csv_cells(events: &[Event], options: FileOptions) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let csv = FileOptions {
        format: ExportFormat::Csv,
        ..options
    };
    let mut formatter = Formatter::new(csv).unwrap();
    formatter.begin(&mut out).unwrap();
    formatter.rows(&rows(events), &mut out).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(out.as_slice());
    let decoded = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(decoded).collect())
        .collect()
}

/// Whether a cell says what CSV says.
fn is_same(cell: &Data, csv: &str) -> bool {
    match cell {
        Data::Empty => csv.is_empty(),
        Data::String(text) => text == csv,
        Data::Float(number) => csv.parse() == Ok(*number),
        Data::Int(number) => csv.parse() == Ok(*number),
        // To the millisecond that has begun; behind that CSV has the offset.
        Data::DateTime(days) => {
            let clock = shown(days.as_f64()).format("%Y-%m-%dT%H:%M:%S%.3f");
            csv.starts_with(&clock.to_string())
        }
        _ => false,
    }
}

fn assert_same(events: &[Event], time_zone: Tz) {
    let options = options(ExportColumn::ALL, time_zone);
    let mut workbook = written(events, options.clone(), MAX_SHEET_ROWS);
    let (found, expected) = (sheet(&mut workbook, "Events"), csv_cells(events, options));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        for (place, csv) in expected.iter().enumerate() {
            let cell = found.get(place).unwrap_or(&Data::Empty);
            assert!(is_same(cell, csv), "{cell:?} is not {csv:?}");
        }
    }
}

#[test]
fn numbers_and_times_are_excels_own_and_the_rest_is_text() {
    let event = Event {
        occurred_at: "2026-07-01T10:00:00.123456Z".parse().unwrap(),
        correlation_id: Some("007".to_owned()),
        description: "=1+1".to_owned(),
        ..plain()
    };
    let columns = [
        ExportColumn::Sequence,
        ExportColumn::OccurredAt,
        ExportColumn::CorrelationId,
        ExportColumn::Platform,
        ExportColumn::Description,
    ];
    let mut workbook = written(&[event], options(&columns, Tz::Asia__Kolkata), MAX_SHEET_ROWS);
    let [names, cells] = sheet(&mut workbook, "Events").try_into().unwrap();
    let names: Vec<String> = names.iter().map(Data::to_string).collect();
    assert_eq!(
        names,
        [
            "sequence",
            "occurred_at",
            "correlation_id",
            "platform",
            "description"
        ]
    );
    assert_eq!(cells[0], Data::Float(7.0));
    let Data::DateTime(days) = &cells[1] else {
        panic!("{:?}", cells[1]);
    };
    assert_eq!(shown(days.as_f64()).to_string(), "2026-07-01 15:30:00.123");
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cells[2..], [text("007"), Data::Empty, text("=1+1")]);
    let formulas = workbook.worksheet_formula("Events").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    assert_eq!(
        about(&mut workbook, "Times"),
        "as a clock of Asia/Kolkata shows them"
    );
}

#[test]
fn hostile_texts_come_back_as_they_are() {
    let texts = [
        "=HYPERLINK(\"https://evil.example\",\"x\")",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "{=1}",
        "'quoted",
        "https://example.com/a b?c=<d>&e",
        "mailto:a@example.com",
        "internal:Sheet1!A1",
        "שלום \u{202e}dcba\u{202c}",
        "😀👩‍👩‍👧 é",
        " leading, trailing ",
        "\ttab\r\nand lines\n",
        "\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff}",
        "_x0041_ and _x0041_x0042_ and _x005F_x0041_",
        "_x004é_ _x",
        "<b>&amp;]]>",
        "TRUE",
        "1e5",
        "2026-07-01",
        "#N/A",
    ];
    let events: Vec<Event> = texts
        .iter()
        .map(|text| Event {
            description: (*text).to_owned(),
            correlation_id: Some((*text).to_owned()),
            ..plain()
        })
        .collect();
    assert_same(&events, Tz::Europe__Dublin);

    // The one text that Excel's own way to write such characters would lose.
    let misread = Event {
        description: "a_x0041\u{1}b".to_owned(),
        ..plain()
    };
    let mut workbook = written(&[misread], options(&[ExportColumn::Description], Tz::UTC), 1);
    let cells = sheet(&mut workbook, "Events");
    assert_eq!(cells[1][0], Data::String("a_x0041␁b".to_owned()));
}

#[test]
fn a_cell_that_excel_cannot_hold_is_cut_visibly_and_counted() {
    let change = |letters: usize| Change {
        after: Some(json!("ü".repeat(letters))),
        before: None,
        field: "text".to_owned(),
    };
    let event = |letters| Event {
        changes: vec![change(letters)],
        ..plain()
    };
    let columns = [ExportColumn::Changes];
    let events = [event(40_000), event(100), event(50_000)];
    let mut workbook = written(&events, options(&columns, Tz::UTC), MAX_SHEET_ROWS);
    let cells = sheet(&mut workbook, "Events");
    for row in [1, 3] {
        let text = cells[row][0].to_string();
        assert_eq!(text.encode_utf16().count(), text::MAX_UNITS);
        assert!(text.starts_with("[{\"after\":\"üü") && text.ends_with(text::CUT_MARK));
    }
    assert!(cells[2][0].to_string().ends_with("\"field\":\"text\"}]"));
    assert_eq!(about(&mut workbook, "Cells that were cut"), "2");
}

#[test]
fn sheets_are_split_and_each_has_names() {
    let events: Vec<Event> = (1..=7).map(|sequence| Event { sequence, ..plain() }).collect();
    let columns = [ExportColumn::Sequence, ExportColumn::Id];
    for (count, expected) in [
        (0, vec![0]),
        (2, vec![2]),
        (3, vec![3]),
        (4, vec![3, 1]),
        (7, vec![3, 3, 1]),
    ] {
        let mut workbook = written(&events[..count], options(&columns, Tz::UTC), 3);
        let names = workbook.sheet_names();
        let mut wanted = vec!["Events".to_owned()];
        wanted.extend((2..=expected.len()).map(|number| format!("Events {number}")));
        wanted.push("About".to_owned());
        assert_eq!(names, wanted);
        let mut next = 1.0;
        for (name, rows) in names.iter().zip(&expected) {
            let cells = sheet(&mut workbook, name);
            assert_eq!(cells[0][0].to_string(), "sequence");
            assert_eq!(cells.len(), rows + 1, "{name} of {count}");
            for row in &cells[1..] {
                assert_eq!(row[0], Data::Float(next));
                next += 1.0;
            }
        }
        assert_eq!(about(&mut workbook, "Events"), count.to_string());
        assert_eq!(
            about(&mut workbook, "Sheets of events"),
            expected.len().to_string()
        );
    }
}

#[test]
fn times_that_excel_cannot_count_are_text_as_in_csv() {
    let at = |occurred_at: &str| Event {
        occurred_at: occurred_at.parse().unwrap(),
        ..plain()
    };
    let events = [
        at("1899-12-31T23:00:00.000001Z"),
        at("1850-01-01T12:00:00Z"),
        at("9999-12-31T23:30:00Z"),
        at("1900-02-28T23:00:00Z"),
        at("1900-03-01T00:00:00Z"),
    ];
    for zone in [Tz::UTC, Tz::America__New_York, Tz::Asia__Tokyo] {
        assert_same(&events, zone);
    }
    let mut workbook = written(&events, options(&[ExportColumn::OccurredAt], Tz::UTC), 10);
    let cells = sheet(&mut workbook, "Events");
    assert_eq!(
        cells[1][0],
        Data::String("1899-12-31T23:00:00.000001Z".to_owned())
    );
    assert!(matches!(cells[3][0], Data::DateTime(_)));
}

#[test]
fn a_body_that_cannot_be_read_is_a_failure_that_names_the_event() {
    let position = rows(&[plain()]).first().unwrap();
    let mut broken = Rows::default();
    broken.push(position, "{\"actor\":1}");
    let mut formatter = XlsxFormatter::new(FileOptions::of(ExportFormat::Xlsx, Timestamp(0)), 10).unwrap();
    let error = formatter.rows(&broken).unwrap_err();
    assert!(error.source_text().unwrap().contains("event 7"), "{error:?}");
}

#[test]
fn made_again_it_has_the_same_bytes() {
    let bytes = || {
        let options = FileOptions::of(ExportFormat::Xlsx, Timestamp(1_000_000));
        let mut formatter = XlsxFormatter::new(options, 10).unwrap();
        formatter.rows(&rows(&[plain()])).unwrap();
        let mut bytes = Vec::new();
        formatter.finish().unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let first = bytes();
    // A workbook's times are told in seconds.
    std::thread::sleep(Duration::from_millis(1_100));
    assert!(bytes() == first);
}

/// From 1899 to Excel's end.
const MICROS: std::ops::Range<i64> = -2_240_524_800_000_000..253_402_300_800_000_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_cell_is_that_of_csv(
        events in prop::collection::vec(event(), 1..4),
        micros in MICROS,
        zone in 0..chrono_tz::TZ_VARIANTS.len(),
    ) {
        let events: Vec<Event> = events
            .into_iter()
            .map(|event| Event { recorded_at: Timestamp(micros), ..event })
            .collect();
        assert_same(&events, chrono_tz::TZ_VARIANTS[zone]);
    }
}
