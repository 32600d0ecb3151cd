//! Who a credential is, and what belongs to them.

use serde::{Deserialize, Deserializer, Serialize};

use crate::access::{Role, Scope};
use crate::id::{UserId, WorkspaceId};
use crate::plan::Plan;
use crate::settings::{Density, HourCycle, Theme, Times};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The person's id; the `actor.id` of what they do.
    pub id: UserId,
    /// The address they sign in with.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "email", example = "sarah@northwind.example")
    )]
    pub email: String,
    /// The name people read.
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen"))]
    pub name: String,
    /// The person's time zone (IANA name); the browser's, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Dublin"))]
    pub time_zone: Option<String>,
    /// How hours are counted.
    #[serde(default)]
    pub hour_cycle: HourCycle,
    /// The colours.
    #[serde(default)]
    pub theme: Theme,
    /// How high rows are.
    #[serde(default)]
    pub density: Density,
    /// How the times of rows are written.
    #[serde(default)]
    pub times: Times,
    /// Whether single keys are shortcuts.
    #[serde(default = "on")]
    pub shortcuts: bool,
}

const fn on() -> bool {
    true
}

/// What changes of a person; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserUpdate {
    /// Another name. Past events keep the one that they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 200, example = "Sarah Chen")
    )]
    pub name: Option<String>,
    /// Another time zone (IANA name); null: the browser's.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Europe/Dublin"))]
    pub time_zone: Option<Option<String>>,
    /// How hours are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour_cycle: Option<HourCycle>,
    /// The colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// How high rows are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    /// How the times of rows are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Times>,
    /// Whether single keys are shortcuts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortcuts: Option<bool>,
}

/// A null that is given is something else than an absent field.
pub(crate) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// What kind of credential a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CredentialKind {
    /// A person's access token.
    Session,
    /// An API key.
    ApiKey,
}

/// The credential of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credential {
    /// What kind it is.
    pub kind: CredentialKind,
    /// What an API key may be used for; empty for a session, whose rights come from the role.
    pub scopes: Vec<Scope>,
}

/// A workspace as its member, or its API key, sees it in `me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceSummary {
    /// The workspace's id.
    pub id: WorkspaceId,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(example = "Northwind Social"))]
    pub name: String,
    /// The person's role; absent for an API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Its plan.
    pub plan: Plan,
    /// Its time zone (IANA name).
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Dublin"))]
    pub time_zone: String,
}

/// The workspaces that a credential opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceList {
    /// By name.
    pub data: Vec<WorkspaceSummary>,
}

/// Who the credential is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The person; absent for an API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The credential of this request.
    pub credential: Credential,
    /// The workspaces it opens, by name.
    pub workspaces: Vec<WorkspaceSummary>,
}
