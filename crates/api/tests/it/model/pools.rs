//! What random events and filters are made of. The values are few, so that they meet; those at the edge of something
//! (a day, a month, a pattern language, a letter's case) are the ones that matter. Shrinking goes to the first of each.

/// Stands for the id of the member who reads, of the owner, and of the API key: each run knows them only when it begins.
pub const MEMBER: &str = "$mia";
pub const OWNER: &str = "$olive";
pub const KEY: &str = "$key";

/// Types of events: plain, restricted (from `auth.` on), and ones that nobody registers but a request (from `crm.` on).
pub const TYPES: &[&str] = &[
    "post.created",
    "post.failed",
    "post.published",
    "tiktok.error",
    "instagram.comment",
    "auth.signed_in",
    "auth.sign_in_failed",
    "api_key.created",
    "export.completed",
    "crm.deal_won",
    "post.boosted",
    "crm_eu.deal_won",
    "crmxeu.deal_won",
];
/// Of these the first so many come with Daybook.
pub const BUILT_IN_TYPES: usize = 9;

pub const PLATFORMS: &[&str] = &["x", "instagram", "tiktok"];
pub const STATES: &[&str] = &["done", "failed", "scheduled"];
pub const CORRELATIONS: &[&str] = &["c1", "c2", "C1"];
pub const KEYS: &[&str] = &["k1", "k2", "k3", "K1", "k 4", "ключ"];

/// Actors as a producer sends them; the ids are replaced.
pub const ACTORS: &[&str] = &[
    r#"{"kind":"member","id":"sarah","name":"Sarah Chen"}"#,
    r#"{"kind":"member","id":"$mia","name":"Mia"}"#,
    r#"{"kind":"agent","agent":"Publisher","name":"Publisher","on_behalf_of":{"id":"$mia","name":"Mia"}}"#,
    r#"{"kind":"platform","name":"Instagram"}"#,
    r#"{"kind":"anonymous","name":"Somebody"}"#,
    r#"{"kind":"system","id":"daybook","name":"Daybook"}"#,
];

/// Targets as a producer sends them: some share an id, one looks like a pattern.
pub const TARGETS: &[&str] = &[
    r#"{"type":"post","id":"p1","name":"Autumn drop"}"#,
    r#"{"type":"post","id":"p2"}"#,
    r#"{"type":"account","id":"p1","url":"https://social.example/p1"}"#,
    r#"{"type":"course","id":"p_"}"#,
];

/// Times at which events happen: some equal the bounds of the periods below, some miss them by a microsecond.
pub const MOMENTS: &[&str] = &[
    "2026-11-20T10:00:00.000000Z",
    "2026-11-21T09:30:00.000000Z",
    "2026-11-21T09:29:59.999999Z",
    "2026-11-21T09:35:00.000000Z",
    "2026-11-21T08:30:00.000000Z",
    "2026-11-21T08:29:59.999999Z",
    "2026-11-21T00:00:00.000000Z",
    "2026-11-20T23:59:59.999999Z",
    "2026-11-20T09:30:00.000000Z",
    "2026-11-14T09:30:00.000000Z",
    "2026-11-14T09:29:59.999999Z",
    "2026-11-01T04:00:00.000000Z",
    "2026-11-01T00:00:00.000000Z",
    "2026-10-31T23:59:59.999999Z",
    "2026-10-26T00:00:00.000000Z",
    "2026-10-25T23:59:59.999999Z",
    "2026-10-24T23:00:00.000000Z",
    "2026-10-22T09:30:00.000000Z",
    "2026-10-01T00:00:00.000000Z",
    "2026-09-30T23:59:59.999999Z",
    "2026-09-12T12:00:00.000000Z",
];

/// A date range: its query, and the instants that people mean by it at the moment of the tests.
pub struct Period {
    pub query: &'static [(&'static str, &'static str)],
    pub from: Option<&'static str>,
    pub to: Option<&'static str>,
}

#[rustfmt::skip] // a table
pub const PERIODS: &[Period] = &[
    Period { query: &[], from: None, to: None },
    Period { query: &[("from", "2026-11-01T00:00:00Z")], from: Some("2026-11-01T00:00:00Z"), to: None },
    Period { query: &[("to", "2026-11-01T00:00:00Z")], from: None, to: Some("2026-11-01T00:00:00Z") },
    Period { query: &[("from", "2026-10-22T11:30:00+02:00"), ("to", "2026-11-21T09:30:00Z")], from: Some("2026-10-22T09:30:00Z"), to: Some("2026-11-21T09:30:00Z") },
    // The day on which Dublin's clocks went back has 25 hours.
    Period { query: &[("from", "2026-10-25"), ("to", "2026-10-26"), ("tz", "Europe/Dublin")], from: Some("2026-10-24T23:00:00Z"), to: Some("2026-10-26T00:00:00Z") },
    Period { query: &[("from", "2026-11-01"), ("tz", "America/New_York")], from: Some("2026-11-01T04:00:00Z"), to: None },
    Period { query: &[("range", "1h")], from: Some("2026-11-21T08:30:00Z"), to: None },
    Period { query: &[("range", "24h")], from: Some("2026-11-20T09:30:00Z"), to: None },
    Period { query: &[("range", "7d")], from: Some("2026-11-14T09:30:00Z"), to: None },
    Period { query: &[("range", "30d")], from: Some("2026-10-22T09:30:00Z"), to: None },
    Period { query: &[("range", "today"), ("tz", "Europe/Dublin")], from: Some("2026-11-21T00:00:00Z"), to: None },
    Period { query: &[("range", "this_month"), ("tz", "America/New_York")], from: Some("2026-11-01T04:00:00Z"), to: None },
];

/// Pieces of descriptions.
pub const TEXTS: &[&str] = &[
    "Launch",
    "launch_plan",
    "launchXplan",
    "100% of",
    "1000 of",
    "MARÍA's",
    "\"launch",
    "café",
    "cafe\u{301}",
    "🎉🎉",
    "Straße",
    "ΟΔΟΣ",
    "İstanbul",
    "o'hara",
    "back\\slash",
    "خصم ٣٠٪",
    "新色が",
    "<b>&amp;",
];

/// Words of searches. Several are searched for together, which makes a phrase of them.
pub const WORDS: &[&str] = &[
    "launch",
    "LAUN",
    "au",
    "a",
    "_",
    "launch_plan",
    "h_p",
    "%",
    "100%",
    "0%",
    "\"launch",
    "maría",
    "MARI\u{301}A",
    "cafe",
    "café",
    "🎉",
    "STRASSE",
    "straße",
    "οδος",
    "istanbul",
    "o'h",
    "\\",
    "خصم",
    "新色",
    "insta",
    "post.f",
    "sarah chen",
    "deal_won",
    "OR",
    "*",
    "''",
    "absent",
];

/// The values that filters name, by dimension.
pub const DIMENSIONS: &[(&str, &[&str])] = &[
    ("platform", PLATFORMS),
    (
        "type",
        &[
            "post.failed",
            "post.*",
            "auth.*",
            "crm.deal_won",
            "crm_eu.*",
            "post.created",
            "auth.signed_in",
            "nobody.knows",
            "nobody.*",
        ],
    ),
    (
        "category",
        &["posts", "sign-in", "custom", "access", "instagram", "nothing"],
    ),
    ("state", STATES),
    ("actor", &["sarah", MEMBER, OWNER, KEY, "daybook", "nobody"]),
    (
        "actor_kind",
        &["member", "agent", "platform", "api_key", "system", "anonymous"],
    ),
    ("target", &["p1", "p2", "p_", "p%", "nothing"]),
];
