//! What requests say of exports, read field by field.

use daybook_shared::export::{ExportColumn, ExportFormat, NewExport};
use daybook_shared::page::{Order, Sort};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use serde_json::Value;

use crate::error::ApiResult;
use crate::fields::{self, Fields};

/// Reads an export to be made.
pub(super) fn new_export(body: Value, now: Timestamp) -> ApiResult<NewExport> {
    fields::read(body, |fields| {
        fields.require("format", "`csv`, `jsonl` or `xlsx`");
        fields.require("filter", "which events are meant; `{}` means all of them");
        let formats = ExportFormat::ALL.iter().map(|format| format.as_str());
        let format = fields.known("format", formats);
        let format = format.and_then(|name| ExportFormat::find(&name));
        let filter = fields.filter("filter", now);
        let columns = columns(fields);
        let time_zone = fields.time_zone("time_zone");
        let byte_order_mark = fields.boolean("byte_order_mark").unwrap_or(false);
        let sort = fields.known(
            "sort",
            [Sort::Occurred, Sort::Sequence].iter().map(|sort| sort.as_str()),
        );
        let order = fields.known(
            "order",
            [Order::Desc, Order::Asc].iter().map(|order| order.as_str()),
        );
        if columns.is_some() && format == Some(ExportFormat::Jsonl) {
            let detail = "JSON Lines are whole events; leave the columns out, or use `csv` or `xlsx`";
            fields.error("columns", FieldCode::Contradiction, detail);
        }
        if byte_order_mark && format.is_some_and(|format| format != ExportFormat::Csv) {
            let detail = "only CSV begins with a byte-order mark; leave it out, or use `csv`";
            fields.error("byte_order_mark", FieldCode::Contradiction, detail);
        }
        Some(NewExport {
            format: format?,
            filter: filter?,
            columns,
            time_zone,
            byte_order_mark,
            sort: match sort.as_deref() {
                Some("sequence") => Sort::Sequence,
                _ => Sort::Occurred,
            },
            order: match order.as_deref() {
                Some("asc") => Order::Asc,
                _ => Order::Desc,
            },
        })
    })
}

fn columns(fields: &mut Fields<'_>) -> Option<Vec<ExportColumn>> {
    if !fields.has("columns") {
        return None;
    }
    let values = fields.array("columns", ExportColumn::ALL.len());
    let mut columns = Vec::with_capacity(values.len());
    for (pointer, value) in &values {
        let column = value.as_str().and_then(ExportColumn::find);
        let (code, detail) = match column {
            Some(column) if columns.contains(&column) => (
                FieldCode::Contradiction,
                "this column stands further up already".to_owned(),
            ),
            Some(column) => {
                columns.push(column);
                continue;
            }
            None => {
                let names: Vec<&str> = ExportColumn::ALL.iter().map(|column| column.name()).collect();
                (
                    FieldCode::UnknownValue,
                    format!("use some of {}", names.join(", ")),
                )
            }
        };
        fields.errors().push(FieldError::new(pointer, code, detail));
    }
    if values.is_empty() {
        let detail = "name at least one column, or leave `columns` out to get all of them";
        fields.error("columns", FieldCode::Malformed, detail);
    }
    Some(columns)
}
