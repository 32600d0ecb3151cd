//! Webhook endpoints, and what was delivered to them.

mod body;
pub mod create;
pub mod delete;
pub mod deliveries;
pub mod delivery;
pub mod get;
pub mod list;
pub mod redeliver;
pub mod rotate_secret;
pub mod samples;
pub mod test;
pub mod update;

use actix_web::HttpRequest;
use daybook_shared::id::WebhookId;
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::webhook::Webhook;

use crate::auth::client::Client;
use crate::error::ApiResult;
use crate::fields::refusal;
use crate::http::access::{Access, ManageWebhooks};
use crate::state::AppState;
use crate::store::webhooks::{Endpoint, deliveries as deliveries_of, endpoints};
use crate::webhooks::changes::{By, none};

/// The endpoint that a path names; what is no id is nobody's endpoint.
fn id_of(text: &str) -> ApiResult<WebhookId> {
    text.parse().map_err(|_| none())
}

/// The endpoint of the workspace that a path names.
async fn find(state: &AppState, access: &Access<ManageWebhooks>, text: &str) -> ApiResult<Endpoint> {
    let found = endpoints::find(state.database.reader(), access.workspace_id(), id_of(text)?).await?;
    found.ok_or_else(none)
}

/// Who changes something.
fn by(access: &Access<ManageWebhooks>, request: &HttpRequest) -> By {
    By {
        actor: access.actor(),
        context: Client::of(request).context(),
    }
}

/// Refuses a URL that nothing can be sent to.
async fn check_url(state: &AppState, url: &str) -> ApiResult<()> {
    let checked = state.webhooks.sender.check(url).await;
    checked
        .map(drop)
        .map_err(|detail| refusal(vec![FieldError::new("/url", FieldCode::Malformed, detail)]))
}

/// Endpoints as clients see them, with what came of their deliveries.
async fn shown(state: &AppState, found: Vec<Endpoint>) -> ApiResult<Vec<Webhook>> {
    let Some(workspace) = found.first().map(|endpoint| endpoint.workspace) else {
        return Ok(Vec::new());
    };
    let (ids, now) = (found.iter().map(|endpoint| endpoint.id), state.clock.now());
    let ids: Vec<WebhookId> = ids.collect();
    let mut counts = deliveries_of::counts(state.database.reader(), workspace, &ids, now).await?;
    let shown = found.into_iter().map(|endpoint| {
        let counts = counts.remove(&endpoint.id).unwrap_or_default();
        endpoint.into_wire(counts, now)
    });
    Ok(shown.collect())
}

async fn shown_one(state: &AppState, endpoint: Endpoint) -> ApiResult<Webhook> {
    let shown = shown(state, vec![endpoint]).await?;
    shown.into_iter().next().ok_or_else(none)
}
