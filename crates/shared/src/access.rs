//! Who may do what: roles of people, scopes of API keys, and the permissions each of them grants.

use serde::{Deserialize, Serialize};

use crate::plan::Feature;

/// One thing that a caller may be allowed to do in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See the workspace itself.
    ReadWorkspace,
    /// See who belongs, or belonged, to the workspace.
    ReadMembers,
    /// Read events (a member: those of categories that are not restricted, and their own).
    ReadEvents,
    /// Append events.
    AppendEvents,
    /// Register event types.
    ManageEventTypes,
    /// Save, change and delete presets that are a person's own.
    ManageOwnPresets,
    /// Share presets with the workspace; change and delete shared ones.
    ManageSharedPresets,
    /// Ask for exports, fetch their files, stop them.
    MakeExports,
    /// See, make and revoke API keys.
    ManageApiKeys,
    /// See, make and delete the sources that platforms send notifications to.
    ManageInboundSources,
    /// See, make, change and delete webhook endpoints, and what was delivered to them.
    ManageWebhooks,
}

impl Permission {
    /// All permissions.
    pub const ALL: &'static [Self] = &[
        Self::ReadWorkspace,
        Self::ReadMembers,
        Self::ReadEvents,
        Self::AppendEvents,
        Self::ManageEventTypes,
        Self::ManageOwnPresets,
        Self::ManageSharedPresets,
        Self::MakeExports,
        Self::ManageApiKeys,
        Self::ManageInboundSources,
        Self::ManageWebhooks,
    ];

    /// What the workspace's plan must have for an API key to use it.
    pub const fn needs_of_keys(self) -> Option<Feature> {
        match self {
            Self::ReadEvents | Self::MakeExports => Some(Feature::ProgrammaticReading),
            _ => None,
        }
    }

    /// The permission as `noun.verb`, for messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWorkspace => "workspace.read",
            Self::ReadMembers => "members.read",
            Self::ReadEvents => "events.read",
            Self::AppendEvents => "events.append",
            Self::ManageEventTypes => "event_types.manage",
            Self::ManageOwnPresets => "presets.manage_own",
            Self::ManageSharedPresets => "presets.manage_shared",
            Self::MakeExports => "exports.make",
            Self::ManageApiKeys => "api_keys.manage",
            Self::ManageInboundSources => "inbound_sources.manage",
            Self::ManageWebhooks => "webhooks.manage",
        }
    }
}

/// What a person is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Everything, and the workspace's existence and plan.
    Owner,
    /// Everything but deleting the workspace and changing its plan.
    Admin,
    /// Reads everything, changes nothing.
    Auditor,
    /// Reads what is not restricted, and their own.
    Member,
}

impl Role {
    /// All roles, the strongest first.
    pub const ALL: &'static [Self] = &[Self::Owner, Self::Admin, Self::Auditor, Self::Member];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
            Self::Member => "member",
        }
    }

    /// Finds a role by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == name)
    }

    /// Whether the role includes the permission.
    pub const fn grants(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadWorkspace
            | Permission::ReadMembers
            | Permission::ReadEvents
            | Permission::ManageOwnPresets => true,
            Permission::AppendEvents
            | Permission::ManageEventTypes
            | Permission::ManageSharedPresets
            | Permission::ManageApiKeys
            | Permission::ManageInboundSources
            | Permission::ManageWebhooks => matches!(self, Self::Owner | Self::Admin),
            Permission::MakeExports => !matches!(self, Self::Member),
        }
    }

    /// Whether events of restricted categories are visible whoever caused them.
    pub const fn sees_restricted(self) -> bool {
        !matches!(self, Self::Member)
    }
}

/// What an API key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// Read events.
    #[serde(rename = "events:read")]
    EventsRead,
    /// Append events.
    #[serde(rename = "events:write")]
    EventsWrite,
    /// Make exports.
    #[serde(rename = "exports:write")]
    ExportsWrite,
    /// What an admin may do.
    #[serde(rename = "admin")]
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: &'static [Self] = &[
        Self::EventsRead,
        Self::EventsWrite,
        Self::ExportsWrite,
        Self::Admin,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventsRead => "events:read",
            Self::EventsWrite => "events:write",
            Self::ExportsWrite => "exports:write",
            Self::Admin => "admin",
        }
    }

    /// Finds a scope by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == name)
    }

    /// What a workspace's plan must have for a key with only this scope to be of any use.
    pub const fn needs(self) -> Option<Feature> {
        match self {
            Self::EventsRead | Self::ExportsWrite => Some(Feature::ProgrammaticReading),
            Self::EventsWrite | Self::Admin => None,
        }
    }

    /// Whether the scope includes the permission.
    pub const fn grants(self, permission: Permission) -> bool {
        match self {
            Self::Admin => true,
            Self::EventsRead => matches!(permission, Permission::ReadWorkspace | Permission::ReadEvents),
            Self::EventsWrite => matches!(permission, Permission::ReadWorkspace | Permission::AppendEvents),
            Self::ExportsWrite => matches!(permission, Permission::ReadWorkspace | Permission::MakeExports),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_and_admins_append_from_a_session() {
        let who: Vec<_> = Role::ALL
            .iter()
            .filter(|role| role.grants(Permission::AppendEvents))
            .collect();
        assert_eq!(who, [&Role::Owner, &Role::Admin]);
    }

    #[test]
    fn whoever_exports_sees_everything() {
        let who = |role: &&Role| role.grants(Permission::MakeExports);
        assert!(Role::ALL.iter().filter(who).all(|role| role.sees_restricted()));
        assert_eq!(Role::ALL.iter().filter(who).count(), 3);
    }

    #[test]
    fn whoever_manages_webhooks_sees_everything_that_leaves_by_them() {
        let who = |role: &&Role| role.grants(Permission::ManageWebhooks);
        assert!(Role::ALL.iter().filter(who).all(|role| role.sees_restricted()));
        let scopes = Scope::ALL
            .iter()
            .filter(|scope| scope.grants(Permission::ManageWebhooks));
        assert_eq!(scopes.collect::<Vec<_>>(), [&Scope::Admin]);
    }

    #[test]
    fn names_lead_back() {
        assert!(
            Role::ALL
                .iter()
                .all(|role| Role::find(role.as_str()) == Some(*role))
        );
        assert!(
            Scope::ALL
                .iter()
                .all(|scope| Scope::find(scope.as_str()) == Some(*scope))
        );
    }
}
