//! The only place with SQL. Arguments start with the connection and the workspace; nothing here knows HTTP.

pub mod api_keys;
pub mod event_types;
pub mod events;
pub mod login_failures;
pub mod memberships;
pub mod presets;
pub mod sessions;
pub mod users;
pub mod visibility;
pub mod workspaces;
