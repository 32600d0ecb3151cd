//! Who acts in a workspace: people, agents, networks, keys, the product itself.

use daybook_shared::access::Role;
use daybook_shared::event::{Actor, ActorKind, OnBehalfOf};
use daybook_shared::plan::Plan;
use daybook_shared::platform;
use daybook_shared::timestamp::Timestamp;

use super::calendar::Calendar;
use super::dice::Dice;
use super::texts::clients::{OFFICE_AGENTS, POCKET_AGENT};
use super::{DemoPerson, DemoWorkspace, Team};

/// Days before the end at which people who have been removed lost their access.
pub(crate) const REMOVED_DAYS_AGO: i64 = 30;

/// A person with what their events need.
pub(crate) struct Person {
    /// What the workspace knows of them.
    pub(crate) about: DemoPerson,
    /// Their actor id.
    pub(crate) id: String,
    /// Their address in the office.
    pub(crate) office_ip: String,
    /// Their address at home.
    pub(crate) home_ip: String,
    /// Their browser in the office.
    pub(crate) browser: &'static str,
    since: Timestamp,
    until: Timestamp,
}

impl Person {
    /// The person as an actor.
    pub(crate) fn actor(&self) -> Actor {
        actor(ActorKind::Member, &self.id, self.about.name)
    }

    /// Whether they belonged to the workspace at a moment.
    pub(crate) fn is_there(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }

    /// Whether they may approve what others write.
    pub(crate) fn approves(&self) -> bool {
        matches!(self.about.role, Role::Owner | Role::Admin)
    }

    /// Where their requests come from at their desk.
    pub(crate) fn desk(&self) -> (&str, &'static str) {
        (&self.office_ip, self.browser)
    }

    /// Where their requests come from elsewhere.
    pub(crate) fn pocket(&self) -> (&str, &'static str) {
        (&self.home_ip, POCKET_AGENT)
    }
}

/// A workspace, its people and its time.
pub(crate) struct World {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its plan.
    pub(crate) plan: Plan,
    /// Its time zone.
    pub(crate) time_zone: &'static str,
    /// Its people, the owner first.
    pub(crate) people: Vec<Person>,
    /// Its time.
    pub(crate) calendar: Calendar,
    team: Team,
    seed: u64,
}

impl World {
    /// The world of a workspace.
    pub(crate) fn new(
        workspace: &DemoWorkspace,
        ids: &dyn Fn(&str) -> String,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let calendar = Calendar::new(workspace.time_zone, now);
        let person = |(number, about): (usize, &DemoPerson)| Person {
            about: about.clone(),
            id: ids(about.email),
            office_ip: format!("203.0.113.{}", 20 + number),
            home_ip: match number % 3 {
                0 => format!("2001:db8:4f:{number:x}::{:x}", 0x1a2 + 7 * number),
                _ => format!("198.51.100.{}", 30 + number),
            },
            browser: OFFICE_AGENTS[number % OFFICE_AGENTS.len()],
            since: about
                .joined_days_ago
                .map_or(Timestamp(i64::MIN), |days| calendar.days_ago(days)),
            until: if about.former {
                calendar.days_ago(REMOVED_DAYS_AGO)
            } else {
                Timestamp(i64::MAX)
            },
        };
        let people = workspace.people.iter().enumerate().map(person).collect();
        Self {
            name: workspace.name,
            plan: workspace.plan,
            time_zone: workspace.time_zone,
            people,
            calendar,
            team: workspace.team,
            seed,
        }
    }

    /// The random stream of a name in this workspace.
    pub(crate) fn dice(&self, name: &str) -> Dice {
        Dice::new(self.seed, &format!("{}/{name}", self.name))
    }

    /// The owner.
    pub(crate) fn owner(&self) -> &Person {
        &self.people[0]
    }

    /// Somebody of the role who is there at the end; the owner, where there is nobody.
    pub(crate) fn who(&self, role: Role) -> &Person {
        let found = self
            .people
            .iter()
            .find(|person| person.about.role == role && !person.about.former);
        found.unwrap_or_else(|| self.owner())
    }

    /// One of those who write posts and were there for the hours that it takes, the first ones being busier.
    pub(crate) fn writer(&self, dice: &mut Dice, at: Timestamp) -> &Person {
        let writes = |person: &&Person| {
            person.is_there(at)
                && person.is_there(at.plus_seconds(6 * 3_600))
                && match self.team {
                    Team::Agency => person.about.role != Role::Auditor,
                    Team::School => person.approves(),
                }
        };
        let writers: Vec<&Person> = self.people.iter().filter(writes).collect();
        if writers.is_empty() {
            self.owner()
        } else {
            writers[dice.below(writers.len()).min(dice.below(writers.len()))]
        }
    }

    /// One of those who approve.
    pub(crate) fn approver(&self, dice: &mut Dice) -> &Person {
        let approvers: Vec<&Person> = self.people.iter().filter(|person| person.approves()).collect();
        if approvers.is_empty() {
            self.owner()
        } else {
            approvers[dice.below(approvers.len())]
        }
    }
}

fn actor(kind: ActorKind, id: &str, name: &str) -> Actor {
    Actor {
        agent: None,
        id: Some(id.to_owned()),
        kind,
        name: name.to_owned(),
        on_behalf_of: None,
    }
}

/// An AI specialist that acts for a person.
pub(crate) fn agent(name: &str, person: &Person) -> Actor {
    let id = format!("agent_{}", name.to_lowercase().replace(' ', "_"));
    Actor {
        agent: Some(name.to_owned()),
        on_behalf_of: Some(OnBehalfOf {
            id: Some(person.id.clone()),
            name: person.about.name.to_owned(),
        }),
        ..actor(ActorKind::Agent, &id, name)
    }
}

/// A social network.
pub(crate) fn network(name: &str) -> Actor {
    actor(ActorKind::Platform, name, label(name))
}

/// How a network writes itself.
pub(crate) fn label(name: &str) -> &str {
    platform::find(name).map_or(name, |platform| platform.label)
}

/// A program with an API key.
pub(crate) fn key(id: &str, name: &str) -> Actor {
    actor(ActorKind::ApiKey, id, name)
}

/// The product itself.
pub(crate) fn system() -> Actor {
    actor(ActorKind::System, "daybook", "Daybook")
}

/// Nobody known.
pub(crate) fn nobody() -> Actor {
    Actor {
        agent: None,
        id: None,
        kind: ActorKind::Anonymous,
        name: "Somebody".to_owned(),
        on_behalf_of: None,
    }
}
