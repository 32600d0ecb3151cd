//! Settings of the workspace, its own event types, its shared presets.

use crate::demo::cast::World;
use crate::demo::draft::Draft;
use crate::demo::log::Log;

/// Event types that the workspace registered: name, label, label before.
const TYPES: &[(&str, &str, &str)] = &[
    ("crm.deal_won", "Deal won", "Deal"),
    ("shop.order_refunded", "Order refunded", "Refund"),
    ("print.flyer_sent", "Flyer sent to print", "Flyer"),
];

/// Presets that were shared.
const PRESETS: &[&str] = &[
    "Failures this week",
    "Client calls",
    "Everything Kestrel",
    "Night shift",
    "Approvals by Tomás",
];

/// Everything about settings within the demo's time.
pub(crate) fn changes(world: &World, log: &mut Log) {
    let mut dice = world.dice("settings");
    let calendar = &world.calendar;
    let changed = |days: i64, field: &str, before: &str, after: &str| {
        let person = world.owner();
        let words = format!(
            "{} changed the {} of the workspace",
            person.about.name,
            field.replace('_', " ")
        );
        let at = calendar.at(calendar.workday_ago(days), 35_400);
        let draft = Draft::new("workspace.updated", person.actor(), at, words).from(person.desk());
        draft
            .target("workspace", "workspace", world.name)
            .change(field, before, after)
    };
    log.add(changed(
        84,
        "name",
        &format!("{} (trial)", world.name),
        world.name,
    ));
    log.add(changed(84, "plan", "free", world.plan.as_str()));
    log.add(changed(58, "time_zone", "UTC", world.time_zone));
    for (number, (name, label, before)) in TYPES.iter().enumerate() {
        let person = world.approver(&mut dice);
        let at = calendar.at(
            calendar.workday_ago(75 - 20 * number as i64),
            dice.around(34_000, 60_000),
        );
        let words = format!("{} registered the event type {name}", person.about.name);
        let created =
            Draft::new("event_type.created", person.actor(), at, words).target("event_type", name, before);
        log.add(created.from(person.desk()).change("label", (), *before));
        let words = format!("{} renamed the event type {name} to “{label}”", person.about.name);
        let later = at.plus_seconds(dice.between(3_000, 400_000));
        let updated =
            Draft::new("event_type.updated", person.actor(), later, words).target("event_type", name, label);
        log.add(updated.from(person.desk()).change("label", *before, *label));
    }
    for (number, preset) in PRESETS.iter().enumerate() {
        let at = calendar.at(
            calendar.workday_ago(79 - 17 * number as i64),
            dice.around(34_000, 60_000),
        );
        let person = world.approver(&mut dice);
        let words = format!("{} shared the preset “{preset}”", person.about.name);
        let draft = Draft::new("preset.shared", person.actor(), at, words).from(person.desk());
        log.add(draft.target("preset", &format!("pst_demo_{number}"), preset));
    }
}
