//! People come, go, and change what they may do.

use daybook_shared::access::Role;
use daybook_shared::timestamp::Timestamp;

use crate::demo::cast::{Person, REMOVED_DAYS_AGO, World};
use crate::demo::draft::Draft;
use crate::demo::log::Log;

fn event(kind: &str, actor: &Person, at: Timestamp, words: String, about: &Person) -> Draft {
    let draft = Draft::new(kind, actor.actor(), at, format!("{} {words}", actor.about.name));
    draft
        .target("member", &about.id, about.about.name)
        .from(actor.desk())
}

fn role(actor: &Person, at: Timestamp, about: &Person, (before, after): (&str, &str)) -> Draft {
    let words = format!(
        "changed the role of {} from {before} to {after}",
        about.about.name
    );
    event("member.role_changed", actor, at, words, about).change("role", before, after)
}

/// Everything about people within the demo's time.
pub(crate) fn changes(world: &World, log: &mut Log) {
    let mut dice = world.dice("staff");
    let (owner, calendar) = (world.owner(), &world.calendar);
    let deputy = world.who(Role::Admin);
    for person in &world.people {
        if let Some(days) = person.about.joined_days_ago {
            let at = calendar.days_ago(days);
            let story = format!("invitation_{}", person.about.email);
            let invited = at.plus_seconds(-dice.between(3_600, 170_000));
            let words = format!("invited {} as {}", person.about.email, person.about.role.as_str());
            log.add(event("member.invited", deputy, invited, words, person).story(&story));
            let joined = event(
                "member.joined",
                person,
                at,
                "joined the workspace".to_owned(),
                person,
            );
            log.add(joined.story(&story).meta("role", person.about.role.as_str()));
        }
        if person.about.former {
            let at = calendar.days_ago(REMOVED_DAYS_AGO);
            let words = format!("removed {} from the workspace", person.about.name);
            log.add(event("member.removed", owner, at, words, person).change(
                "role",
                person.about.role.as_str(),
                (),
            ));
        }
        if dice.chance(700) {
            let at = calendar.at(
                calendar.workday_ago(dice.between(1, 85)),
                dice.around(33_000, 60_000),
            );
            let draft = event(
                "profile.updated",
                person,
                at,
                "updated their profile".to_owned(),
                person,
            );
            let zone = person.about.time_zone.unwrap_or("Europe/London");
            let changed = if dice.chance(500) {
                draft.change("time_zone", "UTC", zone)
            } else {
                draft
                    .change("hour_cycle", "h12", "h23")
                    .change("theme", "system", "dark")
            };
            if person.is_there(at) {
                log.add(changed);
            }
        }
    }
    let at = |days: i64, second: i64| calendar.at(calendar.workday_ago(days), second);
    // The auditor became one in the demo's time; a member had more rights for one week of holidays.
    log.add(role(
        owner,
        at(80, 36_120),
        world.who(Role::Auditor),
        ("member", "auditor"),
    ));
    log.add(role(
        owner,
        at(45, 58_000),
        world.who(Role::Member),
        ("member", "admin"),
    ));
    log.add(role(
        owner,
        at(36, 33_300),
        world.who(Role::Member),
        ("admin", "member"),
    ));
    let email = "newcomer@daybook.example";
    let words = format!("{} invited {email} as member", deputy.about.name);
    let pending = Draft::new("member.invited", deputy.actor(), at(2, 40_000), words);
    log.add(
        pending
            .target("invitation", email, email)
            .from(deputy.desk())
            .meta("role", "member"),
    );
}
