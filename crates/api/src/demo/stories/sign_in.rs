//! Sign-ins, mistakes in them, and one night on which somebody guessed.

use daybook_shared::timestamp::Timestamp;

use crate::demo::cast::{Person, World, nobody};
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::ATTACK_AGENT;

fn event(kind: &str, person: &Person, at: Timestamp, words: &str, from: (&str, &str)) -> Draft {
    let draft = Draft::new(kind, person.actor(), at, format!("{} {words}", person.about.name));
    draft.target("member", &person.id, person.about.name).from(from)
}

fn refused(at: Timestamp, email: &str, from: (&str, &str)) -> Draft {
    let words = format!("Somebody tried to sign in as {email} and was refused");
    let draft = Draft::new("auth.sign_in_failed", nobody(), at, words)
        .target("sign_in", email, email)
        .from(from);
    draft.error((
        "invalid_credentials",
        "The email address or the password is wrong.",
    ))
}

/// Everybody signs in on so many of a thousand working days, and most of them sign out.
pub(crate) fn daily(world: &World, log: &mut Log, per_mille: usize) {
    let mut dice = world.dice("sign-ins");
    let calendar = &world.calendar;
    for day in calendar.days() {
        for person in &world.people {
            let morning = calendar.at(day, dice.around(28_500, 37_500));
            let comes = dice.chance(if day.works { per_mille } else { per_mille / 12 });
            if !comes || !person.is_there(morning) {
                continue;
            }
            let from = if dice.chance(700) {
                person.desk()
            } else {
                person.pocket()
            };
            for mistake in 0..usize::from(dice.chance(60)) * dice.below(3) {
                log.add(refused(
                    morning.plus_seconds(-20 - 15 * mistake as i64),
                    person.about.email,
                    from,
                ));
            }
            log.add(event("auth.signed_in", person, morning, "signed in", from).meta("method", "password"));
            if dice.chance(350) {
                let lunch = calendar.at(day, dice.around(45_000, 54_000));
                log.add(
                    event("auth.signed_in", person, lunch, "signed in", person.pocket())
                        .meta("method", "password"),
                );
            }
            if dice.chance(550) {
                let evening = calendar.at(day, dice.around(59_000, 68_000));
                log.add(event("auth.signed_out", person, evening, "signed out", from));
            }
            if dice.chance(6) {
                let at = morning.plus_seconds(dice.between(300, 9_000));
                log.add(event(
                    "auth.password_changed",
                    person,
                    at,
                    "changed their password",
                    from,
                ));
            }
        }
    }
}

/// One night 19 days ago somebody guesses passwords of three accounts; their owners change them in the morning.
pub(crate) fn brute_force(world: &World, log: &mut Log) {
    let mut dice = world.dice("brute force");
    let day = world.calendar.workday_ago(19);
    let mut at = world.calendar.at(day, 11_220);
    for round in 0..38 {
        let person = &world.people[[0, 0, 1, 2][round % 4] % world.people.len()];
        log.add(refused(at, person.about.email, ("192.0.2.66", ATTACK_AGENT)));
        at = at.plus_seconds(dice.between(3, 14));
    }
    for person in world.people.iter().take(3) {
        let morning = world.calendar.at(day, dice.between(33_000, 36_000));
        let changed = event(
            "auth.password_changed",
            person,
            morning,
            "changed their password",
            person.desk(),
        );
        log.add(changed.meta("sessions_ended", dice.between(1, 4)));
    }
}
