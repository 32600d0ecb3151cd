//! What the document says of the API as a whole.

use std::fmt::Write;

use daybook_shared::access::{Permission, Role, Scope};
use daybook_shared::limits::{IDEMPOTENCY_SECONDS, MAX_BATCH_BYTES, MAX_BODY_BYTES};
use daybook_shared::plan::Plan;
use daybook_shared::quota::Policy;
use utoipa::openapi::{
    ContactBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder, Tag,
};

const CONVENTIONS: &str = "The activity and audit log of a workspace. Sign in, or send an API key, as `Authorization: Bearer …`. \
Times are RFC 3339 in UTC with six digits. Ids are a prefix and 26 characters. Lists are paged by opaque cursors. \
Errors are `application/problem+json` (RFC 9457): compare `code`, show `detail`, quote `request_id`. \
An optional field without a value is left out, never `null`. A parameter or field that is not listed here is refused by name. \
New fields, event types, states and codes may appear at any time; nothing that is here goes away.";

const TAGS: [(&str, &str); 12] = [
    ("sign-in", "Sessions of people"),
    ("me", "Who the credential is"),
    ("workspaces", "Workspaces, and the people in them"),
    ("events", "The log"),
    ("event-types", "What kinds of events there are"),
    ("presets", "Saved filters, and how each person arranges them"),
    ("exports", "Files of the events that a filter leaves"),
    ("api-keys", "What programs sign in with"),
    ("webhooks", "Where events are sent to"),
    ("inbound-sources", "Where platforms send notifications to"),
    (
        "inbound",
        "What platforms call, by their signatures instead of a credential",
    ),
    ("operation", "How the server is"),
];

/// The document before anything is collected into it.
pub(super) fn base() -> OpenApi {
    let tag = |(name, description): &(&str, &str)| {
        let mut tag = Tag::new(*name);
        tag.description = Some((*description).to_owned());
        tag
    };
    let server = ServerBuilder::new()
        .url("/")
        .description(Some("The server that this document came from"));
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([server.build()]))
        .tags(Some(TAGS.iter().map(tag).collect::<Vec<_>>()))
        .build()
}

fn info() -> Info {
    let sections = [CONVENTIONS.to_owned(), rights(), quotas(), repeating()];
    InfoBuilder::new()
        .title("Daybook")
        .version("1")
        .description(Some(sections.join("\n\n")))
        .contact(Some(ContactBuilder::new().name(Some("Daybook")).build()))
        .license(Some(
            LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build(),
        ))
        .build()
}

/// The permissions of roles and scopes, as `shared::access` has them.
fn rights() -> String {
    let mut text = String::from("## Who may what\n\n| permission |");
    let roles = Role::ALL.iter().map(|role| role.as_str());
    let names: Vec<&str> = roles
        .chain(Scope::ALL.iter().map(|scope| scope.as_str()))
        .collect();
    for name in &names {
        // Writing to a String cannot fail.
        let _ = write!(text, " `{name}` |");
    }
    let _ = write!(text, "\n|---|{}", "---|".repeat(names.len()));
    for permission in Permission::ALL {
        let _ = write!(text, "\n| `{}` |", permission.as_str());
        let roles = Role::ALL.iter().map(|role| role.grants(*permission));
        for granted in roles.chain(Scope::ALL.iter().map(|scope| scope.grants(*permission))) {
            text.push_str(if granted { " yes |" } else { " |" });
        }
    }
    text.push_str(
        "\n\nThe first columns are roles of people, the others scopes of API keys. A workspace that is not the caller's own is \
         `404`, a permission that is missing `403`. Members see what is not restricted, and what they did themselves.",
    );
    text
}

/// The quotas of each plan, as `shared::quota` has them.
fn quotas() -> String {
    let mut text = String::from("## Quotas\n\n| plan |");
    for policy in Policy::OF_PLANS {
        let _ = write!(text, " `{}` |", policy.as_str());
    }
    let _ = write!(text, "\n|---|{}", "---|".repeat(Policy::OF_PLANS.len()));
    for plan in Plan::ALL {
        let _ = write!(text, "\n| `{}` |", plan.as_str());
        for policy in Policy::OF_PLANS {
            let quota = plan.quota(*policy);
            let _ = write!(text, " {} in {} s |", quota.requests, quota.seconds);
        }
    }
    text.push_str(
        "\n\nRequests of one person or key in one workspace, unless the operator has set others. Every answer that was counted has \
         `RateLimit` and `RateLimit-Policy` (a draft of the IETF, of which `Retry-After` of a `429` is independent).",
    );
    text
}

fn repeating() -> String {
    format!(
        "## Sending again\n\nA `POST` with an `Idempotency-Key` that was answered with success is answered the same for {} hours. \
         Bodies have at most {} KiB, a batch {} MiB, unless the operation says otherwise.",
        IDEMPOTENCY_SECONDS / 3600,
        MAX_BODY_BYTES / 1024,
        MAX_BATCH_BYTES / (1024 * 1024),
    )
}
