//! The names that a workspace gives to things: its people and its event types.

use daybook_shared::catalogue;
use daybook_shared::event_type::{EventType, label_from_name};
use daybook_shared::member::Member;

use crate::named::Names;

/// The icon of a type that nobody drew one for.
const UNKNOWN_ICON: &str = "diamond";

/// People and types of a workspace. Empty until they are loaded; built-in types are known anyway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// Present and former members.
    pub members: Vec<Member>,
    /// Built-in types and the workspace's own.
    pub types: Vec<EventType>,
    /// Whatever else the filter names.
    pub named: Names,
}

/// A category with its types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryGroup {
    /// The wire name.
    pub name: String,
    /// The heading.
    pub label: String,
    /// The types in it: wire name and label.
    pub types: Vec<(String, String)>,
}

impl Directory {
    /// What people read for a type; `post.*` names a family.
    pub fn type_label(&self, name: &str) -> String {
        if let Some(family) = name.strip_suffix(".*") {
            return format!("{}: all", label_from_name(family));
        }
        let own = self
            .types
            .iter()
            .find(|known| known.name == name)
            .map(|known| known.label.clone());
        own.or_else(|| catalogue::find_type(name).map(|known| known.label.to_owned()))
            .unwrap_or_else(|| label_from_name(name))
    }

    /// The icon of a type.
    pub fn type_icon(&self, name: &str) -> String {
        let own = self
            .types
            .iter()
            .find(|known| known.name == name)
            .map(|known| known.icon.clone());
        own.or_else(|| catalogue::find_type(name).map(|known| known.icon.to_owned()))
            .unwrap_or_else(|| UNKNOWN_ICON.to_owned())
    }

    /// What a type means and what to do about it.
    pub fn type_help(&self, name: &str) -> Option<String> {
        let own = self
            .types
            .iter()
            .find(|known| known.name == name)
            .and_then(|known| known.help.clone());
        own.or_else(|| catalogue::find_type(name).map(|known| known.help.to_owned()))
    }

    /// The heading of a category.
    pub fn category_label(&self, name: &str) -> String {
        let own = self
            .types
            .iter()
            .find(|known| known.category == name)
            .map(|known| known.category_label.clone());
        own.or_else(|| catalogue::find_category(name).map(|known| known.label.to_owned()))
            .unwrap_or_else(|| label_from_name(name))
    }

    /// The name of an actor; the id, where nobody has it.
    pub fn actor_name(&self, id: &str) -> String {
        self.member(id)
            .map_or_else(|| self.named(id), |member| member.name.clone())
    }

    /// The name of something that the filter names; the id, where nothing told it.
    pub fn named(&self, id: &str) -> String {
        self.named.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// Whether a person has left.
    pub fn is_former(&self, id: &str) -> bool {
        self.member(id).is_some_and(|member| member.former)
    }

    fn member(&self, id: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.user_id.to_string() == id)
    }

    /// All categories with their types, in the order menus show them: built-in ones, then the workspace's own.
    pub fn categories(&self) -> Vec<CategoryGroup> {
        let mut groups: Vec<CategoryGroup> = Vec::new();
        let mut add = |category: &str, label: &str, kind: (String, String)| match groups
            .iter_mut()
            .find(|group| group.name == category)
        {
            Some(group) => group.types.push(kind),
            None => groups.push(CategoryGroup {
                name: category.to_owned(),
                label: label.to_owned(),
                types: vec![kind],
            }),
        };
        if self.types.is_empty() {
            for known in catalogue::TYPES {
                let label =
                    catalogue::find_category(known.category).map_or(known.category, |found| found.label);
                add(
                    known.category,
                    label,
                    (known.name.to_owned(), known.label.to_owned()),
                );
            }
        }
        for known in &self.types {
            add(
                &known.category,
                &known.category_label,
                (known.name.clone(), known.label.clone()),
            );
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own_type() -> EventType {
        EventType {
            name: "crm.deal_won".into(),
            label: "Deal won".into(),
            category: "custom".into(),
            category_label: "Of your own".into(),
            icon: "diamond".into(),
            state: "done".into(),
            restricted: false,
            built_in: false,
            help: None,
        }
    }

    #[test]
    fn names_come_from_the_workspace_then_the_catalogue_then_the_wire() {
        let directory = Directory {
            types: vec![own_type()],
            ..Directory::default()
        };
        assert_eq!(directory.type_label("crm.deal_won"), "Deal won");
        assert_eq!(directory.type_label("post.failed"), "Post failed");
        assert_eq!(directory.type_label("robot.woke_up"), "Robot woke up");
        assert_eq!(directory.type_label("post.*"), "Post: all");
        assert_eq!(directory.type_icon("robot.woke_up"), UNKNOWN_ICON);
        assert_eq!(directory.category_label("custom"), "Of your own");
        assert_eq!(directory.actor_name("usr_x"), "usr_x");
    }

    #[test]
    fn menus_have_types_before_they_are_loaded() {
        let groups = Directory::default().categories();
        assert_eq!(groups[0].name, "accounts");
        assert_eq!(
            groups.iter().map(|group| group.types.len()).sum::<usize>(),
            catalogue::TYPES.len()
        );
    }
}
