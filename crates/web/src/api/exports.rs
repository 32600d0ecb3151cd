//! The exports of a workspace.

use daybook_shared::export::{DownloadTicket, Export, ExportList, NewExport};
use daybook_shared::id::ExportId;
use daybook_shared::limits::DEFAULT_EXPORTS;
use daybook_shared::route;

use super::{Aborting, ApiError, Client};

impl Client {
    /// A page of them, the newest first.
    pub async fn exports(
        self,
        workspace: &str,
        cursor: Option<&str>,
        abort: Aborting<'_>,
    ) -> Result<ExportList, ApiError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("limit", &DEFAULT_EXPORTS.to_string())
            .extend_pairs(cursor.map(|cursor| ("cursor", cursor)))
            .finish();
        self.get(&format!("{}?{query}", route::exports(workspace)), abort)
            .await
    }

    /// One of them.
    pub async fn export(self, workspace: &str, id: ExportId) -> Result<Export, ApiError> {
        self.get(&route::export(workspace, id), None).await
    }

    /// Asks for one.
    pub async fn create_export(self, workspace: &str, new: &NewExport) -> Result<Export, ApiError> {
        self.change("POST", &route::exports(workspace), new).await
    }

    /// Stops one.
    pub async fn cancel_export(self, workspace: &str, id: ExportId) -> Result<Export, ApiError> {
        self.change("POST", &route::export_cancel(workspace, id), &())
            .await
    }

    /// Has one made again.
    pub async fn retry_export(self, workspace: &str, id: ExportId) -> Result<Export, ApiError> {
        self.change("POST", &route::export_retry(workspace, id), &())
            .await
    }

    /// Where the browser itself can fetch the file, for some minutes.
    pub async fn download_address(self, workspace: &str, id: ExportId) -> Result<String, ApiError> {
        let ticket: DownloadTicket = self
            .change("POST", &route::export_ticket(workspace, id), &())
            .await?;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("ticket", &ticket.ticket)
            .finish();
        Ok(format!("{}?{query}", route::export_download(workspace, id)))
    }
}
