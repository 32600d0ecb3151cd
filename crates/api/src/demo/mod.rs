//! The demo: two workspaces, their people, and what a believable team did in the 90 days before a moment.
//!
//! A pure function of a seed and that moment: no IO, no clock, no database. Whoever calls creates the people and
//! appends the events in the order in which they are yielded.

mod calendar;
mod cast;
mod dice;
mod draft;
mod log;
mod people;
mod stories;
mod texts;

#[cfg(test)]
mod tests;

use daybook_shared::access::Role;
use daybook_shared::event::NewEvent;
use daybook_shared::plan::Plan;
use daybook_shared::timestamp::Timestamp;

pub(crate) use people::workspaces;

/// The password of all people of the demo.
pub const PASSWORD: &str = "daybook-demo";

/// The days that the events cover.
pub(crate) const DAYS: i64 = 90;

/// What kind of team a workspace belongs to, and so what happens in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Team {
    /// Runs social accounts for its clients.
    Agency,
    /// Teaches.
    School,
}

/// A workspace of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DemoWorkspace {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its time zone (IANA name).
    pub(crate) time_zone: &'static str,
    /// Its plan.
    pub(crate) plan: Plan,
    /// Its people, former ones included; the owner first.
    pub(crate) people: Vec<DemoPerson>,
    team: Team,
}

/// A person of a demo workspace. The same email in both workspaces is the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DemoPerson {
    /// The name people read.
    pub(crate) name: &'static str,
    /// The address they sign in with.
    pub(crate) email: &'static str,
    /// What they are, or were.
    pub(crate) role: Role,
    /// Whether they have been removed.
    pub(crate) former: bool,
    /// Their time zone, where they set one.
    pub(crate) time_zone: Option<&'static str>,
    /// Days before the moment of generation on which they joined, where that lies within the demo's time.
    joined_days_ago: Option<i64>,
}

/// The events of a workspace, roughly the oldest first: some arrive late. `ids` gives the actor id of the person with an
/// email address. The same arguments give the same events, to the byte.
pub(crate) fn events(
    workspace: &DemoWorkspace,
    ids: &dyn Fn(&str) -> String,
    seed: u64,
    now: Timestamp,
) -> impl Iterator<Item = NewEvent> + use<> {
    let world = cast::World::new(workspace, ids, seed, now);
    let mut log = log::Log::new(world.calendar.start(), now, world.dice("log"));
    match workspace.team {
        Team::Agency => stories::agency(&world, &mut log),
        Team::School => stories::school(&world, &mut log),
    }
    log.finish().into_iter()
}
