//! Exports: asked for here, made by the background work, fetched here.

mod body;
pub mod cancel;
pub mod create;
pub mod download;
mod file;
pub mod get;
pub mod list;
pub mod retry;
pub mod ticket;

use actix_web::HttpRequest;
use daybook_shared::id::{ExportId, UserId};

use crate::auth::client::Client;
use crate::error::{ApiError, ApiResult};
use crate::export::journal;
use crate::http::access::{Access, Need};
use crate::http::caller::Caller;
use crate::state::AppState;
use crate::store::exports::{self, Asked, Job};

/// The export that a path names; what is no id is nobody's export.
fn id_of(text: &str) -> ApiResult<ExportId> {
    text.parse().map_err(|_| ApiError::not_found("export"))
}

async fn find<N: Need>(state: &AppState, access: &Access<N>, id: &str) -> ApiResult<Job> {
    let found = exports::find(state.database.reader(), access.workspace_id(), id_of(id)?).await?;
    found.ok_or_else(|| ApiError::not_found("export"))
}

/// The caller as somebody who asks for an export.
fn asked<N: Need>(state: &AppState, access: &Access<N>) -> Asked {
    Asked {
        by: access.actor(),
        mail_to: match &access.caller {
            Caller::Session { user, .. } => Some(UserId(user.id)),
            Caller::ApiKey { .. } => None,
        },
        origin: state.public_url.clone(),
        at: state.clock.now(),
    }
}

/// Tells the log, and whoever makes files. What cannot be told now is told by the background work.
async fn tell(state: &AppState, job: &Job, request: &HttpRequest) {
    if let Err(error) = journal::tell(state, job, Some(Client::of(request).context())).await {
        tracing::warn!(export.id = %job.id, %error, "the log is told of an export later");
    }
    state.export_news.notify_waiters();
}
