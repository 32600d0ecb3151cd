//! Plans, and which has what.

use serde::{Deserialize, Serialize};

/// What a workspace pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Plan {
    /// People in a browser, and appending.
    Free,
    /// As `free`, for larger teams.
    Team,
    /// Programs as well.
    Enterprise,
}

/// Something that not every plan has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Reading with an API key.
    ProgrammaticReading,
    /// Webhooks to other systems.
    WebhooksOut,
}

impl Feature {
    /// The smallest plan that has it.
    pub const fn needs(self) -> Plan {
        match self {
            Self::ProgrammaticReading | Self::WebhooksOut => Plan::Enterprise,
        }
    }
}

impl Plan {
    /// All plans, the smallest first.
    pub const ALL: &'static [Self] = &[Self::Free, Self::Team, Self::Enterprise];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Team => "team",
            Self::Enterprise => "enterprise",
        }
    }

    /// Finds a plan by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|plan| plan.as_str() == name)
    }

    /// Whether the plan covers the feature.
    pub fn has(self, feature: Feature) -> bool {
        self >= feature.needs()
    }
}
