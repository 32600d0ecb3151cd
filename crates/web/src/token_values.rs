//! What the values of tokens mean: by the name that machines use, by the one that people read, people by a part of theirs.

use std::cmp::Reverse;

use daybook_shared::event::ActorKind;
use daybook_shared::filter::Dimension;
use daybook_shared::{platform, state};

use crate::directory::Directory;
use crate::labels;

/// Values that are named where one is not known, at most.
const NAMED: usize = 12;
/// Values that look like it, at most, and how many letters they must have in common with it.
const NEAR: usize = 3;
const ALIKE: usize = 3;

/// The wire values that are meant; commas stand between several.
pub fn values(dimension: Dimension, text: &str, directory: &Directory) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for name in names(text) {
        for value in meant(dimension, &name, directory)? {
            if !found.contains(&value) {
                found.push(value);
            }
        }
    }
    if found.is_empty() {
        let names = named(dimension, directory);
        return Err(said(&format!("{} wants a value.", dimension.label()), &names));
    }
    Ok(found)
}

/// The values between commas, without their quotation marks.
fn names(text: &str) -> Vec<String> {
    let mut is_quoted = false;
    let parts = text.split(|letter: char| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    });
    parts
        .map(|part| part.replace('"', "").trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// What one name means: by its wire name or by what people read; people also by a part of their name.
fn meant(dimension: Dimension, name: &str, directory: &Directory) -> Result<Vec<String>, String> {
    let known = known(dimension, directory);
    let wanted = name.to_lowercase();
    let exactly =
        |(value, label): &&(String, String)| value.to_lowercase() == wanted || label.to_lowercase() == wanted;
    let mut found: Vec<String> = known
        .iter()
        .filter(exactly)
        .map(|(value, _)| value.clone())
        .collect();
    match dimension {
        Dimension::Type => {
            let is_family = wanted.strip_suffix('*').is_some_and(|family| {
                family.ends_with('.') && known.iter().any(|(value, _)| value.starts_with(family))
            });
            if is_family {
                found.push(wanted.clone());
            }
        }
        // Ids of things and of actors that no directory lists are as good as any.
        Dimension::Target => found.push(name.to_owned()),
        Dimension::Actor if found.is_empty() => {
            let partly = known
                .iter()
                .filter(|(_, label)| label.to_lowercase().contains(&wanted));
            found.extend(partly.map(|(value, _)| value.clone()));
            if found.is_empty() && name.contains('_') && !name.contains(char::is_whitespace) {
                found.push(name.to_owned());
            }
        }
        _ => {}
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let what = match dimension {
        Dimension::Actor => format!("Nobody here is called “{name}”."),
        dimension => format!("There is no {} “{name}”.", dimension.label().to_lowercase()),
    };
    // Those that begin like it say more than the first of all.
    let all = named(dimension, directory);
    let mut near: Vec<(usize, String)> = all
        .iter()
        .map(|known| (alike(known, &wanted), known.clone()))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    near.sort_by_key(|(alike, _)| Reverse(*alike));
    let near: Vec<String> = near.into_iter().take(NEAR).map(|(_, known)| known).collect();
    Err(said(&what, if near.is_empty() { &all } else { &near }))
}

/// How many letters both begin with.
fn alike(known: &str, wanted: &str) -> usize {
    let pairs = known.chars().flat_map(char::to_lowercase).zip(wanted.chars());
    pairs.take_while(|(one, other)| one == other).count()
}

fn said(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return what.to_owned();
    }
    let listed: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = if names.len() > NAMED { "…" } else { "." };
    format!("{what} Known: {}{more}", listed.join(", "))
}

/// What can be typed for a field.
fn named(dimension: Dimension, directory: &Directory) -> Vec<String> {
    let is_by_label = dimension == Dimension::Actor;
    let known = known(dimension, directory);
    known
        .into_iter()
        .map(|(value, label)| if is_by_label { label } else { value })
        .collect()
}

/// The values of a field with what people read for them.
fn known(dimension: Dimension, directory: &Directory) -> Vec<(String, String)> {
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    match dimension {
        Dimension::Type => directory
            .categories()
            .into_iter()
            .flat_map(|group| group.types)
            .collect(),
        Dimension::Category => directory
            .categories()
            .into_iter()
            .map(|group| (group.name, group.label))
            .collect(),
        Dimension::Platform => platform::PLATFORMS
            .iter()
            .map(|known| pair(known.name, known.label))
            .collect(),
        Dimension::State => state::STATES
            .iter()
            .map(|known| pair(known.name, known.label))
            .collect(),
        Dimension::ActorKind => ActorKind::ALL
            .iter()
            .map(|kind| pair(kind.as_str(), labels::actor_kind_label(*kind)))
            .collect(),
        Dimension::Actor => {
            let members = directory
                .members
                .iter()
                .map(|member| (member.user_id.to_string(), member.name.clone()));
            members
                .chain(directory.named.iter().map(|(id, name)| pair(id, name)))
                .collect()
        }
        Dimension::Target => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(dimension: Dimension, text: &str) -> String {
        let named = [("usr_1", "Sarah Chen"), ("usr_2", "Tomás Ó Briain")];
        let directory = Directory {
            named: named.map(|(id, name)| (id.to_owned(), name.to_owned())).into(),
            ..Directory::default()
        };
        values(dimension, text, &directory).unwrap_err()
    }

    #[test]
    fn what_is_not_known_says_what_is() {
        let told = refused(Dimension::Platform, "myspace");
        assert!(
            told.starts_with("There is no platform “myspace”. Known: tiktok, instagram"),
            "{told}"
        );
        let told = refused(Dimension::Type, "post.faild");
        assert!(
            told.starts_with("There is no type “post.faild”. Known: post.failed, ")
                && !told.contains("media."),
            "{told}"
        );
        assert_eq!(
            refused(Dimension::Actor, "Zoë"),
            "Nobody here is called “Zoë”. Known: Sarah Chen, Tomás Ó Briain."
        );
        let told = refused(Dimension::State, "");
        assert!(told.starts_with("State wants a value. Known: draft"), "{told}");
    }
}
