//! The way to the live stream.

use daybook_shared::live::LiveTicket;
use daybook_shared::route;

use super::{ApiError, Client};

impl Client {
    /// A ticket that opens one stream, once.
    pub async fn live_ticket(self, workspace: &str) -> Result<LiveTicket, ApiError> {
        self.change("POST", &route::live_ticket(workspace), &()).await
    }
}
