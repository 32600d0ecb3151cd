//! What events can be filtered by: each dimension has a key to include values and one to exclude them.

use crate::event::ActorKind;
use crate::{event_type, limits, platform, state};

/// A property of events that a filter can name values of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// The event's type; `post.*` names all of a family.
    Type,
    /// The category of the type.
    Category,
    /// The social network.
    Platform,
    /// The outcome.
    State,
    /// The actor's id.
    Actor,
    /// The kind of actor.
    ActorKind,
    /// The id of a target.
    Target,
}

impl Dimension {
    /// All of them, in the order menus show them.
    pub const ALL: &'static [Self] = &[
        Self::Type,
        Self::Category,
        Self::Platform,
        Self::State,
        Self::Actor,
        Self::ActorKind,
        Self::Target,
    ];

    /// The key that includes values.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Category => "category",
            Self::Platform => "platform",
            Self::State => "state",
            Self::Actor => "actor",
            Self::ActorKind => "actor_kind",
            Self::Target => "target",
        }
    }

    /// The key that excludes values.
    pub const fn not_key(self) -> &'static str {
        match self {
            Self::Type => "type_not",
            Self::Category => "category_not",
            Self::Platform => "platform_not",
            Self::State => "state_not",
            Self::Actor => "actor_not",
            Self::ActorKind => "actor_kind_not",
            Self::Target => "target_not",
        }
    }

    /// What people read on a chip.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Type => "Type",
            Self::Category => "Category",
            Self::Platform => "Platform",
            Self::State => "State",
            Self::Actor => "Actor",
            Self::ActorKind => "Kind of actor",
            Self::Target => "Target",
        }
    }

    /// The dimension of a key, and whether the key excludes.
    pub fn of_key(key: &str) -> Option<(Self, bool)> {
        Self::ALL.iter().copied().find_map(|dimension| {
            if dimension.key() == key {
                Some((dimension, false))
            } else if dimension.not_key() == key {
                Some((dimension, true))
            } else {
                None
            }
        })
    }

    /// Says what would be right, where the value cannot be one of this dimension.
    pub(crate) fn check(self, value: &str) -> Result<(), String> {
        if value.is_empty() || value.chars().count() > limits::MAX_NAME_CHARS || value.contains('\0') {
            return Err(format!(
                "a value has 1 to {} characters, none of them NUL",
                limits::MAX_NAME_CHARS
            ));
        }
        match self {
            Self::Type => {
                let family = value.strip_suffix(".*");
                let is_name = family.map_or_else(
                    || event_type::is_type_name(value),
                    |family| event_type::is_type_name(&format!("{family}.x")),
                );
                if is_name {
                    Ok(())
                } else {
                    Err(format!(
                        "`{value}` is not an event type; use a name such as `post.failed`, or `post.*` for a family"
                    ))
                }
            }
            Self::Platform => one_of(value, platform::PLATFORMS.iter().map(|platform| platform.name)),
            Self::State => one_of(value, state::STATES.iter().map(|state| state.name)),
            Self::ActorKind => one_of(value, ActorKind::ALL.iter().map(|kind| kind.as_str())),
            Self::Category | Self::Actor | Self::Target => Ok(()),
        }
    }
}

/// Says which values exist, where this is none of them.
pub fn one_of<'a>(value: &str, known: impl Iterator<Item = &'a str> + Clone) -> Result<(), String> {
    if known.clone().any(|name| name == value) {
        return Ok(());
    }
    let list: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    let shown: String = value.chars().take(60).collect();
    Err(format!("`{shown}` is not known; use one of {}", list.join(", ")))
}
