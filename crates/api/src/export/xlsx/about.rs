//! The sheet that says what the others hold, and what they cannot.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// What there is to say.
pub(super) struct About {
    pub events: u64,
    pub sheets: usize,
    pub zone: &'static str,
    pub cut: u64,
}

const NAME: &str = "About";
/// Widths of its columns, in characters.
const WIDTHS: [(u16, u16); 2] = [(0, 24), (1, 96)];

impl About {
    /// Adds it behind the others.
    pub(super) fn write(&self, workbook: &mut Workbook, name: &Format) -> Result<(), XlsxError> {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(NAME)?;
        for (column, width) in WIDTHS {
            sheet.set_column_width(column, width)?;
        }
        for (row, (label, value)) in (0..).zip(self.rows()) {
            sheet.write_string_with_format(row, 0, label, name)?;
            match value {
                Value::Count(count) => sheet.write_number(row, 1, count as f64)?,
                Value::Text(text) => sheet.write_string(row, 1, text)?,
            };
        }
        Ok(())
    }

    fn rows(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Events", Value::Count(self.events)),
            ("Sheets of events", Value::Count(self.sheets as u64)),
            (
                "Times",
                Value::Text(format!("as a clock of {} shows them", self.zone)),
            ),
            (
                "Digits of times",
                Value::Text("to the millisecond; CSV and JSON Lines hold six digits".to_owned()),
            ),
            (
                "Times as text",
                Value::Text("those before 1900 and after 9999, which Excel cannot count".to_owned()),
            ),
            ("Cells that were cut", Value::Count(self.cut)),
            (
                "Longest cell",
                Value::Text(
                    "32,767 characters, which is all that Excel holds; CSV and JSON Lines hold the whole"
                        .to_owned(),
                ),
            ),
        ]
    }
}

enum Value {
    Count(u64),
    Text(String),
}
