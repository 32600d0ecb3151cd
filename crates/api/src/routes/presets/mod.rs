//! Presets: saved filters.

pub mod arrange;
mod body;
pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod update;

use actix_web::HttpRequest;
use daybook_shared::access::Permission;
use daybook_shared::event::{NewEvent, Target};
use daybook_shared::id::PresetId;
use daybook_shared::preset::Preset;

use crate::auth::client::Client;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, Need};
use crate::http::caller::Caller;
use crate::state::AppState;
use crate::store::presets::Viewer;

/// The caller as somebody who sees presets.
fn viewer<N: Need>(access: &Access<N>) -> Viewer {
    let own_zone = match &access.caller {
        Caller::Session { user, .. } => user.time_zone.clone(),
        Caller::ApiKey { .. } => None,
    };
    Viewer {
        workspace: access.workspace_id(),
        id: access.caller.id(),
        is_person: matches!(access.caller, Caller::Session { .. }),
        manages_shared: access.may(Permission::ManageSharedPresets),
        time_zone: own_zone.unwrap_or_else(|| access.workspace.time_zone.clone()),
    }
}

/// The preset that a path names; what is no id is nobody's preset.
fn id_of(text: &str) -> ApiResult<PresetId> {
    text.parse().map_err(|_| ApiError::not_found("preset"))
}

/// Tells the log that the workspace sees a preset from now on.
async fn record_shared<N: Need>(
    state: &AppState,
    access: &Access<N>,
    request: &HttpRequest,
    preset: &Preset,
) -> ApiResult<()> {
    let event = NewEvent {
        actor: Some(access.actor()),
        context: Some(Client::of(request).context()),
        targets: vec![Target {
            id: preset.id.to_string(),
            name: Some(preset.name.clone()),
            kind: "preset".to_owned(),
            url: None,
        }],
        ..NewEvent::new("preset.shared")
    };
    state.appender.record(access.workspace_id(), event).await?;
    Ok(())
}
