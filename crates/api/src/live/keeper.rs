//! What goes on as long as a stream is open: other processes append too, and rights end.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::DbErr;
use tokio::time::Instant;
use uuid::Uuid;

use super::hub::{Live, Reader};
use super::log::Log;
use crate::auth::ticket::Credential;
use crate::db::Engine;
use crate::http::access::still_visible;
use crate::http::caller::Caller;
use crate::store::events::head;

/// How often the heads of the followed logs are looked at, for what other processes appended.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The same of a file, which no other process writes.
const LOOK_AT_A_FILE_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked who still may read; with what a look takes well below [`daybook_shared::limits::LIVE_RIGHTS_SECONDS`].
const CHECK_EVERY: Duration = Duration::from_secs(2);

impl Live {
    /// Looks after the streams until there is none.
    pub(super) async fn keep(self) {
        let every = match self.database().engine() {
            Engine::Sqlite => LOOK_AT_A_FILE_EVERY,
            Engine::Postgres => LOOK_EVERY,
        };
        let mut checked_at = Instant::now();
        loop {
            tokio::time::sleep(every).await;
            let Some(logs) = self.open().logs_to_keep() else {
                return;
            };
            if let Err(error) = self.look_for_appends(&logs).await {
                tracing::warn!(%error, "the heads of the followed logs could not be read");
            }
            if checked_at.elapsed() >= CHECK_EVERY {
                checked_at = Instant::now();
                // Nothing is read from a database that does not answer: who lost a right to it does not see more.
                if let Err(error) = self.end_those_without_rights().await {
                    tracing::warn!(%error, "the rights to live streams could not be read");
                }
            }
        }
    }

    async fn look_for_appends(&self, logs: &HashMap<Uuid, Arc<Log>>) -> Result<(), DbErr> {
        let workspaces: Vec<Uuid> = logs.keys().copied().collect();
        for (workspace, head) in head::of_many(self.database(), &workspaces).await? {
            if let Some(log) = logs.get(&workspace) {
                log.is_said_to_end_at(head);
            }
        }
        Ok(())
    }

    /// A few statements, however many streams there are.
    async fn end_those_without_rights(&self) -> Result<(), DbErr> {
        if keeps_rights() {
            return Ok(());
        }
        let readers = self.open().readers();
        let credentials: Vec<Credential> = readers.iter().map(|reader| reader.credential).collect();
        let callers = Caller::all_of(self.database(), self.now(), &credentials).await?;
        let callers: HashMap<Credential, Caller> = callers
            .into_iter()
            .map(|caller| (caller.credential(), caller))
            .collect();
        let with_caller =
            |reader: &Arc<Reader>| Some((reader.workspace, callers.get(&reader.credential)?.clone()));
        let (alive, over): (Vec<_>, Vec<_>) = readers
            .into_iter()
            .map(|reader| (with_caller(&reader), reader))
            .partition(|(caller, _)| caller.is_some());
        over.iter().for_each(|(_, reader)| reader.is_over());
        let (asked, readers): (Vec<_>, Vec<_>) = alive
            .into_iter()
            .filter_map(|(asked, reader)| Some((asked?, reader)))
            .unzip();
        let visible = still_visible(self.database(), &asked).await?;
        for (reader, visible) in readers.iter().zip(visible) {
            if visible.as_ref() != Some(&reader.visibility) {
                reader.is_over();
            }
        }
        Ok(())
    }
}

/// Rights last as long as their stream, for a test that shows that it would notice.
fn keeps_rights() -> bool {
    fail::fail_point!("live::keep_rights", |_| true);
    false
}
