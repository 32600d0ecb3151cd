//! What a person is told at the end of their export, where they still belong to the workspace and may export.

use chrono_tz::Tz;
use daybook_shared::access::Permission;
use daybook_shared::filter::EventFilter;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;

use crate::entity::export::Model;
use crate::entity::{user, workspace};
use crate::error::ApiResult;
use crate::mail::{ExportMail, Letter, export_letter};
use crate::state::AppState;
use crate::store::exports::{self, Finished, Trouble, expires_after};
use crate::store::{users, workspaces};

/// The file is there.
pub(super) async fn ready(
    state: &AppState,
    row: &Model,
    finished: &Finished,
    now: Timestamp,
) -> ApiResult<Option<Letter>> {
    let Some(reader) = reader_of(state, row).await? else {
        return Ok(None);
    };
    let mail = ExportMail {
        rows: Some(finished.rows),
        bytes: Some(finished.bytes),
        expires_at: Some(expires_after(now)),
        ..about(row, &reader)?
    };
    Ok(Some(export_letter::ready(&mail)))
}

/// There will be no file.
pub(super) async fn failed(state: &AppState, row: &Model, trouble: &Trouble) -> ApiResult<Option<Letter>> {
    let Some(reader) = reader_of(state, row).await? else {
        return Ok(None);
    };
    let mail = ExportMail {
        reason: Some(trouble.reason.clone()),
        ..about(row, &reader)?
    };
    Ok(Some(export_letter::failed(&mail)))
}

/// The person who asked, and the workspace, while they may still export from it.
async fn reader_of(state: &AppState, row: &Model) -> ApiResult<Option<(user::Model, workspace::Model)>> {
    let Some(id) = row.mail_to.map(UserId) else {
        return Ok(None);
    };
    let reader = state.database.reader();
    let found = workspaces::find_for_member(reader, WorkspaceId(row.workspace_id), id).await?;
    let Some((workspace, role)) = found else {
        return Ok(None);
    };
    if !role.grants(Permission::MakeExports) {
        return Ok(None);
    }
    let user = users::find(reader, id).await?;
    Ok(user.map(|user| (user, workspace)))
}

fn about(row: &Model, (user, workspace): &(user::Model, workspace::Model)) -> ApiResult<ExportMail> {
    let request = exports::request_of(row)?;
    let zone = user.time_zone.as_ref().unwrap_or(&workspace.time_zone);
    Ok(ExportMail {
        name: user.name.clone(),
        address: user.email.clone(),
        workspace: workspace.name.clone(),
        workspace_id: WorkspaceId(workspace.id),
        format: request.format,
        chosen: sentence(&request.filter),
        rows: None,
        bytes: None,
        requested_at: Timestamp(row.requested_at),
        expires_at: None,
        reason: None,
        zone: zone.parse().unwrap_or(Tz::UTC),
        origin: row.origin.clone(),
    })
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
