//! The social networks that events come from.

/// A network: its wire name and how people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// The wire name.
    pub name: &'static str,
    /// How the network writes itself.
    pub label: &'static str,
    /// Its symbol in the icon sprite.
    pub icon: &'static str,
}

/// All networks, in the order menus show them.
pub const PLATFORMS: &[Platform] = &[
    Platform {
        name: "tiktok",
        label: "TikTok",
        icon: "tiktok",
    },
    Platform {
        name: "instagram",
        label: "Instagram",
        icon: "instagram",
    },
    Platform {
        name: "facebook",
        label: "Facebook",
        icon: "facebook",
    },
    Platform {
        name: "x",
        label: "X",
        icon: "xcom",
    },
    Platform {
        name: "linkedin",
        label: "LinkedIn",
        icon: "linkedin",
    },
    Platform {
        name: "telegram",
        label: "Telegram",
        icon: "telegram",
    },
];

/// The AI specialists that act as `agent`.
pub const AGENTS: &[&str] = &[
    "Growth Strategist",
    "Creative Agent",
    "Content Optimizer",
    "Publisher",
    "Integrator",
];

/// Finds a network by its wire name.
pub fn find(name: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.name == name)
}
