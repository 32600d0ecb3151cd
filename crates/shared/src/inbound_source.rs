//! Sources of notifications: a platform, the address that it sends to, and the secret that it signs with.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::Actor;
use crate::id::InboundSourceId;
use crate::page::PageInfo;
use crate::timestamp::Timestamp;

/// A platform whose notifications are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InboundPlatform {
    /// Pages of Facebook.
    Facebook,
    /// Professional accounts of Instagram.
    Instagram,
    /// Accounts of TikTok.
    Tiktok,
}

impl InboundPlatform {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Facebook, Self::Instagram, Self::Tiktok];

    /// The wire name, which is that of the platform.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facebook => "facebook",
            Self::Instagram => "instagram",
            Self::Tiktok => "tiktok",
        }
    }

    /// How the platform writes itself.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Facebook => "Facebook",
            Self::Instagram => "Instagram",
            Self::Tiktok => "TikTok",
        }
    }

    /// Finds one by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == name)
    }

    /// Whether the platform asks for a verify token when the address is entered there.
    pub const fn asks_for_token(self) -> bool {
        matches!(self, Self::Facebook | Self::Instagram)
    }
}

/// A source, without the secret that its platform signs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboundSource {
    /// The source's id.
    pub id: InboundSourceId,
    /// Which platform sends.
    pub platform: InboundPlatform,
    /// Which app or account of the platform it is.
    #[cfg_attr(feature = "openapi", schema(example = "Instagram comments"))]
    pub name: String,
    /// The address to enter at the platform as callback URL.
    #[cfg_attr(
        feature = "openapi",
        schema(
            format = "uri",
            example = "https://daybook.example.com/v1/inbound/src_01k9zq5v7hf2ns0d8kx3cw4m6t"
        )
    )]
    pub callback_url: String,
    /// The verify token to enter beside it; absent where the platform asks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "7f1d0c9a52b84e6f93d1a0c4e8b75f26"))]
    pub verify_token: Option<String>,
    /// Who made it.
    pub created_by: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the platform last sent a notification that was kept, to the minute; absent where it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_received_at: Option<Timestamp>,
}

/// A source to be made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInboundSource {
    /// Which platform sends.
    pub platform: InboundPlatform,
    /// Which app or account of the platform it is.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Instagram comments", min_length = 1, max_length = 200)
    )]
    pub name: String,
    /// What the platform signs with: the app secret of Meta, the client secret of TikTok. It is kept encrypted and never
    /// shown again.
    #[cfg_attr(
        feature = "openapi",
        schema(
            write_only,
            format = "password",
            min_length = 16,
            max_length = 200,
            pattern = "^[!-~]+$"
        )
    )]
    pub app_secret: String,
}

impl fmt::Debug for NewInboundSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewInboundSource({} {:?})", self.platform.as_str(), self.name)
    }
}

/// A page of sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboundSourceList {
    /// The newest first.
    pub data: Vec<InboundSource>,
    /// Where the page stands.
    pub page: PageInfo,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform;

    #[test]
    fn platforms_are_those_of_the_log() {
        for known in InboundPlatform::ALL {
            let platform = platform::find(known.as_str()).unwrap();
            assert_eq!(known.label(), platform.label);
            assert_eq!(InboundPlatform::find(platform.name), Some(*known));
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        let new = NewInboundSource {
            platform: InboundPlatform::Tiktok,
            name: "Videos".to_owned(),
            app_secret: "wJalrXUtnFEMI".to_owned(),
        };
        assert_eq!(format!("{new:?}"), "NewInboundSource(tiktok \"Videos\")");
    }
}
