//! What a person is told at the end of their export, where they still belong to the workspace and may export.

use std::collections::HashMap;

use chrono_tz::Tz;
use daybook_shared::access::Permission;
use daybook_shared::filter::Dimension;
use daybook_shared::timestamp::Timestamp;

use super::letter_words as words;
use crate::error::ApiResult;
use crate::mail::{ExportMail, Letter, export_letter};
use crate::state::AppState;
use crate::store::exports::{Finished, Job, Trouble, expires_after};
use crate::store::{memberships, users, workspaces};

/// The file is there.
pub(super) async fn ready(
    state: &AppState,
    job: &Job,
    finished: &Finished,
    now: Timestamp,
) -> ApiResult<Option<Letter>> {
    let mail = mail(state, job).await?.map(|mail| ExportMail {
        rows: Some(finished.rows),
        bytes: Some(finished.bytes),
        expires_at: Some(expires_after(now)),
        ..mail
    });
    Ok(mail.map(|mail| export_letter::ready(&mail)))
}

/// There will be no file.
pub(super) async fn failed(state: &AppState, job: &Job, trouble: &Trouble) -> ApiResult<Option<Letter>> {
    let mail = mail(state, job).await?.map(|mail| ExportMail {
        reason: Some(trouble.reason.clone()),
        ..mail
    });
    Ok(mail.map(|mail| export_letter::failed(&mail)))
}

/// What there is to say whatever came of it, to the person who asked, while they may still export.
async fn mail(state: &AppState, job: &Job) -> ApiResult<Option<ExportMail>> {
    let reader = state.database.reader();
    let Some(id) = job.mail_to else {
        return Ok(None);
    };
    let found = workspaces::find_for_member(reader, job.workspace, id).await?;
    let found = found.filter(|(_, role)| role.grants(Permission::MakeExports));
    let (Some((workspace, _)), Some(user)) = (found, users::find(reader, id).await?) else {
        return Ok(None);
    };
    let zone = user.time_zone.unwrap_or(workspace.time_zone);
    let zone = zone.parse().unwrap_or(Tz::UTC);
    let names = names(state, job).await?;
    Ok(Some(ExportMail {
        name: user.name,
        address: user.email,
        workspace: workspace.name,
        workspace_id: job.workspace,
        format: job.request.format,
        chosen: words::sentence(&job.request.filter, &names, zone),
        rows: None,
        bytes: None,
        requested_at: job.requested_at,
        expires_at: None,
        reason: None,
        zone,
        origin: job.origin.clone(),
    }))
}

/// The names of the people whom the filter may name.
async fn names(state: &AppState, job: &Job) -> ApiResult<HashMap<String, String>> {
    if job.request.filter.clause(Dimension::Actor).is_none() {
        return Ok(HashMap::new());
    }
    let members = memberships::list_members(state.database.reader(), job.workspace).await?;
    let named = members
        .into_iter()
        .map(|member| (member.user_id.to_string(), member.name));
    Ok(named.collect())
}
