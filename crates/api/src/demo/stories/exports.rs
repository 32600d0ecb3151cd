//! Exports: one every week for the auditor, others now and then; two of them fail.

use daybook_shared::access::Role;

use crate::demo::cast::World;
use crate::demo::draft::Draft;
use crate::demo::log::Log;

/// All exports of the demo's time.
pub(crate) fn weekly(world: &World, log: &mut Log) {
    let mut dice = world.dice("exports");
    for (number, days) in (2..90).step_by(4).enumerate() {
        let is_audit = number % 2 == 0;
        let person = if is_audit {
            world.who(Role::Auditor)
        } else {
            world.approver(&mut dice)
        };
        let format = *dice.pick(&["csv", "jsonl", "xlsx"]);
        let id = format!("exp_demo_{number:02}");
        let what = if is_audit {
            "all events of the last seven days"
        } else {
            "the failures of this month"
        };
        let at = world
            .calendar
            .at(world.calendar.workday_ago(days), dice.around(32_000, 61_000));
        let rows = dice.between(200, 4_200);
        let name = person.about.name;
        let event = |kind: &str, seconds: i64, words: String| {
            let draft = Draft::new(kind, person.actor(), at.plus_seconds(seconds), words).story(&id);
            draft.target("export", &id, &format!("{what}, {format}"))
        };
        log.add(
            event(
                "export.requested",
                0,
                format!("{name} requested an export of {what} as {format}"),
            )
            .from(person.desk())
            .meta("format", format),
        );
        if matches!(number, 5 | 14) {
            let reason = "The disk that holds exports was full. Ask for the export again.";
            let failed = event(
                "export.failed",
                95,
                format!("An export of {what} for {name} failed"),
            );
            log.add(failed.error(("storage_full", reason)));
            continue;
        }
        let took = dice.between(2, 40);
        let ready = event(
            "export.completed",
            took,
            format!("An export of {what} for {name} is ready: {rows} rows"),
        );
        log.add(
            ready
                .meta("rows", rows)
                .meta("bytes", rows * dice.between(310, 420)),
        );
        if dice.chance(850) {
            let later = took + dice.between(30, 9_000);
            let taken = event(
                "export.downloaded",
                later,
                format!("{name} downloaded an export of {what}"),
            );
            log.add(taken.from(person.desk()).meta("format", format));
        }
    }
}
