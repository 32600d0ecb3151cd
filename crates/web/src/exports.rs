//! Exports in words: what they hold, how far they are, what can be done with them.

use chrono::{Datelike, NaiveDate};
use daybook_shared::export::{Export, ExportColumn, ExportFormat, ExportState};
use daybook_shared::page::Order;
use daybook_shared::timestamp::Timestamp;

use crate::chips::{Chip, Part};
use crate::export_size;
use crate::time::LocalTime;

/// The columns that hold what the log shows.
pub const ON_SCREEN: &[ExportColumn] = &[
    ExportColumn::OccurredAt,
    ExportColumn::Type,
    ExportColumn::Description,
    ExportColumn::ErrorReason,
    ExportColumn::Platform,
    ExportColumn::ActorName,
    ExportColumn::State,
];

/// How a state looks: its word, its icon, its tone.
pub const fn look(state: ExportState) -> (&'static str, &'static str, Option<&'static str>) {
    match state {
        ExportState::Queued => ("Waiting", "clock", None),
        ExportState::Running => ("Processing", "half", Some("info")),
        ExportState::Succeeded => ("Ready", "check-ring", Some("ok")),
        ExportState::Failed => ("Failed", "x-ring", Some("danger")),
        ExportState::Cancelled => ("Cancelled", "x-ring", None),
        ExportState::Expired => ("Expired", "hourglass", None),
    }
}

/// What can be done with an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It is stopped.
    Cancel,
    /// Its file is fetched.
    Download,
    /// It is made again.
    Again,
}

/// The one thing that can be done with an export in that state, and what its button says.
pub const fn act(state: ExportState) -> (Act, &'static str) {
    match state {
        ExportState::Queued | ExportState::Running => (Act::Cancel, "Cancel"),
        ExportState::Succeeded => (Act::Download, "Download"),
        ExportState::Failed => (Act::Again, "Try again"),
        ExportState::Cancelled | ExportState::Expired => (Act::Again, "Run again"),
    }
}

/// What stands under the state: until when there is a file, why there is none. Of one that runs its progress says more.
pub fn remark(export: &Export, today: NaiveDate, local: impl Fn(Timestamp) -> LocalTime) -> Option<String> {
    let reason = || export.error.as_ref().map(|error| error.reason.clone());
    match export.state {
        ExportState::Queued => Some(match reason() {
            Some(reason) => format!("Tried again by itself. {reason}"),
            None => "Begins when its turn comes".to_owned(),
        }),
        ExportState::Running | ExportState::Failed => reason(),
        ExportState::Succeeded => Some(format!("Until {}", on(&local(export.expires_at?), today))),
        ExportState::Cancelled => {
            let who = export.cancelled_by.as_ref();
            let who = who.map(|actor| format!("By {}", actor.name));
            let far = export_size::percent(export.progress).filter(|percent| *percent > 0);
            let words = who
                .into_iter()
                .chain(far.map(|percent| format!("at {percent} %")));
            let words = words.collect::<Vec<_>>().join(", ");
            (!words.is_empty()).then_some(words)
        }
        ExportState::Expired => Some(format!("File removed on {}", local(export.expires_at?).day())),
    }
}

/// `Sat 28 Nov, 11:02`; with its year where that is another.
fn on(local: &LocalTime, today: NaiveDate) -> String {
    if local.date.year() == today.year() {
        local.short()
    } else {
        format!("{}, {}", local.day(), local.minute())
    }
}

/// When it was asked for: `Today 14:31`, `Yesterday 17:20`, `Wed 18 Nov, 16:44`.
pub fn when(local: &LocalTime, today: NaiveDate) -> String {
    match today.signed_duration_since(local.date).num_days() {
        0 => format!("Today {}", local.minute()),
        1 => format!("Yesterday {}", local.minute()),
        _ => on(local, today),
    }
}

/// The parts of a filter in words, `Everything` where there is none.
pub fn parts(chips: &[Chip]) -> Vec<String> {
    let words: Vec<String> = chips.iter().map(part).collect();
    if words.is_empty() {
        return vec!["Everything".to_owned()];
    }
    words
}

fn part(chip: &Chip) -> String {
    match chip.part {
        Part::Period => chip.value.clone(),
        _ => chip.sentence(),
    }
}

/// What an export holds beside its filter, where somebody chose: format, columns, order.
pub fn kind(export: &Export) -> Vec<String> {
    let mut words = vec![export.format.label().to_owned()];
    let columns = export.columns.as_ref().map(Vec::len);
    match columns.filter(|count| *count < ExportColumn::ALL.len()) {
        Some(1) => words.push("1 column".to_owned()),
        Some(count) => words.push(format!("{count} columns")),
        None => {}
    }
    if export.order == Order::Asc {
        words.push("Oldest first".to_owned());
    }
    words
}

/// The zone of the times in the file.
pub fn zone(export: &Export) -> &str {
    if export.format == ExportFormat::Jsonl {
        "UTC"
    } else {
        &export.time_zone
    }
}

/// An export in a sentence: `Platform is TikTok, 7 – 20 Nov: 3,410 rows, CSV`. `what` is its filter.
pub fn sentence(what: &str, export: &Export) -> String {
    let rows = export.rows.map(export_size::rows);
    let after: Vec<String> = rows
        .into_iter()
        .chain([export.format.label().to_owned()])
        .collect();
    format!("{what}: {}", after.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::chips;
    use crate::directory::Directory;

    fn export(changes: serde_json::Value) -> Export {
        let mut whole = json!({
            "id": "exp_01jd2a5v3k4m5n6p7q8r9s0t1v", "state": "succeeded", "format": "csv", "filter": {}, "time_zone": "Europe/Dublin",
            "sort": "occurred", "order": "desc", "up_to_sequence": 9, "progress": {"rows_done": 3410, "rows_total": 3410},
            "requested_by": {"kind": "member", "id": "usr_1", "name": "Sarah Chen"}, "requested_at": "2026-11-21T11:02:00Z",
        });
        let whole_map = whole.as_object_mut().unwrap();
        whole_map.extend(changes.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    fn told(changes: serde_json::Value) -> Option<String> {
        remark(&export(changes), "2026-11-21".parse().unwrap(), LocalTime::utc)
    }

    #[test]
    fn under_each_state_stands_what_it_means() {
        let expires = "2026-11-28T11:02:00Z";
        let cases = [
            (json!({"state": "queued"}), Some("Begins when its turn comes")),
            (json!({"state": "running"}), None),
            (json!({"expires_at": expires}), Some("Until Sat 28 Nov, 11:02")),
            (
                json!({"expires_at": "2027-01-02T11:02:00Z"}),
                Some("Until Sat 2 Jan 2027, 11:02"),
            ),
            (
                json!({"state": "failed", "error": {"code": "x", "reason": "The disk is full."}}),
                Some("The disk is full."),
            ),
            (
                json!({"state": "running", "error": {"code": "x", "reason": "The store is away."}}),
                Some("The store is away."),
            ),
            (
                json!({"state": "expired", "expires_at": expires}),
                Some("File removed on Sat 28 Nov 2026"),
            ),
            (json!({"state": "cancelled"}), Some("at 100 %")),
            (
                json!({"state": "cancelled", "cancelled_by": {"kind": "member", "name": "Jonas"}, "progress": {"rows_done": 12, "rows_total": 99}}),
                Some("By Jonas, at 12 %"),
            ),
            (
                json!({"state": "cancelled", "cancelled_by": {"kind": "member", "name": "Jonas"}, "progress": {"rows_done": 0}}),
                Some("By Jonas"),
            ),
        ];
        for (changes, text) in cases {
            assert_eq!(told(changes.clone()).as_deref(), text, "{changes}");
        }
    }

    #[test]
    fn whoever_asked_reads_when() {
        let today = "2026-11-21".parse().unwrap();
        let at = |text: &str| when(&LocalTime::utc(text.parse().unwrap()), today);
        assert_eq!(at("2026-11-21T14:30:09Z"), "Today 14:30");
        assert_eq!(at("2026-11-20T17:20:00Z"), "Yesterday 17:20");
        assert_eq!(at("2026-11-18T16:44:00Z"), "Wed 18 Nov, 16:44");
        assert_eq!(at("2025-11-18T16:44:00Z"), "Tue 18 Nov 2025, 16:44");
    }

    #[test]
    fn a_filter_is_told_part_by_part() {
        let words = |query: &str| {
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            let filter = daybook_shared::filter::EventFilter::from_pairs(pairs).unwrap();
            parts(&chips::chips(
                &filter,
                &Directory::default(),
                "UTC",
                LocalTime::utc,
            ))
        };
        assert_eq!(words(""), ["Everything"]);
        assert_eq!(
            words("state=failed&state=overdue&platform_not=x&range=7d&q=launch"),
            [
                "Last 7 days",
                "Text contains “launch”",
                "Platform is not X",
                "State is Failed, Overdue"
            ]
        );
    }

    #[test]
    fn what_was_chosen_is_told_and_what_was_not_is_left_out() {
        assert_eq!(kind(&export(json!({}))), ["CSV"]);
        assert_eq!(
            kind(&export(
                json!({"format": "xlsx", "order": "asc", "columns": ["id", "type"]})
            )),
            ["Excel", "2 columns", "Oldest first"]
        );
        assert_eq!(kind(&export(json!({"columns": ["id"]}))), ["CSV", "1 column"]);
        assert_eq!(zone(&export(json!({"format": "jsonl"}))), "UTC");
        assert_eq!(zone(&export(json!({}))), "Europe/Dublin");
    }

    #[test]
    fn a_sentence_holds_all_of_it() {
        let ready = export(json!({"rows": 3410}));
        assert_eq!(
            sentence("Platform is TikTok", &ready),
            "Platform is TikTok: 3,410 rows, CSV"
        );
        assert_eq!(
            sentence("Everything", &export(json!({"state": "failed"}))),
            "Everything: CSV"
        );
    }

    #[test]
    fn the_button_of_what_goes_on_stops_it_and_of_what_has_ended_begins_it() {
        for state in ExportState::ALL {
            let (act, word) = act(*state);
            assert_eq!(act == Act::Cancel, state.is_under_way(), "{word}");
            assert_eq!(act == Act::Again, state.can_be_retried(), "{word}");
            assert!(!look(*state).0.is_empty());
        }
    }

    #[test]
    fn columns_on_the_screen_stand_in_the_order_of_a_file_or_another_but_once() {
        let seen: BTreeSet<&str> = ON_SCREEN.iter().map(|column| column.name()).collect();
        assert_eq!(seen.len(), ON_SCREEN.len());
    }
}
