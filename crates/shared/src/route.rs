//! Paths of the API that the client calls and the server serves.

/// Signs in.
pub const LOGIN: &str = "/v1/auth/login";
/// Gets a new access token for the refresh cookie.
pub const REFRESH: &str = "/v1/auth/refresh";
/// Ends the session.
pub const LOGOUT: &str = "/v1/auth/logout";
/// Who the credential is.
pub const ME: &str = "/v1/me";
/// Changes the person's password.
pub const PASSWORD: &str = "/v1/me/password";
/// The workspaces that the credential opens.
pub const WORKSPACES: &str = "/v1/workspaces";

/// One workspace.
pub fn workspace(id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{id}")
}

/// The events of a workspace.
pub fn events(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events")
}

/// One event.
pub fn event(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/{id}")
}

/// The story of one event.
pub fn story(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/{id}/story")
}

/// The event types of a workspace.
pub fn event_types(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/event-types")
}

/// The presets of a workspace.
pub fn presets(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/presets")
}

/// One preset.
pub fn preset(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/presets/{id}")
}

/// The order, the pins and the default of a person's presets.
pub fn preset_arrangement(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/presets/arrangement")
}

/// The people of a workspace, present and former.
pub fn members(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/members")
}

/// The API keys of a workspace.
pub fn api_keys(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/api-keys")
}

/// One API key.
pub fn api_key(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/api-keys/{id}")
}

/// The sources of notifications of a workspace.
pub fn inbound_sources(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/inbound-sources")
}

/// One source of notifications.
pub fn inbound_source(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/inbound-sources/{id}")
}

/// Where a platform sends its notifications.
pub fn inbound(source: impl std::fmt::Display) -> String {
    format!("/v1/inbound/{source}")
}

/// The events of a workspace, counted by value.
pub fn facets(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/facets")
}

/// The events of a workspace, counted over time.
pub fn histogram(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/histogram")
}

/// A ticket for the live stream of a workspace's events.
pub fn live_ticket(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/live/ticket")
}

/// The live stream of a workspace's events.
pub fn live(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/events/live")
}

/// The exports of a workspace.
pub fn exports(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports")
}

/// One export.
pub fn export(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports/{id}")
}

/// Stops an export.
pub fn export_cancel(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports/{id}/cancel")
}

/// Makes an export again.
pub fn export_retry(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports/{id}/retry")
}

/// A ticket for the file of an export.
pub fn export_ticket(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports/{id}/ticket")
}

/// The file of an export.
pub fn export_download(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/exports/{id}/download")
}

/// The webhook endpoints of a workspace.
pub fn webhooks(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks")
}

/// One webhook endpoint.
pub fn webhook(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}")
}

/// What endpoints with a filter are sent, by example.
pub fn webhook_samples(workspace: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/samples")
}

/// Gives an endpoint another secret.
pub fn webhook_rotate_secret(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}/rotate-secret")
}

/// Sends a ping to an endpoint.
pub fn webhook_test(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}/test")
}

/// Sends again to an endpoint.
pub fn webhook_redeliver(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}/redeliver")
}

/// The deliveries to an endpoint.
pub fn webhook_deliveries(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}/deliveries")
}

/// One delivery to an endpoint.
pub fn webhook_delivery(
    workspace: impl std::fmt::Display,
    id: impl std::fmt::Display,
    delivery: impl std::fmt::Display,
) -> String {
    format!("{WORKSPACES}/{workspace}/webhooks/{id}/deliveries/{delivery}")
}
