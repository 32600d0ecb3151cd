//! Which events of a workspace a caller may see.

/// What every query for events is narrowed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// All of them.
    All,
    /// Those that are not restricted, and those whose `actor_id` is this one.
    Own(String),
}

impl Visibility {
    /// Whether restricted events are visible whoever caused them.
    pub fn sees_restricted(&self) -> bool {
        matches!(self, Self::All)
    }
}
