//! An endpoint is stopped: what waits for it is given up, the log is told, and a mail is written, all in one transaction.

use daybook_shared::id::MailId;
use daybook_shared::webhook::WebhookDisabled;

use super::{journal, letter};
use crate::error::ApiResult;
use crate::state::AppState;
use crate::store::mails;
use crate::store::webhooks::note::{self, Note, Verdict};
use crate::store::webhooks::{Endpoint, endpoints};

/// Stops an endpoint, unless it is stopped or gone, or was changed meanwhile. `last` is the try because of which, to be noted with it: as failed,
/// or as it says where the endpoint goes on.
pub(super) async fn stop(
    state: &AppState,
    endpoint: &Endpoint,
    disabled: WebhookDisabled,
    last: Option<Note>,
) -> ApiResult<()> {
    let now = state.clock.now();
    let letters = letter::stopped(state, endpoint, &disabled).await?;
    let letters: Vec<_> = letters
        .into_iter()
        .map(|letter| (MailId(state.clock.new_uuid()), letter))
        .collect();
    let endpoint = endpoint.clone();
    let (id, code) = (endpoint.id, disabled.code.clone());
    let stopped = state.appender.change(endpoint.workspace, move |transaction| {
        Box::pin(async move {
            let (workspace, id) = (endpoint.workspace, endpoint.id);
            let goes_on = match endpoints::lock(transaction, workspace, id).await? {
                Some(there) => there.is_enabled() && !there.is_as(&endpoint),
                None => false,
            };
            if let Some((claimed, attempt, otherwise)) = last {
                let verdict = if goes_on { otherwise } else { Verdict::Failed };
                note::note(transaction, vec![(claimed, attempt, verdict)], now).await?;
            }
            if !endpoints::disable(transaction, &endpoint, &disabled).await? {
                return Ok((false, None));
            }
            for (id, letter) in letters {
                mails::insert(transaction, endpoint.workspace, id, letter, now).await?;
            }
            Ok((true, Some(journal::disabled(&endpoint, &disabled))))
        })
    });
    if stopped.await? {
        tracing::warn!(webhook.id = %id, code, "a webhook endpoint was disabled");
    }
    Ok(())
}
