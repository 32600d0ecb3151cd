//! Courses: people enrol, finish module after module, and most of them the course.

use daybook_shared::access::Role;
use daybook_shared::timestamp::Timestamp;

use crate::demo::cast::{Person, World, key};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::courses::Course;

/// Everybody of the agency takes its course at some time.
pub(crate) fn onboarding(world: &World, log: &mut Log, course: &Course) {
    let mut dice = world.dice("onboarding");
    for person in &world.people {
        let at = world.calendar.at(
            world.calendar.workday_ago(dice.between(32, 60)),
            dice.around(33_000, 60_000),
        );
        if person.is_there(at) {
            take(world, log, &mut dice, (person, course), at);
        }
    }
    // Those who joined lately are enrolled by the personnel department's program.
    for person in world
        .people
        .iter()
        .filter(|person| person.about.joined_days_ago.is_some_and(|days| days < 30))
    {
        let at = world.calendar.at(world.calendar.workday_ago(20), 36_000);
        take(world, log, &mut dice, (person, course), at);
    }
}

/// Every learner takes most of the courses, each at their own pace.
pub(crate) fn terms(world: &World, log: &mut Log, courses: &[Course]) {
    let mut dice = world.dice("terms");
    for person in world
        .people
        .iter()
        .filter(|person| person.about.role == Role::Member)
    {
        for course in courses {
            let at = world.calendar.at(
                world.calendar.workday_ago(dice.between(8, 88)),
                dice.around(33_000, 76_000),
            );
            if person.is_there(at) && dice.chance(850) {
                take(world, log, &mut dice, (person, course), at);
            }
        }
    }
}

/// One person takes one course.
fn take(
    world: &World,
    log: &mut Log,
    dice: &mut Dice,
    (person, course): (&Person, &Course),
    begin: Timestamp,
) {
    let story = format!("{}_{}", course.id, person.about.email);
    let event = |kind: &str, at: Timestamp, words: String| {
        Draft::new(kind, person.actor(), at, words)
            .target("course", course.id, course.title)
            .story(&story)
    };
    let name = person.about.name;
    if dice.chance(250) {
        let program = key("key_hr_sync", "HR sync");
        let words = format!("HR sync enrolled {name} in “{}”", course.title);
        let enrolled =
            Draft::new("course.enrolled", program, begin, words).target("course", course.id, course.title);
        log.add(enrolled.target("member", &person.id, name).story(&story));
    } else {
        let words = format!("{name} enrolled in “{}”", course.title);
        log.add(event("course.enrolled", begin, words).from(person.pocket()));
    }
    let mut at = begin;
    for (number, module) in course.modules.iter().enumerate() {
        at = at.plus_seconds(86_400 * dice.between(1, 6) + dice.between(-9_000, 9_000));
        // One in fourteen gives up here; who has left cannot go on.
        if dice.chance(70) || !person.is_there(at) || at > world.calendar.now() {
            return;
        }
        let words = format!("{name} completed “{module}” of “{}”", course.title);
        let done = event("course.module_completed", at, words).from(person.pocket());
        let part = format!("{}_{}", course.id, number + 1);
        log.add(
            done.target("module", &part, module)
                .meta("score", dice.between(62, 100))
                .meta("minutes", dice.between(8, 55)),
        );
    }
    let words = format!("{name} completed the course “{}”", course.title);
    log.add(event("course.completed", at.plus_seconds(60), words).meta("certificate", dice.code(12)));
}
