//! What a person is told at the end of their export, where they still belong to the workspace and may export.

use chrono_tz::Tz;
use daybook_shared::access::Permission;
use daybook_shared::filter::EventFilter;
use daybook_shared::timestamp::Timestamp;

use crate::error::ApiResult;
use crate::mail::{ExportMail, Letter, export_letter};
use crate::state::AppState;
use crate::store::exports::{Finished, Job, Trouble, expires_after};
use crate::store::{users, workspaces};

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
    Ok(Some(ExportMail {
        name: user.name,
        address: user.email,
        workspace: workspace.name,
        workspace_id: job.workspace,
        format: job.request.format,
        chosen: sentence(&job.request.filter),
        rows: None,
        bytes: None,
        requested_at: job.requested_at,
        expires_at: None,
        reason: None,
        zone: zone.parse().unwrap_or(Tz::UTC),
        origin: job.origin.clone(),
    }))
}

/// A filter in words, as short as it can be.
fn sentence(filter: &EventFilter) -> String {
    let mut parts = Vec::new();
    for (dimension, clause) in &filter.clauses {
        let name = dimension.key().replace('_', " ");
        if !clause.any.is_empty() {
            parts.push(format!("{name} is {}", clause.any.join(" or ")));
        }
        if !clause.none.is_empty() {
            parts.push(format!("{name} is not {}", clause.none.join(" or ")));
        }
    }
    if let Some(words) = &filter.q {
        parts.push(format!("matching “{words}”"));
    }
    let pairs = filter.to_pairs();
    let value = |wanted: &str| {
        pairs
            .iter()
            .find(|(key, _)| *key == wanted)
            .map(|(_, value)| value.as_str())
    };
    if let Some(range) = filter.period.range {
        parts.push(range.label().to_lowercase());
    }
    if let Some(from) = value("from") {
        parts.push(format!("from {from}"));
    }
    if let Some(to) = value("to") {
        parts.push(format!("before {to}"));
    }
    if parts.is_empty() {
        return "everything".to_owned();
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_said_in_words() {
        let said = |query: &str| {
            sentence(&EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap())
        };
        assert_eq!(said(""), "everything");
        assert_eq!(
            said("state=failed&state=overdue&platform_not=x&q=launch&range=7d"),
            "platform is not x, state is failed or overdue, matching “launch”, last 7 days"
        );
        assert_eq!(
            said("from=2026-11-01&to=2026-11-08&tz=Europe/Dublin"),
            "from 2026-11-01, before 2026-11-08"
        );
    }
}
