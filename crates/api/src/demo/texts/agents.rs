//! What the AI specialists do. `{client}` is the client, `{post}` a campaign.

/// A specialist and its deeds.
pub(crate) const DEEDS: &[(&str, &[&str])] = &[
    (
        "Creative Agent",
        &[
            "wrote three captions for “{post}”",
            "made a cover picture for “{post}”",
            "created a draft post, “{post}”, for {client}",
            "translated the caption of “{post}” into Spanish and French",
            "cut a 28-second vertical video from the long take of “{post}”",
        ],
    ),
    (
        "Content Optimizer",
        &[
            "shortened the caption of “{post}” to 240 characters",
            "replaced six hashtags of “{post}” by three that reach further",
            "moved the call to action of “{post}” to the first line",
            "added alternative texts to four pictures of {client}",
        ],
    ),
    (
        "Publisher",
        &[
            "scheduled four posts of {client} for next week",
            "moved “{post}” from Monday morning to Tuesday, 18:30",
            "checked the media of 12 scheduled posts of {client}; one is too large",
            "queued “{post}” on three networks",
        ],
    ),
    (
        "Growth Strategist",
        &[
            "suggested posting times for {client}: Tuesday and Thursday after 18:00",
            "compared {client} with four accounts of its field",
            "proposed a five-post series on “{post}”",
            "wrote the weekly summary for {client}: reach up 8 %, saves up 21 %",
        ],
    ),
    (
        "Integrator",
        &[
            "connected the shop of {client} to its product tags",
            "synced 38 product pictures of {client} from the shared drive",
            "repaired the mapping between {client}'s calendar and the posting schedule",
        ],
    ),
];

/// What an agent may fail with.
pub(crate) const FAILURES: &[(&str, &str)] = &[
    (
        "approval_required",
        "The post is waiting for a person's approval; the agent may not schedule it.",
    ),
    (
        "source_unavailable",
        "The shared drive did not answer within 30 seconds.",
    ),
    (
        "content_policy",
        "The picture could not be made because the request names a real person.",
    ),
];
