//! The only place with SQL. Arguments start with the connection and the workspace; nothing here knows HTTP.

/// Rows that a statement asks for by their ids; more are asked for by several.
const MOST_ASKED_FOR: usize = 500;

pub mod api_keys;
pub mod event_types;
pub mod events;
pub mod exports;
pub mod idempotent_requests;
pub mod inbound_sources;
pub mod live_tickets;
pub mod login_failures;
pub mod mails;
pub mod memberships;
pub mod presets;
pub mod quota_windows;
pub mod sessions;
pub mod users;
pub mod visibility;
pub mod webhooks;
pub mod workspaces;
