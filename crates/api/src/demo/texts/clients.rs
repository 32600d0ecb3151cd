//! The clients whose accounts the agency runs, and the browsers of its people.

/// A client with its accounts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client {
    /// The name people read.
    pub(crate) name: &'static str,
    /// The account's name on every network.
    pub(crate) handle: &'static str,
    /// The networks on which it has an account.
    pub(crate) platforms: &'static [&'static str],
    /// What its posts belong to.
    pub(crate) campaigns: &'static [&'static str],
}

impl Client {
    /// The id of its account on a network.
    pub(crate) fn account(&self, platform: &str) -> String {
        format!("acc_{platform}_{}", self.handle)
    }

    /// Where a post of it can be seen.
    pub(crate) fn link(&self, platform: &str, code: &str) -> String {
        format!("https://{platform}.{}.example/p/{code}", self.handle)
    }
}

/// The agency's clients, the busiest first.
pub(crate) const CLIENTS: &[Client] = &[
    Client {
        name: "Kestrel Bikes",
        handle: "kestrelbikes",
        platforms: &["instagram", "x", "tiktok", "facebook"],
        campaigns: &["Autumn drop", "Ride to work", "Mud season", "Workshop Wednesdays"],
    },
    Client {
        name: "Lumen Coffee Roasters",
        handle: "lumencoffee",
        platforms: &["tiktok", "instagram", "telegram", "x", "facebook"],
        campaigns: &[
            "Huehuetenango harvest",
            "Advent tasting box",
            "Cold brew nights",
            "Meet the grower",
        ],
    },
    Client {
        name: "Saltmarsh Skincare",
        handle: "saltmarsh",
        platforms: &["tiktok", "instagram", "linkedin", "facebook"],
        campaigns: &["Refill, don't rebuy", "Winter barrier", "Seaweed diaries"],
    },
    Client {
        name: "Harbour & Pine",
        handle: "harbourandpine",
        platforms: &["linkedin", "facebook", "instagram", "x"],
        campaigns: &["Small rooms, big tables", "Made in Connemara", "The mending shop"],
    },
    Client {
        name: "Oriel Books",
        handle: "orielbooks",
        platforms: &["x", "telegram", "instagram", "facebook"],
        campaigns: &["Longlist fortnight", "Books by post", "One chapter a day"],
    },
    Client {
        name: "The Royal Ballymacarrett Botanical Gardens Trust",
        handle: "ballymacarrett",
        platforms: &["facebook", "instagram", "x"],
        campaigns: &["Glasshouse after dark", "A thousand snowdrops"],
    },
    Client {
        name: "Northwind Social",
        handle: "northwindsocial",
        platforms: &["linkedin", "x", "telegram"],
        campaigns: &["How we work", "We are hiring", "Client stories"],
    },
];

/// The school's own accounts.
pub(crate) const SCHOOL: &[Client] = &[Client {
    name: "Contoso Learning",
    handle: "contosolearning",
    platforms: &["linkedin", "facebook", "x", "instagram", "telegram", "tiktok"],
    campaigns: &[
        "Open evening",
        "Learner of the month",
        "Spring catalogue",
        "Two-minute lesson",
    ],
}];

/// Browsers on desks.
pub(crate) const OFFICE_AGENTS: &[&str] = &[
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
];

/// The browser on everybody's phone.
pub(crate) const POCKET_AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";

/// The program of an attacker who guesses passwords.
pub(crate) const ATTACK_AGENT: &str = "python-requests/2.32.5";
