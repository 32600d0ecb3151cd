//! Event types as a workspace has them: the built-in ones and its own.

use serde::{Deserialize, Serialize};

/// An event type that can be appended, filtered by and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventType {
    /// The wire name, `noun.verb`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post.failed"))]
    pub name: String,
    /// What people read in menus.
    #[cfg_attr(feature = "openapi", schema(example = "Post failed"))]
    pub label: String,
    /// The category it belongs to.
    #[cfg_attr(feature = "openapi", schema(example = "posts"))]
    pub category: String,
    /// The category's heading.
    #[cfg_attr(feature = "openapi", schema(example = "Posts"))]
    pub category_label: String,
    /// Its symbol.
    #[cfg_attr(feature = "openapi", schema(example = "doc-x"))]
    pub icon: String,
    /// The state of an event that names none.
    #[cfg_attr(feature = "openapi", schema(example = "failed"))]
    pub state: String,
    /// Whether a member sees only their own.
    pub restricted: bool,
    /// Whether it comes with Daybook.
    pub built_in: bool,
    /// What it means, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// All event types of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventTypeList {
    /// Built-in types by category, then the workspace's own by name.
    pub data: Vec<EventType>,
}

/// What [`is_type_name`] takes, as a regular expression of ECMA 262.
pub const PATTERN: &str = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$";
/// The same, or a family such as `post.*`.
pub const PATTERN_OF_FILTER: &str = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\.([a-z][a-z0-9_]*|\*)$";

/// Whether the text can name a type: lower-case words joined by dots, at least two.
pub fn is_type_name(name: &str) -> bool {
    let words: Vec<&str> = name.split('.').collect();
    let is_word = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    words.len() >= 2 && name.len() <= crate::limits::MAX_NAME_CHARS && words.iter().all(is_word)
}

/// A label made from a type's name: `crm.deal_won` becomes "Crm deal won".
pub fn label_from_name(name: &str) -> String {
    let mut label = name.replace(['.', '_'], " ");
    if let Some(first) = label.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_are_lower_case_words_joined_by_dots() {
        for name in ["post.failed", "crm.deal_won", "s3.get_object.v2"] {
            assert!(is_type_name(name), "{name}");
        }
        for name in [
            "",
            "post",
            "post.",
            ".post",
            "Post.failed",
            "post failed",
            "post.*",
            "9.lives",
            "пост.новый",
        ] {
            assert!(!is_type_name(name), "{name}");
        }
        assert_eq!(label_from_name("crm.deal_won"), "Crm deal won");
    }
}
