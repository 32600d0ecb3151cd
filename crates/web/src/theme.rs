//! The colour theme and the height of rows: chosen by the person, kept in this browser for the first paint of the next visit.

use daybook_shared::settings::{Density, Theme};
use leptos::prelude::*;

use crate::browser;

/// Where the choice is kept; the script of index.html reads it before the first paint.
pub const STORAGE_KEY: &str = "daybook.theme";
/// The same for the rows.
pub const DENSITY_KEY: &str = "daybook.density";

/// What this browser showed last.
pub fn kept() -> Theme {
    browser::kept(STORAGE_KEY)
        .and_then(|name| Theme::find(&name))
        .unwrap_or_default()
}

/// The word at the start of a line.
pub const fn title(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

/// The one that the switch goes to.
pub const fn next(theme: Theme) -> Theme {
    match theme {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    }
}

/// Shows the page in it and keeps it.
pub fn choose(theme: Theme) {
    let chosen = (theme != Theme::System).then_some(theme.as_str());
    mark(STORAGE_KEY, "data-theme", chosen);
}

/// Shows rows of that height and keeps it.
pub fn choose_density(density: Density) {
    let chosen = (density != Density::Compact).then_some(density.as_str());
    mark(DENSITY_KEY, "data-density", chosen);
}

fn mark(key: &str, attribute: &str, chosen: Option<&str>) {
    browser::keep(key, chosen);
    if let Some(root) = document().document_element() {
        let _ = match chosen {
            Some(name) => root.set_attribute(attribute, name),
            None => root.remove_attribute(attribute),
        };
    }
}
