//! `POST …/exports/{export_id}/ticket`

use actix_web::{HttpResponse, post, web};
use daybook_shared::export::DownloadTicket;
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::limits::DOWNLOAD_TICKET_SECONDS;

use super::file::File;
use super::find;
use crate::auth::download_ticket;
use crate::error::ApiResult;
use crate::http::access::{Access, MakeExports};
use crate::http::kept_answer::Keeping;
use crate::state::AppState;

/// Makes a ticket for a file.
///
/// A browser's own download sends no headers: the ticket goes into the query of `GET …/exports/{export_id}/download`. It fetches this
/// file for 10 minutes, as often as it takes, with the rights that its maker has at that moment. Where there is no file, there is no ticket.
#[utoipa::path(
    tag = "exports",
    operation_id = "create_download_ticket",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ("export_id" = ExportId, Path, description = "The export")),
    responses((status = 201, description = "The ticket", body = DownloadTicket)),
    security(("bearer" = []))
)]
#[post("/v1/workspaces/{workspace_id}/exports/{export_id}/ticket")]
pub async fn create_download_ticket(
    state: web::Data<AppState>,
    access: Access<MakeExports>,
    path: web::Path<(String, String)>,
) -> ApiResult<HttpResponse> {
    let job = find(&state, &access, &path.1).await?;
    // A browser tells nobody of a download that is refused: it is refused here.
    File::of(&job, state.clock.now())?
        .read(&state.storage, 0..0)
        .await?;
    let ticket = download_ticket::issue(&state, access.workspace_id(), job.id, access.caller.credential())?;
    Ok(Keeping::Never.mark(HttpResponse::Created().json(DownloadTicket {
        ticket,
        expires_in: DOWNLOAD_TICKET_SECONDS,
    })))
}
