//! What happens: each file tells one kind of story.

mod access;
mod accounts;
mod agents;
mod exports;
mod instagram;
mod learning;
mod outcome;
mod post;
mod posts;
mod recent;
mod settings;
mod sign_in;
mod staff;
mod webhooks;

use super::cast::World;
use super::log::Log;
use super::texts::clients::{CLIENTS, SCHOOL};
use super::texts::courses::{COURSES, ONBOARDING};

/// Everything that happens at the agency.
pub(crate) fn agency(world: &World, log: &mut Log) {
    let mut live = posts::daily(world, log, CLIENTS, 49);
    accounts::refreshes(world, log, CLIENTS);
    accounts::incidents(world, log, CLIENTS);
    accounts::moves(world, log, CLIENTS);
    live.extend(recent::hours(world, log, CLIENTS));
    instagram::comments(world, log, &live, 12);
    instagram::mentions(world, log, CLIENTS, 24);
    webhooks::bursts(world, log, &live);
    agents::deeds(world, log, CLIENTS, 46);
    learning::onboarding(world, log, &ONBOARDING);
    sign_in::daily(world, log, 850);
    sign_in::brute_force(world, log);
    staff::changes(world, log);
    settings::changes(world, log);
    access::keys(world, log);
    access::endpoints(world, log);
    exports::weekly(world, log);
}

/// Everything that happens at the school.
pub(crate) fn school(world: &World, log: &mut Log) {
    let live = posts::daily(world, log, SCHOOL, 5);
    accounts::refreshes(world, log, SCHOOL);
    accounts::moves(world, log, SCHOOL);
    instagram::comments(world, log, &live, 8);
    webhooks::bursts(world, log, &live);
    agents::deeds(world, log, SCHOOL, 3);
    learning::terms(world, log, COURSES);
    sign_in::daily(world, log, 340);
    staff::changes(world, log);
    settings::changes(world, log);
    exports::weekly(world, log);
}
