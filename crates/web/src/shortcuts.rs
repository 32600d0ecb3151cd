//! The keys of the client, in one table: what it says acts, and the help is drawn from it. None acts while somebody types.

use daybook_shared::access::Permission;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The search box.
    Search,
    /// The menu of filters, or their sheet.
    Filter,
    /// Times by their distance, or by the clock.
    Times,
    /// Times in UTC, or in the person's zone.
    Utc,
    /// The dialog of presets.
    Presets,
    /// Whether new events are counted.
    Live,
    /// The address of the view, on the clipboard.
    CopyLink,
    /// Down, or to the older event.
    NextRow,
    /// Up, or to the newer event.
    PreviousRow,
    /// To the next value of the row.
    NextValue,
    /// To the value before.
    PreviousValue,
    /// The page that follows.
    OlderPage,
    /// The page before.
    NewerPage,
    /// The exports, with what the log shows.
    Export,
    /// Closes the event.
    Close,
}

/// Where a key acts, as the help groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On every page.
    Everywhere,
    /// In the log.
    Log,
    /// In the log, while the focus is in a row.
    Row,
    /// While an event is open.
    Event,
    /// In a part that has the focus and listens by itself.
    Focused,
}

impl Place {
    /// In the order of the help.
    pub const ALL: [Self; 5] = [Self::Everywhere, Self::Log, Self::Row, Self::Event, Self::Focused];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Log => "Log",
            Self::Row => "Rows",
            Self::Event => "Open event",
            Self::Focused => "Volume, menus and boxes",
        }
    }
}

/// Some keys that do alike.
pub struct Shortcut {
    /// Where they do.
    pub place: Place,
    /// As the browser calls them, each with what it asks of the log; none where others listen for it.
    pub keys: &'static [(&'static str, Option<Command>)],
    /// What they do.
    pub what: &'static str,
    /// What one must be allowed for them to do anything.
    pub needs: Option<Permission>,
}

const fn keys(
    place: Place,
    keys: &'static [(&'static str, Option<Command>)],
    what: &'static str,
) -> Shortcut {
    Shortcut {
        place,
        keys,
        what,
        needs: None,
    }
}

impl Shortcut {
    const fn needs(self, permission: Permission) -> Self {
        Self {
            needs: Some(permission),
            ..self
        }
    }
}

/// All of them.
pub const SHORTCUTS: &[Shortcut] = &[
    keys(
        Place::Everywhere,
        &[("Mod k", None)],
        "Jump to a page, a preset, a filter or an event",
    ),
    keys(Place::Everywhere, &[("g l", None)], "Go to the log"),
    keys(Place::Everywhere, &[("g x", None)], "Go to the exports").needs(Permission::MakeExports),
    keys(Place::Everywhere, &[("g k", None)], "Go to the API keys").needs(Permission::ManageApiKeys),
    keys(Place::Everywhere, &[("g w", None)], "Go to the webhooks").needs(Permission::ManageWebhooks),
    keys(Place::Everywhere, &[(HELP, None)], "These shortcuts"),
    keys(Place::Log, &[("/", Some(Command::Search))], "Search"),
    keys(Place::Log, &[("f", Some(Command::Filter))], "Filter"),
    keys(Place::Log, &[("p", Some(Command::Presets))], "Presets"),
    keys(
        Place::Log,
        &[("[", Some(Command::NewerPage)), ("]", Some(Command::OlderPage))],
        "Newer and older page",
    ),
    keys(Place::Log, &[("l", Some(Command::Live))], "Live on or off"),
    keys(
        Place::Log,
        &[("t", Some(Command::Times))],
        "Times relative or absolute",
    ),
    keys(
        Place::Log,
        &[("u", Some(Command::Utc))],
        "Times in UTC or in your zone",
    ),
    keys(
        Place::Log,
        &[("c", Some(Command::CopyLink))],
        "Copy a link to this view; “last 7 days” stays these 7 days",
    ),
    keys(
        Place::Log,
        &[("e", Some(Command::Export))],
        "Export what the log shows",
    )
    .needs(Permission::MakeExports),
    keys(
        Place::Row,
        &[("j", Some(Command::NextRow)), ("k", Some(Command::PreviousRow))],
        "Next and previous row",
    ),
    keys(
        Place::Row,
        &[
            ("ArrowRight", Some(Command::NextValue)),
            ("ArrowLeft", Some(Command::PreviousValue)),
        ],
        "The values of the row",
    ),
    keys(
        Place::Row,
        &[("Enter", None)],
        "Open the event, or the menu of the value",
    ),
    keys(
        Place::Event,
        &[
            ("ArrowDown", Some(Command::NextRow)),
            ("ArrowUp", Some(Command::PreviousRow)),
        ],
        "Next and previous event, as j and k",
    ),
    keys(Place::Event, &[("Escape", Some(Command::Close))], "Close"),
    keys(
        Place::Focused,
        &[("ArrowLeft", None), ("ArrowRight", None)],
        "From bar to bar of the volume; with Shift over several",
    ),
    keys(
        Place::Focused,
        &[("Enter", None)],
        "Narrow the period to the bars; make chips of state:failed in the search",
    ),
    keys(
        Place::Focused,
        &[("ArrowDown", None), ("ArrowUp", None)],
        "From item to item of a menu",
    ),
    keys(
        Place::Focused,
        &[("Escape", None)],
        "Close the menu, empty the search",
    ),
];

/// Opens the help.
pub const HELP: &str = "?";

/// The command of a key. With an event open, arrows walk from event to event; in a row they walk over its values.
pub fn command(key: &str, is_open: bool, in_row: bool) -> Option<Command> {
    let acts = |place| match place {
        Place::Everywhere | Place::Focused => false,
        Place::Log => true,
        Place::Row => in_row || matches!(key, "j" | "k"),
        Place::Event => is_open,
    };
    let mut fitting = SHORTCUTS
        .iter()
        .filter(|shortcut| acts(shortcut.place))
        .flat_map(|shortcut| shortcut.keys);
    fitting.find_map(|(known, command)| command.filter(|_| *known == key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::PAGES;

    #[test]
    fn arrows_and_escape_belong_to_the_drawer() {
        assert_eq!(command("ArrowDown", true, false), Some(Command::NextRow));
        assert_eq!(command("ArrowDown", false, true), None);
        assert_eq!(command("Escape", false, false), None);
        assert_eq!(command("j", false, false), Some(Command::NextRow));
        assert_eq!(command("Enter", true, true), None);
    }

    #[test]
    fn arrows_to_the_side_belong_to_a_row() {
        assert_eq!(command("ArrowRight", true, false), None);
        assert_eq!(command("ArrowRight", true, true), Some(Command::NextValue));
        assert_eq!(command("ArrowLeft", false, true), Some(Command::PreviousValue));
    }

    #[test]
    fn the_help_knows_each_page_that_a_key_leads_to() {
        for page in &PAGES {
            let keys = format!("g {}", page.key);
            let told = SHORTCUTS
                .iter()
                .find(|shortcut| shortcut.keys.iter().any(|(key, _)| *key == keys));
            assert_eq!(told.map(|shortcut| shortcut.needs), Some(page.needs), "{keys}");
        }
    }

    #[test]
    fn a_key_means_one_thing_at_a_place() {
        for place in Place::ALL {
            let mut seen = Vec::new();
            for shortcut in SHORTCUTS.iter().filter(|shortcut| shortcut.place == place) {
                assert!(!shortcut.what.is_empty());
                for (key, _) in shortcut.keys {
                    assert!(!seen.contains(key), "{key} twice: {place:?}");
                    seen.push(*key);
                }
            }
            assert!(!seen.is_empty(), "{place:?}");
        }
    }
}
