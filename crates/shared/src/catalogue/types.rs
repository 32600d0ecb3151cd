//! The table of built-in event types.

use super::BuiltInType;

/// All built-in types, by category.
#[rustfmt::skip] // a table: one type, one line
pub const TYPES: &[BuiltInType] = &[
    built_in("account.connected", "Account connected", "accounts", "connected", "link", "{actor} connected {target}", "A social account was linked to the workspace."),
    built_in("account.refreshed", "Account refreshed", "accounts", "refreshed", "refresh", "{actor} refreshed {target}", "The token or the profile of a connected account was renewed."),
    built_in("account.disconnected", "Account disconnected", "accounts", "disconnected", "unlink", "{actor} disconnected {target}", "A social account was removed, or its access ended. Reconnect it to go on publishing."),
    built_in("post.created", "Post created", "posts", "draft", "pencil", "{actor} created a draft of {target}", "A post was drafted."),
    built_in("post.scheduled", "Post scheduled", "posts", "scheduled", "clock", "{actor} scheduled {target}", "A post was given a time. Its outcome should follow within minutes of that time."),
    built_in("post.approved", "Post approved", "posts", "approved", "doc-check", "{actor} approved {target}", "A reviewer let a post go out."),
    built_in("post.published", "Post published", "posts", "published", "broadcast", "{actor} published {target}", "A post is live on its platform."),
    built_in("post.failed", "Post failed", "posts", "failed", "doc-x", "{actor} could not publish {target}", "A post did not go out; the reason says why. Mend it and publish again."),
    built_in("post.overdue", "Post overdue", "posts", "overdue", "hourglass", "{target} missed its time", "A scheduled post was neither published nor failed at its time."),
    built_in("post.deleted", "Post deleted", "posts", "deleted", "trash", "{actor} deleted {target}", "A post was removed."),
    built_in("media.uploaded", "Media uploaded", "media", "uploaded", "image", "{actor} uploaded {target}", "A picture or video was added to the library."),
    built_in("tiktok.video_uploaded", "TikTok video uploaded", "tiktok", "uploaded", "video-up", "{actor} uploaded {target} to TikTok", "A video reached TikTok and is being processed. An outcome should follow within 30 minutes."),
    built_in("tiktok.video_published", "TikTok video published", "tiktok", "published", "video-play", "TikTok finished {target}; it is live", "TikTok processed the video and made it public."),
    built_in("tiktok.error", "TikTok error", "tiktok", "failed", "video-x", "TikTok rejected {target}", "TikTok could not process the video; the reason says why."),
    built_in("instagram.comment", "Instagram comment", "instagram", "received", "comment", "{actor} commented on {target}", "Somebody commented on a post."),
    built_in("instagram.mention", "Instagram mention", "instagram", "received", "at", "{actor} mentioned {target}", "Somebody mentioned the account."),
    built_in("webhook.received", "Webhook received", "webhooks", "webhook", "webhook", "{actor} sent a notification", "A platform told the workspace that something happened on its side. Nothing needs to be done."),
    built_in("agent.action", "Agent action", "agent", "done", "spark", "{actor} acted for the workspace", "An AI specialist did something on somebody's behalf."),
    built_in("course.enrolled", "Course enrolled", "learning", "done", "cap", "{actor} enrolled in {target}", "A person joined a course."),
    built_in("course.module_completed", "Module completed", "learning", "done", "cap", "{actor} completed {target}", "A person finished one module of a course."),
    built_in("course.completed", "Course completed", "learning", "done", "cap", "{actor} completed {target}", "A person finished a course."),
    built_in("auth.signed_in", "Signed in", "sign-in", "done", "login", "{actor} signed in", "A person signed in."),
    built_in("auth.signed_out", "Signed out", "sign-in", "done", "logout", "{actor} signed out", "A person ended their session."),
    built_in("auth.sign_in_failed", "Sign-in failed", "sign-in", "denied", "shield-x", "A sign-in as {target} was refused", "Somebody tried to sign in and was refused. Many in a row may be an attack: change the password."),
    built_in("auth.password_changed", "Password changed", "sign-in", "done", "lock", "{actor} changed their password", "A password was changed; other sessions ended."),
    built_in("member.invited", "Member invited", "people", "done", "user-plus", "{actor} invited {target}", "A person was invited to the workspace."),
    built_in("member.joined", "Member joined", "people", "done", "user-check", "{actor} joined the workspace", "A person accepted an invitation."),
    built_in("member.removed", "Member removed", "people", "done", "user-minus", "{actor} removed {target}", "A person lost access. What they did stays in the log, under their name."),
    built_in("member.role_changed", "Role changed", "people", "done", "shield", "{actor} changed the role of {target}", "A member may do more, or less, than before."),
    built_in("profile.updated", "Profile updated", "people", "done", "user-pen", "{actor} updated their profile", "A person changed their name or settings."),
    built_in("workspace.updated", "Workspace updated", "settings", "done", "sliders", "{actor} changed the workspace", "The name, time zone or plan of the workspace changed."),
    built_in("event_type.created", "Event type created", "settings", "done", "tag", "{actor} registered the event type {target}", "A type of event was added to this workspace."),
    built_in("event_type.updated", "Event type updated", "settings", "done", "tag", "{actor} changed the event type {target}", "A registered type of event was changed."),
    built_in("preset.shared", "Preset shared", "settings", "done", "bookmark", "{actor} shared the preset {target}", "A saved filter became visible to the whole workspace."),
    built_in("api_key.created", "API key created", "access", "done", "key", "{actor} created the API key {target}", "A program can now use the workspace."),
    built_in("api_key.revoked", "API key revoked", "access", "done", "key-off", "{actor} revoked the API key {target}", "A program lost its access."),
    built_in("webhook_endpoint.created", "Webhook endpoint created", "access", "done", "plug", "{actor} added the webhook endpoint {target}", "Events are now sent to another address."),
    built_in("webhook_endpoint.updated", "Webhook endpoint updated", "access", "done", "plug", "{actor} changed the webhook endpoint {target}", "What is sent, or where, changed."),
    built_in("webhook_endpoint.deleted", "Webhook endpoint deleted", "access", "deleted", "plug", "{actor} deleted the webhook endpoint {target}", "Events are no longer sent there."),
    built_in("webhook_endpoint.disabled", "Webhook endpoint disabled", "access", "failed", "plug-off", "Deliveries to {target} stopped", "The endpoint refused too often. Mend the receiver, switch the endpoint on, replay what was missed."),
    built_in("inbound_source.created", "Inbound source created", "access", "done", "inbox", "{actor} added the inbound source {target}", "A platform can now send notifications to the workspace."),
    built_in("inbound_source.deleted", "Inbound source deleted", "access", "deleted", "inbox", "{actor} deleted the inbound source {target}", "Notifications from it are refused from now on."),
    built_in("export.requested", "Export requested", "exports", "processing", "download", "{actor} requested an export", "A copy of events is being made."),
    built_in("export.completed", "Export completed", "exports", "done", "download", "An export for {actor} is ready", "The file can be downloaded until it expires."),
    built_in("export.failed", "Export failed", "exports", "failed", "download", "An export for {actor} failed", "The file could not be made; the reason says why. Ask for it again."),
    built_in("export.downloaded", "Export downloaded", "exports", "done", "download", "{actor} downloaded an export", "A copy of events left the product."),
];

const fn built_in(
    name: &'static str,
    label: &'static str,
    category: &'static str,
    state: &'static str,
    icon: &'static str,
    template: &'static str,
    help: &'static str,
) -> BuiltInType {
    BuiltInType {
        name,
        label,
        category,
        state,
        icon,
        template,
        help,
    }
}
