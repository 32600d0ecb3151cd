//! What the palette offers, and what fits a few letters.

use daybook_shared::filter::Dimension;
use daybook_shared::id::EventId;
use daybook_shared::me::WorkspaceSummary;
use daybook_shared::preset::Preset;
use daybook_shared::settings::Theme;

use crate::directory::Directory;
use crate::filter_options::{self, OFFERED};
use crate::query_state::LogQuery;
use crate::{filter_edit, path, presets};

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Goes there.
    Go(String),
    /// Changes the theme.
    Theme(Theme),
    /// Opens the help.
    Help,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub act: Act,
    /// What people read.
    pub label: String,
    /// What kind of thing it is: `Page`, `Platform`.
    pub kind: &'static str,
    /// Its icon.
    pub icon: String,
    /// Whether it is offered before anything is typed.
    pub is_first: bool,
}

fn entry(act: Act, label: &str, kind: &'static str, icon: &str, is_first: bool) -> Entry {
    Entry {
        act,
        label: label.to_owned(),
        kind,
        icon: icon.to_owned(),
        is_first,
    }
}

/// Where the palette was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Here {
    /// The workspace of the page.
    pub workspace: Option<String>,
    /// What the log shows, where the page is the log.
    pub query: Option<LogQuery>,
    /// The viewer's zone.
    pub zone: String,
}

/// Everything that can be jumped to from here.
pub fn entries(
    here: &Here,
    workspaces: &[WorkspaceSummary],
    presets: &[Preset],
    directory: &Directory,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(workspace) = &here.workspace {
        let known = workspaces.iter().find(|known| known.id.to_string() == *workspace);
        let role = known.and_then(|known| known.role);
        let may = |permission| role.is_some_and(|role| role.grants(permission));
        for page in path::pages(may) {
            let leads = Act::Go(page.of(workspace));
            entries.push(entry(leads, page.name, "Page", "arrow-right", true));
        }
        for preset in presets {
            let address = presets::view(preset, &here.zone).address(&path::log(workspace));
            entries.push(entry(Act::Go(address), &preset.name, "Preset", "bookmark", true));
        }
    }
    for other in workspaces {
        let id = other.id.to_string();
        if here.workspace.as_ref() != Some(&id) {
            entries.push(entry(
                Act::Go(path::log(&id)),
                &other.name,
                "Workspace",
                "arrow-right",
                true,
            ));
        }
    }
    entries.push(entry(
        Act::Go(path::SETTINGS.to_owned()),
        "Settings",
        "Page",
        "sliders",
        true,
    ));
    entries.push(entry(Act::Help, "Keyboard shortcuts", "Help", "keyboard", true));
    for (theme, label, icon) in [
        (Theme::Light, "Light theme", "sun"),
        (Theme::Dark, "Dark theme", "moon"),
        (Theme::System, "Theme of the system", "contrast"),
    ] {
        entries.push(entry(Act::Theme(theme), label, "Theme", icon, true));
    }
    if let Some(workspace) = &here.workspace {
        for dimension in OFFERED {
            entries.extend(filters(here, workspace, *dimension, directory));
        }
    }
    entries
}

/// One entry for each value: on the log it joins the filter that is there.
fn filters<'h>(
    here: &'h Here,
    workspace: &'h str,
    dimension: Dimension,
    directory: &Directory,
) -> impl Iterator<Item = Entry> + use<'h> {
    let kind = match dimension {
        Dimension::Actor => "Person",
        dimension => dimension.label(),
    };
    let choices = filter_options::groups(dimension, directory, &[])
        .into_iter()
        .flat_map(|group| group.choices);
    choices.map(move |choice| {
        let query = here.query.clone().unwrap_or_default();
        let mut filter = query.filter.clone();
        filter_edit::add(&mut filter, dimension, false, std::slice::from_ref(&choice.value));
        let address = query.with_filter(filter).address(&path::log(workspace));
        let icon = choice.icon.as_deref().unwrap_or(match dimension {
            Dimension::Actor => "user",
            _ => "filter",
        });
        entry(Act::Go(address), &choice.label, kind, icon, false)
    })
}

/// The entry of an event's id that was typed or pasted.
pub fn event(here: &Here, text: &str) -> Option<Entry> {
    let id: EventId = text.trim().parse().ok()?;
    let workspace = here.workspace.as_ref()?;
    let query = here
        .query
        .clone()
        .unwrap_or_default()
        .with_event(Some(id.to_string()));
    let address = query.address(&path::log(workspace));
    Some(entry(
        Act::Go(address),
        &id.to_string(),
        "Event",
        "arrow-right",
        true,
    ))
}

/// Entries at most.
const MOST: usize = 50;

/// The entries that fit, the best first; without a text those that are offered first.
pub fn fitting(entries: &[Entry], text: &str) -> Vec<Entry> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return entries.iter().filter(|entry| entry.is_first).cloned().collect();
    }
    let mut found: Vec<(u32, &Entry)> = entries
        .iter()
        .filter_map(|entry| Some((distance(entry, &words)?, entry)))
        .collect();
    // Of those that fit alike, the shorter is nearer to what was typed.
    found.sort_by_key(|(distance, entry)| (*distance, entry.label.len()));
    found
        .into_iter()
        .take(MOST)
        .map(|(_, entry)| entry.clone())
        .collect()
}

/// How far the words are from the entry; none where one of them does not fit.
fn distance(entry: &Entry, words: &[String]) -> Option<u32> {
    let label = entry.label.to_lowercase();
    let kind = entry.kind.to_lowercase();
    words
        .iter()
        .map(|word| {
            let in_label = word_distance(&label, word);
            // "state failed" names the kind too.
            let in_kind = word_distance(&kind, word)
                .filter(|far| *far < SCATTERED)
                .map(|far| far + 1);
            in_label.into_iter().chain(in_kind).min()
        })
        .sum()
}

/// The distance of letters that only stand in the right order.
const SCATTERED: u32 = 20;

fn word_distance(text: &str, word: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(0);
    }
    if let Some(place) = text.find(word) {
        let begins = text
            .get(..place)
            .is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        return Some(if begins { 2 } else { 5 });
    }
    // Two letters that stand somewhere in order say nothing.
    if word.chars().count() < 3 {
        return None;
    }
    let mut letters = text.chars();
    let mut gaps = 0_u32;
    for wanted in word.chars() {
        let skipped = letters.by_ref().position(|letter| letter == wanted)?;
        gaps += u32::try_from(skipped).unwrap_or(SCATTERED).min(1);
    }
    Some(SCATTERED + gaps)
}

#[cfg(test)]
mod tests {
    use daybook_shared::access::Role;
    use daybook_shared::plan::Plan;

    use super::*;

    fn here() -> Here {
        Here {
            workspace: Some("wsp_1".into()),
            query: LogQuery::parse("platform_not=x&range=7d&cursor=abc").ok(),
            zone: "UTC".into(),
        }
    }

    fn labels(text: &str) -> Vec<(String, &'static str)> {
        let all = entries(&here(), &[], &[], &Directory::default());
        fitting(&all, text)
            .into_iter()
            .map(|entry| (entry.label, entry.kind))
            .collect()
    }

    #[test]
    fn the_best_fit_comes_first() {
        assert_eq!(labels("failed")[0], ("Failed".into(), "State"));
        assert_eq!(labels("type failed")[0], ("Post failed".into(), "Type"));
        assert_eq!(labels("dark")[0], ("Dark theme".into(), "Theme"));
        assert_eq!(labels("insta")[0], ("Instagram".into(), "Category"));
        assert_eq!(labels("tktk")[0].0, "TikTok");
        assert!(labels("zzzz").is_empty());
        assert!(labels("qx").is_empty());
    }

    #[test]
    fn before_anything_is_typed_there_are_places() {
        let first = labels("  ");
        assert_eq!(first[0], ("Log".into(), "Page"));
        assert!(
            first
                .iter()
                .all(|(_, kind)| !matches!(*kind, "Type" | "State" | "Platform"))
        );
    }

    #[test]
    fn pages_are_for_those_who_may_open_them() {
        let id = "wsp_01jd2a5v3k4m5n6p7q8r9s0t1v";
        let place = Here {
            workspace: Some(id.to_owned()),
            ..here()
        };
        for (role, is_there) in [(Role::Auditor, true), (Role::Member, false)] {
            let workspace = WorkspaceSummary {
                id: id.parse().unwrap(),
                name: "Harbour & Vale".into(),
                role: Some(role),
                plan: Plan::Team,
                time_zone: "UTC".into(),
            };
            let all = entries(&place, &[workspace], &[], &Directory::default());
            let leads = Act::Go(path::exports(id));
            assert_eq!(all.iter().any(|entry| entry.act == leads), is_there, "{role:?}");
        }
    }

    #[test]
    fn a_filter_joins_the_one_that_is_there() {
        let all = entries(&here(), &[], &[], &Directory::default());
        let found = all
            .iter()
            .find(|entry| entry.label == "X" && entry.kind == "Platform")
            .unwrap();
        assert_eq!(found.act, Act::Go("/w/wsp_1/log?platform=x&range=7d".into()));
        let elsewhere = Here {
            query: None,
            ..here()
        };
        let all = entries(&elsewhere, &[], &[], &Directory::default());
        let found = all.iter().find(|entry| entry.label == "Failed").unwrap();
        assert_eq!(found.act, Act::Go("/w/wsp_1/log?state=failed".into()));
    }

    #[test]
    fn an_id_opens_its_event_and_nothing_else_does() {
        let id: EventId = "evt_01jd2a5v3k4m5n6p7q8r9s0t1v".parse().unwrap();
        let found = event(&here(), &format!(" {id} ")).unwrap();
        let Act::Go(address) = found.act else {
            panic!("it goes")
        };
        assert!(address.ends_with(&format!("&event={id}")), "{address}");
        assert_eq!(event(&here(), "evt_nonsense"), None);
        assert_eq!(event(&here(), "post.failed"), None);
    }
}
