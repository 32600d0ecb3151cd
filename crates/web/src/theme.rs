//! The colour theme: the system's, or the viewer's own choice, kept in this browser.

use leptos::prelude::*;

use crate::browser;

/// Where the choice is kept; the script of index.html reads it before the first paint.
pub const STORAGE_KEY: &str = "daybook.theme";

/// A choice of theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// What was chosen before.
    pub fn kept() -> Self {
        match browser::kept(STORAGE_KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// The word for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The word at the start of a line.
    pub const fn title(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The one that the switch goes to.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// Shows the page in it and keeps it.
    pub fn choose(self) {
        let chosen = (self != Self::System).then_some(self.label());
        browser::keep(STORAGE_KEY, chosen);
        if let Some(root) = document().document_element() {
            let _ = match chosen {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
    }
}
