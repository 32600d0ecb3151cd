use chrono_tz::Tz;
use daybook_shared::event::Event;
use daybook_shared::export::{ExportColumn, ExportFormat};
use daybook_shared::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::export::samples::{event, plain, rows};

fn written(events: &[Event], options: FileOptions) -> String {
    let mut formatter = CsvFormatter::new(options);
    let mut out = Vec::new();
    formatter.begin(&mut out).unwrap();
    // Two batches make the same file as one.
    let (first, second) = events.split_at(events.len() / 2);
    formatter.rows(&rows(first), &mut out).unwrap();
    formatter.rows(&rows(second), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The cells as a reader of the file gets them back, one apostrophe taken off where there is one.
fn read_back(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let cells = |record: csv::Result<csv::StringRecord>| {
        let decoded = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        record.unwrap().iter().map(decoded).collect()
    };
    reader.records().map(cells).collect()
}

#[test]
fn a_file_is_what_rfc_4180_says() {
    let event = Event {
        description: "=1+1, \"quoted\"\r\nand a second line".to_owned(),
        metadata: Some(Map::from_iter([("a".to_owned(), json!("b\"c"))])),
        ..plain()
    };
    let options = FileOptions {
        columns: vec![
            ExportColumn::Sequence,
            ExportColumn::Description,
            ExportColumn::Platform,
            ExportColumn::Metadata,
        ],
        byte_order_mark: true,
        ..FileOptions::of(ExportFormat::Csv, Timestamp(0))
    };
    assert_eq!(
        written(&[event], options),
        "\u{feff}sequence,description,platform,metadata\r\n7,\"'=1+1, \"\"quoted\"\"\r\nand a second line\",,\"{\"\"a\"\":\"\"b\\\"\"c\"\"}\"\r\n"
    );
}

#[test]
fn times_are_those_of_the_zone() {
    let options = |time_zone| FileOptions {
        columns: vec![ExportColumn::OccurredAt, ExportColumn::RecordedAt],
        time_zone,
        ..FileOptions::of(ExportFormat::Csv, Timestamp(0))
    };
    assert_eq!(
        written(&[plain()], options(Tz::Asia__Kolkata)),
        "occurred_at,recorded_at\r\n2026-07-01T15:30:00.000000+05:30,2026-07-01T15:30:01.500000+05:30\r\n"
    );
    assert_eq!(
        written(&[plain()], options(Tz::UTC)),
        "occurred_at,recorded_at\r\n2026-07-01T10:00:00.000000Z,2026-07-01T10:00:01.500000Z\r\n"
    );
}

#[test]
fn a_body_that_cannot_be_read_is_a_failure_that_names_the_event() {
    let position = rows(&[plain()]).first().unwrap();
    let mut broken = Rows::default();
    broken.push(position, "{\"actor\":1}");
    let error = CsvFormatter::new(FileOptions::of(ExportFormat::Csv, Timestamp(0)))
        .rows(&broken, &mut Vec::new())
        .unwrap_err();
    assert!(error.source_text().unwrap().contains("event 7"), "{error:?}");
}

/// The cell of an event's member, from the event as everybody else reads it.
fn expected(event: &Event, column: ExportColumn) -> String {
    let value = serde_json::to_value(event).unwrap();
    let pointer = match column {
        ExportColumn::ActorKind => "/actor/kind",
        ExportColumn::ActorId => "/actor/id",
        ExportColumn::ActorName => "/actor/name",
        ExportColumn::ActorAgent => "/actor/agent",
        ExportColumn::OnBehalfOfId => "/actor/on_behalf_of/id",
        ExportColumn::OnBehalfOfName => "/actor/on_behalf_of/name",
        ExportColumn::TargetType => "/targets/0/type",
        ExportColumn::TargetId => "/targets/0/id",
        ExportColumn::TargetName => "/targets/0/name",
        ExportColumn::TargetUrl => "/targets/0/url",
        ExportColumn::ErrorCode => "/error/code",
        ExportColumn::ErrorReason => "/error/reason",
        ExportColumn::ContextIp => "/context/ip",
        ExportColumn::ContextUserAgent => "/context/user_agent",
        ExportColumn::ContextRequestId => "/context/request_id",
        ExportColumn::OtherTargets => {
            let others = event.targets.get(1..).unwrap_or_default();
            return if others.is_empty() {
                String::new()
            } else {
                json!(others).to_string()
            };
        }
        of_the_same_name => &format!("/{}", of_the_same_name.name()),
    };
    match value.pointer(pointer) {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

proptest! {
    #[test]
    fn every_field_of_every_event_comes_back(events in prop::collection::vec(event(), 1..4)) {
        let rows = read_back(&written(&events, FileOptions::of(ExportFormat::Csv, Timestamp(0))));
        prop_assert_eq!(rows.len(), events.len() + 1);
        for (event, cells) in events.iter().zip(&rows[1..]) {
            prop_assert_eq!(cells.len(), ExportColumn::ALL.len());
            for (column, cell) in ExportColumn::ALL.iter().zip(cells) {
                prop_assert_eq!(cell, &expected(event, *column), "{}", column.name());
            }
        }
    }
}
