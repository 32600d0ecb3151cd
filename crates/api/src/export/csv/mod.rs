//! CSV: UTF-8, RFC 4180, one row an event, one column a field.

mod cell;

use csv::{Terminator, Writer, WriterBuilder};

use super::cells;
use super::format::FileOptions;
use crate::error::{ApiError, ApiResult};
use crate::store::events::rows::Rows;

const BYTE_ORDER_MARK: &str = "\u{feff}";
const BUFFER_BYTES: usize = 64 * 1024;

/// Makes CSV of events.
#[derive(Debug)]
pub struct CsvFormatter {
    options: FileOptions,
    scratch: Scratch,
}

/// Room for cells that are not in the body as they are written.
#[derive(Debug, Default)]
struct Scratch {
    made: String,
    neutral: String,
}

impl CsvFormatter {
    pub(super) fn new(options: FileOptions) -> Self {
        Self {
            options,
            scratch: Scratch::default(),
        }
    }

    /// The byte-order mark, where one is wanted, and the names of the columns.
    pub(super) fn begin(&self, out: &mut Vec<u8>) -> ApiResult<()> {
        if self.options.byte_order_mark {
            out.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
        }
        let mut writer = writer(out);
        let names = self.options.columns.iter().map(|column| column.name());
        writer.write_record(names).map_err(ApiError::internal)?;
        writer.flush().map_err(ApiError::internal)
    }

    /// Adds a row for each event.
    pub(super) fn rows(&mut self, rows: &Rows, out: &mut Vec<u8>) -> ApiResult<()> {
        let mut writer = writer(out);
        for (position, body) in rows.iter() {
            let event = cells::read(position, body)?;
            for column in &self.options.columns {
                let text = cells::cell(*column, &event, self.options.time_zone, &mut self.scratch.made);
                let text = cell::neutralised(text, &mut self.scratch.neutral);
                writer.write_field(text).map_err(ApiError::internal)?;
            }
            writer.write_record(None::<&[u8]>).map_err(ApiError::internal)?;
        }
        writer.flush().map_err(ApiError::internal)
    }
}

fn writer(out: &mut Vec<u8>) -> Writer<&mut Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .buffer_capacity(BUFFER_BYTES)
        .from_writer(out)
}

#[cfg(test)]
mod tests;
