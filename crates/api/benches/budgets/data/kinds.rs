//! Which types of events there are, how often each happens, and how its sentence begins.

/// Who causes an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person of the workspace.
    Person,
    /// An AI specialist on a person's behalf.
    Agent,
    /// The social network.
    Network,
    /// Nobody known.
    Nobody,
}

/// A type of event.
pub struct Kind {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// How often it happens, in thousandths.
    pub weight: u32,
    /// Who causes it.
    pub by: By,
    /// What they did.
    pub verb: &'static str,
    /// What kind of thing it is about.
    pub target: &'static str,
    /// Whether it concerns a network.
    pub has_platform: bool,
    /// Whether it is a failure.
    pub fails: bool,
}

const fn kind(name: &'static str, weight: u32, by: By, verb: &'static str, target: &'static str) -> Kind {
    Kind {
        name,
        weight,
        by,
        verb,
        target,
        has_platform: true,
        fails: false,
    }
}

const fn failing(name: &'static str, weight: u32, by: By, verb: &'static str, target: &'static str) -> Kind {
    Kind {
        fails: true,
        ..kind(name, weight, by, verb, target)
    }
}

const fn inside(name: &'static str, weight: u32, by: By, verb: &'static str, target: &'static str) -> Kind {
    Kind {
        has_platform: false,
        ..kind(name, weight, by, verb, target)
    }
}

/// The types; their weights make 1,000.
pub const KINDS: &[Kind] = &[
    kind("post.created", 120, By::Person, "drafted", "post"),
    kind("post.scheduled", 120, By::Person, "scheduled", "post"),
    kind("post.approved", 80, By::Person, "approved", "post"),
    kind("post.published", 130, By::Agent, "published", "post"),
    failing("post.failed", 45, By::Agent, "could not publish", "post"),
    kind("post.overdue", 6, By::Network, "missed the time of", "post"),
    kind("post.deleted", 6, By::Person, "deleted", "post"),
    inside("media.uploaded", 90, By::Person, "uploaded pictures for", "media"),
    kind(
        "tiktok.video_uploaded",
        40,
        By::Agent,
        "uploaded the video of",
        "video",
    ),
    kind(
        "tiktok.video_published",
        32,
        By::Network,
        "finished processing",
        "video",
    ),
    failing("tiktok.error", 12, By::Network, "rejected the video of", "video"),
    kind(
        "instagram.comment",
        80,
        By::Network,
        "relayed a comment on",
        "post",
    ),
    kind(
        "instagram.mention",
        40,
        By::Network,
        "relayed a mention of",
        "post",
    ),
    kind("webhook.received", 70, By::Network, "sent news of", "delivery"),
    kind("agent.action", 45, By::Agent, "rewrote the caption of", "post"),
    inside(
        "course.enrolled",
        12,
        By::Person,
        "enrolled in the course",
        "course",
    ),
    inside(
        "course.module_completed",
        18,
        By::Person,
        "finished a module of",
        "course",
    ),
    inside("course.completed", 6, By::Person, "completed", "course"),
    kind(
        "account.connected",
        3,
        By::Person,
        "connected the account for",
        "account",
    ),
    kind(
        "account.refreshed",
        12,
        By::Agent,
        "renewed the access for",
        "account",
    ),
    failing(
        "account.disconnected",
        5,
        By::Network,
        "ended the access for",
        "account",
    ),
    inside(
        "auth.signed_in",
        16,
        By::Person,
        "signed in to work on",
        "session",
    ),
    failing(
        "auth.sign_in_failed",
        8,
        By::Nobody,
        "was refused at the door of",
        "session",
    ),
    inside(
        "member.role_changed",
        2,
        By::Person,
        "changed roles for",
        "member",
    ),
    inside(
        "workspace.updated",
        1,
        By::Person,
        "changed the settings for",
        "workspace",
    ),
    inside("api_key.created", 1, By::Person, "made an API key for", "api_key"),
];

/// The names of the types.
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name).collect()
}
