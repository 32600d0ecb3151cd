//! API keys: what a program signs in with.

use serde::{Deserialize, Serialize};

use crate::access::Scope;
use crate::event::Actor;
use crate::id::ApiKeyId;
use crate::page::PageInfo;
use crate::timestamp::Timestamp;

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// The key's id; the `actor.id` of what it does.
    pub id: ApiKeyId,
    /// Which program uses it.
    #[cfg_attr(feature = "openapi", schema(example = "Nightly sync"))]
    pub name: String,
    /// The first characters of the key, by which people tell keys apart.
    #[cfg_attr(feature = "openapi", schema(example = "dbk_4fTqV9Zs"))]
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Who made it; absent where an operator did on the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it does not work any more; absent where it works until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked; absent where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// Who revoked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<Actor>,
}

impl ApiKey {
    /// Whether it opens something at a moment.
    pub fn works_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// Which program uses it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Nightly sync", min_length = 1, max_length = 200)
    )]
    pub name: String,
    /// What it may be used for; each is a right of its own.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 4))]
    pub scopes: Vec<Scope>,
    /// From when on it does not work any more; without it, it works until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, example = "2099-12-31T00:00:00Z"))]
    pub expires_at: Option<Timestamp>,
}

/// A key that has just been made, with its secret, which nobody can read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiKey {
    /// The key, as lists show it from now on.
    #[serde(flatten)]
    pub api_key: ApiKey,
    /// What goes behind `Authorization: Bearer`. It is not stored: keep it now.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "dbk_4fTqV9Zs0000000000000000000000000000000000")
    )]
    pub key: String,
}

/// A page of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyList {
    /// The newest first, those that work no more among them.
    pub data: Vec<ApiKey>,
    /// Where the page stands.
    pub page: PageInfo,
}
