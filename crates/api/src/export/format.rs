//! From rows to bytes.

use super::csv::{CsvFormatter, CsvOptions};
use crate::error::ApiResult;
use crate::store::events::rows::Rows;

/// What an export can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One column for each field.
    Csv,
    /// The stored bytes, one event a line.
    Jsonl,
}

impl Format {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Jsonl];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// Finds a format by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

/// Makes the bytes of an export, batch by batch.
pub enum Formatter {
    /// CSV.
    Csv(Box<CsvFormatter>),
    /// JSON Lines.
    Jsonl,
}

impl Formatter {
    /// CSV as somebody wants it.
    pub fn csv(options: CsvOptions) -> Self {
        Self::Csv(Box::new(CsvFormatter::new(options)))
    }

    /// Adds what stands before the first row.
    pub fn begin(&self, out: &mut Vec<u8>) -> ApiResult<()> {
        match self {
            Self::Csv(csv) => csv.begin(out),
            Self::Jsonl => Ok(()),
        }
    }

    /// Adds rows.
    pub fn rows(&mut self, rows: &Rows, out: &mut Vec<u8>) -> ApiResult<()> {
        match self {
            Self::Csv(csv) => csv.rows(rows, out),
            Self::Jsonl => {
                lines(rows, out);
                Ok(())
            }
        }
    }
}

/// The stored bytes, one event a line: compact JSON holds no line's end.
fn lines(rows: &Rows, out: &mut Vec<u8>) {
    out.reserve(rows.bytes() + rows.len());
    for body in rows.bodies() {
        out.extend_from_slice(body.as_bytes());
        out.push(b'\n');
    }
}
