//! The built-in event types and categories: one table each.

mod types;

pub use types::TYPES;

/// A group of event types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// The wire name.
    pub name: &'static str,
    /// The heading people read.
    pub label: &'static str,
    /// Whether only owners, admins and auditors (and, of their own events, everybody) may see it.
    pub restricted: bool,
}

/// A built-in event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInType {
    /// The wire name, `noun.verb`.
    pub name: &'static str,
    /// What people read in menus.
    pub label: &'static str,
    /// The category it belongs to.
    pub category: &'static str,
    /// The state an event has when its producer names none.
    pub state: &'static str,
    /// Its symbol in the icon sprite.
    pub icon: &'static str,
    /// The sentence for an event without a description; `{actor}` and `{target}` are filled in.
    pub template: &'static str,
    /// What it means, and what to do about it.
    pub help: &'static str,
}

const fn category(name: &'static str, label: &'static str, restricted: bool) -> Category {
    Category {
        name,
        label,
        restricted,
    }
}

/// All built-in categories, in the order menus show them.
pub const CATEGORIES: &[Category] = &[
    category("accounts", "Accounts", false),
    category("posts", "Posts", false),
    category("media", "Media", false),
    category("tiktok", "TikTok", false),
    category("instagram", "Instagram", false),
    category("webhooks", "Webhooks", false),
    category("agent", "Agent", false),
    category("learning", "Learning", false),
    category("sign-in", "Sign-in", true),
    category("people", "People", true),
    category("settings", "Settings", true),
    category("access", "Access", true),
    category("exports", "Exports", true),
];

/// The category that a type registered without one gets.
pub const CUSTOM_CATEGORY: &str = "custom";

/// Finds a built-in category by its wire name.
pub fn find_category(name: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.name == name)
}

/// Finds a built-in type by its wire name.
pub fn find_type(name: &str) -> Option<&'static BuiltInType> {
    TYPES.iter().find(|built_in| built_in.name == name)
}

impl BuiltInType {
    /// Whether a member sees events of this type only where they are their own.
    pub fn is_restricted(&self) -> bool {
        find_category(self.category).is_some_and(|category| category.restricted)
    }
}

/// Fills a template: `{actor}` becomes the actor's name, `{target}` the target's, in words where there is none.
pub fn render(template: &str, actor: &str, target: Option<&str>) -> String {
    let mut sentence = String::with_capacity(template.len() + actor.len() + 16);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        sentence.push_str(&rest[..start]);
        rest = &rest[start..];
        let (value, length) = if rest.starts_with("{actor}") {
            (actor, "{actor}".len())
        } else if rest.starts_with("{target}") {
            (target.unwrap_or("something"), "{target}".len())
        } else {
            ("{", 1)
        };
        sentence.push_str(value);
        rest = &rest[length..];
    }
    sentence.push_str(rest);
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_names_a_category_and_a_state_that_exist() {
        for built_in in TYPES {
            assert!(find_category(built_in.category).is_some(), "{}", built_in.name);
            assert!(crate::state::find(built_in.state).is_some(), "{}", built_in.name);
        }
    }

    #[test]
    fn templates_are_filled_once_and_names_stay_as_they_are() {
        assert_eq!(
            render("{actor} scheduled {target}", "Sarah", Some("“{actor}”")),
            "Sarah scheduled “{actor}”"
        );
        assert_eq!(
            render("{actor} {x} {target}", "Sarah", None),
            "Sarah {x} something"
        );
    }
}
