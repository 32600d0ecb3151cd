//! `POST …/exports`

use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, post, web};
use daybook_shared::export::{Export, NewExport};
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::{EXPORT_RETRY_SECONDS, MAX_BODY_BYTES};
use daybook_shared::route;

use super::{asked, body, tell};
use crate::error::ApiResult;
use crate::export::{Wanted, select};
use crate::http::access::{Access, AskForExports};
use crate::http::caller::Caller;
use crate::http::json;
use crate::state::AppState;
use crate::store::exports;

/// Asks for an export.
///
/// It runs as a job: ask for it again by `Location`, no sooner than `Retry-After` says, until its `state` is not `queued` or
/// `running` any more. Its set is fixed at this moment: a relative range counts from now, and what is appended later is not in it,
/// whatever the order. The same filter gives the same events in the same order as the list. Nothing is cut off; Excel takes
/// 1,048,575 events a sheet, and a workbook has as many sheets as it needs. A cell of CSV that a spreadsheet would run (it begins with
/// `=`, `+`, `-`, `@`, a tab, a line's end, their full-width forms, or an apostrophe) gets an apostrophe before it, which whoever reads it
/// takes away; JSON Lines are the stored bytes.
///
/// A person who asks gets a mail at the end. The file can be fetched for 7 days. Asking, the end and every download are events of
/// the workspace. A workspace has at most 100 exports under way.
#[utoipa::path(
    tag = "exports",
    operation_id = "create_export",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace")),
    request_body = NewExport,
    responses((status = 202, description = "Asked for; the background work makes it", body = Export, headers(
        ("Location" = String, description = "Where the export can be read"),
        ("Retry-After" = i64, description = "Seconds until it makes sense to look"),
    ))),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/exports")]
pub async fn create_export(
    state: web::Data<AppState>,
    access: Access<AskForExports>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let sent = json::read_request(&request, payload, MAX_BODY_BYTES).await?;
    let now = state.clock.now();
    let mut new = body::new_export(sent, now)?;
    let zone = new.time_zone.take().unwrap_or_else(|| zone_of(&access));
    new.time_zone = Some(zone);
    let workspace = access.workspace_id();
    let wanted = Wanted {
        workspace: workspace.0,
        visibility: access.visibility.clone(),
        filter: new.filter.clone(),
        sort: new.sort,
        order: new.order,
    };
    let selection = select(&state.database, wanted, now).await?;
    let set = (selection.range, selection.up_to.unwrap_or_default());
    let id = ExportId(state.clock.new_uuid());
    let job = exports::create(&state.database, (workspace, id), new, set, asked(&state, &access)).await?;
    tell(&state, &job, &request).await;
    Ok(HttpResponse::Accepted()
        .insert_header((LOCATION, route::export(workspace, id)))
        .insert_header((RETRY_AFTER, EXPORT_RETRY_SECONDS))
        .json(job.into_wire()))
}

/// The zone of a file for which nobody chose one.
fn zone_of(access: &Access<AskForExports>) -> String {
    let own = match &access.caller {
        Caller::Session { user, .. } => user.time_zone.clone(),
        Caller::ApiKey { .. } => None,
    };
    own.unwrap_or_else(|| access.workspace.time_zone.clone())
}
