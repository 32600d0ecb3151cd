//! The two workspaces and who belongs to them.

use daybook_shared::access::Role;
use daybook_shared::plan::Plan;

use super::dice::Dice;
use super::texts::learners::LEARNERS;
use super::{DemoPerson, DemoWorkspace, Team};

const fn person(
    name: &'static str,
    email: &'static str,
    role: Role,
    time_zone: Option<&'static str>,
) -> DemoPerson {
    DemoPerson {
        name,
        email,
        role,
        former: false,
        time_zone,
        joined_days_ago: None,
    }
}

const MAYA: DemoPerson = person(
    "Maya Okafor",
    "demo@daybook.example",
    Role::Owner,
    Some("Europe/Dublin"),
);

const AGENCY: &[DemoPerson] = &[
    MAYA,
    person("Tomás Ferreira", "tomas@northwind.example", Role::Admin, None),
    person("Sarah Chen", "sarah@northwind.example", Role::Member, None),
    person("Aoife Ní Bhriain", "aoife@northwind.example", Role::Member, None),
    person(
        "Jonas Lindqvist",
        "jonas@northwind.example",
        Role::Member,
        Some("Europe/Stockholm"),
    ),
    person(
        "Priya Raman",
        "priya@northwind.example",
        Role::Member,
        Some("Asia/Kolkata"),
    ),
    DemoPerson {
        joined_days_ago: Some(61),
        ..person(
            "Maximiliana von Hohenstein-Castellanos de la Vega",
            "maximiliana@northwind.example",
            Role::Member,
            Some("Europe/Madrid"),
        )
    },
    DemoPerson {
        joined_days_ago: Some(24),
        ..person(
            "山本 葵",
            "aoi@northwind.example",
            Role::Member,
            Some("Asia/Tokyo"),
        )
    },
    DemoPerson {
        former: true,
        ..person("Callum Price", "callum@northwind.example", Role::Member, None)
    },
    person(
        "Ingrid Sørensen",
        "ingrid@northwind.example",
        Role::Auditor,
        Some("Europe/Copenhagen"),
    ),
];

const TEACHERS: &[DemoPerson] = &[
    MAYA,
    person("Desmond Clarke", "desmond@contoso.example", Role::Admin, None),
    person("Ruth Abelson", "ruth@contoso.example", Role::Auditor, None),
    DemoPerson {
        former: true,
        ..person("Gwen Park", "gwen@contoso.example", Role::Member, None)
    },
];

/// The demo's workspaces. The seed decides what belongs to chance: which learner joined when.
pub(crate) fn workspaces(seed: u64) -> Vec<DemoWorkspace> {
    let mut dice = Dice::new(seed, "learners");
    let learner = |&(name, email): &(&'static str, &'static str)| DemoPerson {
        joined_days_ago: dice.chance(400).then(|| dice.between(20, 85)),
        ..person(name, email, Role::Member, None)
    };
    let learners = LEARNERS.iter().map(learner);
    let school = TEACHERS.iter().cloned().chain(learners).collect();
    vec![
        DemoWorkspace {
            name: "Northwind Social",
            time_zone: "Europe/Dublin",
            plan: Plan::Enterprise,
            people: AGENCY.to_vec(),
            team: Team::Agency,
        },
        DemoWorkspace {
            name: "Contoso Learning",
            time_zone: "America/New_York",
            plan: Plan::Team,
            people: school,
            team: Team::School,
        },
    ]
}
