//! Workbooks: a row an event, a column a field, numbers and times as Excel's own; bounded memory, whatever the size.

mod about;
mod columns;
mod fault;
mod moment;
mod text;

use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use chrono_tz::Tz;
use daybook_shared::export::ExportColumn;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use self::about::About;
use super::cells::{self, EventText};
use super::format::FileOptions;
use crate::error::ApiResult;
use crate::store::events::rows::Rows;

/// Makes a workbook of events. Its rows lie in temporary files, uncompressed, until it is finished. Those have no names:
/// nothing stays of them when it is dropped, or the process killed.
pub struct XlsxFormatter {
    workbook: Workbook,
    layout: Layout,
    /// Of all sheets, and their rows as the current one counts them, its names included.
    sheets: usize,
    next_row: u32,
    totals: Totals,
}

/// What is the same on every sheet.
struct Layout {
    columns: Vec<ExportColumn>,
    zone: Tz,
    rows_per_sheet: u32,
    name: Format,
    time: Format,
}

#[derive(Debug, Default)]
struct Totals {
    events: u64,
    cut: u64,
    /// No less than the bytes of all cells before they are compressed.
    bytes: u64,
}

impl XlsxFormatter {
    /// Begins a workbook with so many events on a sheet.
    pub(super) fn new(options: FileOptions, rows_per_sheet: u32) -> ApiResult<Self> {
        let mut workbook = Workbook::new();
        let made_at = ExcelDateTime::from_timestamp(options.requested_at.0 / 1_000_000).map_err(fault::of)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
        let mut formatter = Self {
            workbook,
            layout: Layout {
                columns: options.columns,
                zone: options.time_zone,
                rows_per_sheet,
                name: Format::new().set_bold(),
                time: Format::new().set_num_format(moment::SHOWN),
            },
            sheets: 0,
            next_row: 0,
            totals: Totals::default(),
        };
        formatter.begin_sheet().map_err(fault::of)?;
        Ok(formatter)
    }

    /// Adds a row for each event.
    pub(super) fn rows(&mut self, rows: &Rows) -> ApiResult<()> {
        fault::caught(|| {
            for (position, body) in rows.iter() {
                let event = cells::read(position, body)?;
                self.add(&event).map_err(fault::of)?;
            }
            Ok(())
        })
    }

    /// Compresses it into a temporary file without a name, which stands at its beginning. Blocks, for about as long as
    /// everything before took.
    pub(super) fn finish(mut self) -> ApiResult<File> {
        fault::caught(move || {
            self.end_sheet().map_err(fault::of)?;
            let about = About {
                events: self.totals.events,
                sheets: self.sheets,
                zone: self.layout.zone.name(),
                cut: self.totals.cut,
            };
            about
                .write(&mut self.workbook, &self.layout.name)
                .map_err(fault::of)?;
            // Only where it is needed: not every reader knows such archives.
            self.workbook
                .use_zip_large_file(self.totals.bytes > u64::from(u32::MAX));
            let mut file = tempfile::tempfile().map_err(fault::of_io)?;
            let mut writer = BufWriter::new(&mut file);
            self.workbook.save_to_writer(&mut writer).map_err(fault::of)?;
            writer.flush().map_err(fault::of_io)?;
            drop(writer);
            file.rewind().map_err(fault::of_io)?;
            Ok(file)
        })
    }

    fn add(&mut self, event: &EventText<'_>) -> Result<(), XlsxError> {
        if self.next_row > self.layout.rows_per_sheet {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        self.layout.write(event, sheet, self.next_row, &mut self.totals)?;
        self.next_row += 1;
        self.totals.events += 1;
        Ok(())
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        self.sheets += 1;
        let name = match self.sheets {
            1 => "Events".to_owned(),
            number => format!("Events {number}"),
        };
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (place, column) in self.layout.places() {
            sheet.set_column_width(place, columns::width(column))?;
            if is_time(column) {
                sheet.set_column_format(place, &self.layout.time)?;
            }
            sheet.write_string_with_format(0, place, column.name(), &self.layout.name)?;
        }
        self.next_row = 1;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        if let Some((last, _)) = self.layout.places().last() {
            sheet.autofilter(0, 0, self.next_row - 1, last)?;
        }
        Ok(())
    }
}

impl Layout {
    fn places(&self) -> impl Iterator<Item = (u16, ExportColumn)> {
        (0..).zip(self.columns.iter().copied())
    }

    fn write(
        &self,
        event: &EventText<'_>,
        sheet: &mut Worksheet,
        row: u32,
        totals: &mut Totals,
    ) -> Result<(), XlsxError> {
        let mut room = String::new();
        for (place, column) in self.places() {
            let time = time(column, event);
            if let Some(moment) = time.and_then(|stored| moment::of(stored, self.zone)) {
                totals.bytes += BYTES_OF_A_CELL;
                sheet.write_datetime(row, place, moment)?;
                continue;
            }
            let text = cells::cell(column, event, self.zone, &mut room);
            totals.bytes += bytes_of(text);
            match number(column, text) {
                Some(number) => sheet.write_number(row, place, number)?,
                None => {
                    let (text, is_cut) = text::fitting(text);
                    totals.cut += u64::from(is_cut);
                    sheet.write_string(row, place, text::readable(text))?
                }
            };
        }
        Ok(())
    }
}

const fn is_time(column: ExportColumn) -> bool {
    matches!(column, ExportColumn::OccurredAt | ExportColumn::RecordedAt)
}

fn time<'e>(column: ExportColumn, event: &'e EventText<'_>) -> Option<&'e str> {
    match column {
        ExportColumn::OccurredAt => Some(event.occurred_at.as_str()),
        ExportColumn::RecordedAt => Some(event.recorded_at.as_str()),
        _ => None,
    }
}

/// The place in the log as a number, as long as Excel's fifteen digits hold it.
fn number(column: ExportColumn, text: &str) -> Option<f64> {
    const DIGITS: usize = 15;
    let is_number = column == ExportColumn::Sequence && text.len() <= DIGITS;
    is_number.then(|| text.parse().ok()).flatten()
}

/// What a cell takes beside its text, no less.
const BYTES_OF_A_CELL: u64 = 80;

/// What a cell takes, no less: some characters are written as seven.
fn bytes_of(text: &str) -> u64 {
    let longer = text.bytes().filter(|byte| *byte < b' ' || b"&<>_".contains(byte));
    BYTES_OF_A_CELL + text.len() as u64 + 6 * longer.count() as u64
}

#[cfg(test)]
mod tests;
