//! What can be ticked for each dimension of the filter.

use daybook_shared::counts::Facet;
use daybook_shared::event::ActorKind;
use daybook_shared::filter::Dimension;
use daybook_shared::{platform, state};

use crate::directory::Directory;
use crate::{chips, labels};

/// The dimensions that menus offer, in their order. A target is chosen where it is seen: in an event.
pub const OFFERED: &[Dimension] = &[
    Dimension::Type,
    Dimension::Category,
    Dimension::Platform,
    Dimension::State,
    Dimension::Actor,
    Dimension::ActorKind,
];

/// A value to tick.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// The wire value.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Its icon.
    pub icon: Option<String>,
}

/// Values under a heading; without one where there is one group only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Group {
    /// The heading.
    pub title: Option<String>,
    /// The values.
    pub choices: Vec<Choice>,
}

/// What a dimension offers, and whatever else is ticked already.
pub fn groups(dimension: Dimension, directory: &Directory, ticked: &[String]) -> Vec<Group> {
    let mut groups = offered(dimension, directory);
    let is_offered = |value: &String| {
        groups
            .iter()
            .flat_map(|group| &group.choices)
            .any(|choice| choice.value == *value)
    };
    let others: Vec<Choice> = ticked
        .iter()
        .filter(|value| !is_offered(value))
        .map(|value| choice(value, &chips::value_label(dimension, value, directory), None))
        .collect();
    push(&mut groups, "Also chosen", others);
    groups.retain(|group| !group.choices.is_empty());
    groups
}

/// The heading of actors that no directory lists: agents, keys, platforms.
const OTHERS: &str = "Agents, keys and platforms";

/// Adds the actors that only the log knows, in the order in which they were first counted. Those that `before` had stay.
pub fn add_others(
    groups: &mut Vec<Group>,
    dimension: Dimension,
    counted: Option<&Facet>,
    before: Option<&Vec<Group>>,
) {
    if dimension != Dimension::Actor {
        return;
    }
    let is_others = |group: &&Group| group.title.as_deref() == Some(OTHERS);
    let mut others = before
        .and_then(|groups| groups.iter().find(is_others))
        .map(|group| group.choices.clone())
        .unwrap_or_default();
    let is_listed = |choices: &[Choice], value: &str| choices.iter().any(|choice| choice.value == value);
    others.retain(|choice| {
        !groups
            .iter()
            .any(|group| is_listed(&group.choices, &choice.value))
    });
    for found in counted.map(|facet| facet.values.as_slice()).unwrap_or_default() {
        let is_known = groups.iter().any(|group| is_listed(&group.choices, &found.value));
        if let (false, false, Some(name)) = (is_known, is_listed(&others, &found.value), &found.name) {
            others.push(choice(&found.value, name, None));
        }
    }
    if !others.is_empty() {
        push(groups, OTHERS, others);
    }
}

/// The groups with the choices that contain the text.
pub fn matching(groups: &[Group], text: &str) -> Vec<Group> {
    let text = text.trim().to_lowercase();
    let fits = |choice: &Choice| choice.label.to_lowercase().contains(&text) || choice.value.contains(&text);
    groups
        .iter()
        .map(|group| Group {
            title: group.title.clone(),
            choices: group
                .choices
                .iter()
                .filter(|choice| fits(choice))
                .cloned()
                .collect(),
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

fn offered(dimension: Dimension, directory: &Directory) -> Vec<Group> {
    match dimension {
        Dimension::Type => directory
            .categories()
            .into_iter()
            .map(|group| {
                let choices = group
                    .types
                    .iter()
                    .map(|(name, label)| choice(name, label, Some(directory.type_icon(name))))
                    .collect();
                Group {
                    title: Some(group.label),
                    choices,
                }
            })
            .collect(),
        Dimension::Category => single(
            directory
                .categories()
                .into_iter()
                .map(|group| choice(&group.name, &group.label, None)),
        ),
        Dimension::Platform => single(
            platform::PLATFORMS
                .iter()
                .map(|known| choice(known.name, known.label, Some(known.icon.to_owned()))),
        ),
        Dimension::State => single(
            state::STATES
                .iter()
                .map(|known| choice(known.name, known.label, Some(known.icon.to_owned()))),
        ),
        Dimension::Actor => {
            let people = |former: bool| {
                let people = directory
                    .members
                    .iter()
                    .filter(move |member| member.former == former);
                people
                    .map(|member| choice(&member.user_id.to_string(), &member.name, None))
                    .collect()
            };
            let mut groups = Vec::new();
            push(&mut groups, "Members", people(false));
            push(&mut groups, "Former members", people(true));
            groups
        }
        Dimension::ActorKind => single(ActorKind::ALL.iter().map(|kind| {
            choice(
                kind.as_str(),
                labels::actor_kind_label(*kind),
                Some(labels::actor_kind_icon(*kind).to_owned()),
            )
        })),
        Dimension::Target => Vec::new(),
    }
}

fn choice(value: &str, label: &str, icon: Option<String>) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        icon,
    }
}

fn single(choices: impl Iterator<Item = Choice>) -> Vec<Group> {
    vec![Group {
        title: None,
        choices: choices.collect(),
    }]
}

fn push(groups: &mut Vec<Group>, title: &str, choices: Vec<Choice>) {
    groups.push(Group {
        title: Some(title.to_owned()),
        choices,
    });
}

#[cfg(test)]
mod tests {
    use daybook_shared::counts::FacetValue;

    use super::*;

    #[test]
    fn every_offered_dimension_has_something_to_tick() {
        for dimension in OFFERED {
            let is_people = *dimension == Dimension::Actor;
            assert_eq!(
                groups(*dimension, &Directory::default(), &[]).is_empty(),
                is_people,
                "{dimension:?}"
            );
        }
    }

    #[test]
    fn what_a_link_brought_can_be_unticked() {
        let found = groups(Dimension::Actor, &Directory::default(), &["usr_gone".to_owned()]);
        assert_eq!(found[0].title.as_deref(), Some("Also chosen"));
        assert_eq!(found[0].choices[0].value, "usr_gone");
    }

    #[test]
    fn actors_that_only_the_log_knows_come_last_and_stay() {
        let facet = |ids: &[&str]| Facet {
            dimension: "actor".into(),
            capped: false,
            values: ids
                .iter()
                .map(|id| FacetValue {
                    value: (*id).into(),
                    name: Some(id.to_uppercase()),
                    count: 3,
                })
                .collect(),
        };
        let mut first = groups(Dimension::Actor, &Directory::default(), &["usr_gone".to_owned()]);
        add_others(
            &mut first,
            Dimension::Actor,
            Some(&facet(&["usr_gone", "key_a"])),
            None,
        );
        let mut second = groups(Dimension::Actor, &Directory::default(), &["usr_gone".to_owned()]);
        add_others(
            &mut second,
            Dimension::Actor,
            Some(&facet(&["agent_b"])),
            Some(&first),
        );
        let named: Vec<_> = second[1]
            .choices
            .iter()
            .map(|choice| choice.label.as_str())
            .collect();
        assert_eq!(named, ["KEY_A", "AGENT_B"]);
        let mut types = Vec::new();
        add_others(&mut types, Dimension::Type, Some(&facet(&["x.y"])), None);
        assert!(types.is_empty());
    }

    #[test]
    fn choices_are_found_by_label_and_by_name() {
        let all = groups(Dimension::Type, &Directory::default(), &[]);
        assert_eq!(matching(&all, "Post fail")[0].choices[0].value, "post.failed");
        assert_eq!(matching(&all, "tiktok.err")[0].choices.len(), 1);
        assert!(matching(&all, "zzz").is_empty());
    }
}
