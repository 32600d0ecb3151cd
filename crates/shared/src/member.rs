//! The people of a workspace.

use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::id::UserId;

/// A person who belongs, or belonged, to a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The person's id; the `actor.id` of what they did.
    pub user_id: UserId,
    /// The name people read.
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen"))]
    pub name: String,
    /// What they are, or were.
    pub role: Role,
    /// Whether they have been removed; their events stay, under their name.
    pub former: bool,
}

/// All people of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberList {
    /// Present members by name, then former ones.
    pub data: Vec<Member>,
}
