//! Making sources, and what platforms and people are told of them.

use daybook_shared::event::{Actor, Context};
use daybook_shared::id::{InboundSourceId, WorkspaceId};
use daybook_shared::inbound_source::{InboundSource, NewInboundSource};
use daybook_shared::plan::Plan;
use daybook_shared::route;

use super::journal;
use crate::auth::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::inbound_sources::{self, Source};
use crate::store::workspaces;

/// Bytes of a verify token: more than anybody can try out.
const VERIFY_TOKEN_BYTES: usize = 16;

/// Makes a source of a workspace, and tells the log; 409 where it has as many as it may.
pub async fn create(
    state: &AppState,
    workspace: WorkspaceId,
    new: NewInboundSource,
    by: Actor,
    context: Context,
) -> ApiResult<Source> {
    let id = InboundSourceId(state.clock.new_uuid());
    // Together with the id: what is put beside another source does not open.
    let secret = [id.0.as_bytes(), new.app_secret.as_bytes()].concat();
    let source = Source {
        workspace,
        id,
        platform: new.platform,
        name: new.name,
        sealed_secret: state.keys.sealed(Purpose::InboundSecret, &secret)?,
        created_by: by,
        created_at: state.clock.now(),
        last_received_at: None,
    };
    let made = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            inbound_sources::insert(transaction, source.clone()).await?;
            let event = journal::created(&source, source.created_by.clone(), context);
            Ok((source, Some(event)))
        })
    });
    made.await
}

/// Deletes a source of a workspace, and tells the log; `false` where there is none.
pub async fn delete(
    state: &AppState,
    workspace: WorkspaceId,
    id: InboundSourceId,
    by: Actor,
    context: Context,
) -> ApiResult<bool> {
    let deleted = state.appender.change(workspace, move |transaction| {
        Box::pin(async move {
            let found = inbound_sources::find(transaction, workspace, id).await?;
            let Some(source) = found else {
                return Ok((false, None));
            };
            // Where somebody else was faster, nothing is left to tell.
            let is_done = inbound_sources::delete(transaction, workspace, id).await?;
            Ok((is_done, is_done.then(|| journal::deleted(&source, by, context))))
        })
    });
    deleted.await
}

/// The plan of a source's workspace.
pub async fn plan_of(state: &AppState, source: &Source) -> ApiResult<Plan> {
    let found = workspaces::find_workspace(state.database.reader(), source.workspace).await?;
    Ok(found.as_ref().map_or(Plan::Free, workspaces::plan_of))
}

/// What a source's platform signs with.
pub fn secret_of(keys: &Keys, source: &Source) -> ApiResult<Vec<u8>> {
    let opened = keys.opened(Purpose::InboundSecret, &source.sealed_secret);
    let secret = opened.and_then(|opened| opened.strip_prefix(source.id.0.as_bytes()).map(<[u8]>::to_vec));
    secret.ok_or_else(|| {
        let id = source.id;
        ApiError::internal(format!(
            "the secret of {id} was sealed under another DAYBOOK_SECRET; make the source anew"
        ))
    })
}

/// What is entered at a platform beside the address of a source, so that nobody else can enter that.
pub fn verify_token(keys: &Keys, id: InboundSourceId) -> String {
    let seal = keys.seal(Purpose::InboundVerifyToken, &[id.0.as_bytes()]);
    hex::encode(&seal[..VERIFY_TOKEN_BYTES])
}

/// A source as clients see it.
pub fn to_wire(state: &AppState, source: Source) -> InboundSource {
    let token = || verify_token(&state.keys, source.id);
    InboundSource {
        id: source.id,
        platform: source.platform,
        callback_url: format!("{}{}", state.public_url, route::inbound(source.id)),
        verify_token: source.platform.asks_for_token().then(token),
        name: source.name,
        created_by: source.created_by,
        created_at: source.created_at,
        last_received_at: source.last_received_at,
    }
}
