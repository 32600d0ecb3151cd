//! From rows to bytes.

use std::fs::File;

use chrono_tz::Tz;
use daybook_shared::export::{ExportColumn, ExportFormat};
use daybook_shared::limits::MAX_SHEET_ROWS;
use daybook_shared::timestamp::Timestamp;

use super::csv::CsvFormatter;
use super::xlsx::XlsxFormatter;
use crate::error::ApiResult;
use crate::store::events::rows::Rows;

/// How somebody wants their file.
#[derive(Debug, Clone)]
pub struct FileOptions {
    /// What it is.
    pub format: ExportFormat,
    /// The columns, in their order; JSON Lines have none.
    pub columns: Vec<ExportColumn>,
    /// The zone whose local times it shows; JSON Lines keep UTC.
    pub time_zone: Tz,
    /// CSV: whether a byte-order mark comes first, by which Excel knows UTF-8.
    pub byte_order_mark: bool,
    /// Workbooks: when they were asked for, which is when they say that they were made. One that is made again has the
    /// same bytes.
    pub requested_at: Timestamp,
}

impl FileOptions {
    /// A file of this format for which nobody chose anything.
    pub fn of(format: ExportFormat, requested_at: Timestamp) -> Self {
        Self {
            format,
            columns: ExportColumn::ALL.to_vec(),
            time_zone: Tz::UTC,
            byte_order_mark: false,
            requested_at,
        }
    }
}

/// Makes the bytes of a file, batch by batch.
pub enum Formatter {
    /// CSV.
    Csv(Box<CsvFormatter>),
    /// JSON Lines.
    Jsonl,
    /// A workbook, which is kept in temporary files until it is finished.
    Xlsx(Box<XlsxFormatter>),
}

impl Formatter {
    /// Begins a file.
    pub fn new(options: FileOptions) -> ApiResult<Self> {
        Ok(match options.format {
            ExportFormat::Csv => Self::Csv(Box::new(CsvFormatter::new(options))),
            ExportFormat::Jsonl => Self::Jsonl,
            ExportFormat::Xlsx => Self::Xlsx(Box::new(XlsxFormatter::new(options, MAX_SHEET_ROWS)?)),
        })
    }

    /// Adds what stands before the first row.
    pub fn begin(&self, out: &mut Vec<u8>) -> ApiResult<()> {
        match self {
            Self::Csv(csv) => csv.begin(out),
            Self::Jsonl | Self::Xlsx(_) => Ok(()),
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
            Self::Xlsx(xlsx) => xlsx.rows(rows),
        }
    }

    /// What is still to be added behind the last row, as a file that stands at its beginning. Of a workbook that is
    /// every byte, and this takes as long as to compress them: it is for a thread on which nobody waits.
    pub fn finish(self) -> ApiResult<Option<File>> {
        match self {
            Self::Csv(_) | Self::Jsonl => Ok(None),
            Self::Xlsx(xlsx) => xlsx.finish().map(Some),
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
