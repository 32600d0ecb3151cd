//! A change and the event that tells of it, in one transaction: there is never the one without the other.

use daybook_shared::event::NewEvent;
use daybook_shared::id::WorkspaceId;
use sea_orm::DatabaseTransaction;

use super::{Appender, Draft, Sent, TypeFacts, daybook};
use crate::clock::Clock;
use crate::db::Work;
use crate::error::{ApiError, ApiResult};
use crate::store::events::append;

/// What a change answers, and what is to be told of it; nothing, where nothing changed.
pub type Told<T> = (T, Option<NewEvent>);

impl Appender {
    /// Runs `work` in a write transaction, and appends to the workspace's log what it tells of. The event is Daybook's own, of a
    /// built-in type, and may use the last room on the disk.
    pub async fn change<T, F>(&self, workspace: WorkspaceId, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, Told<T>, ApiError> + Send + 'static,
    {
        let (database, clock) = (self.database.clone(), self.clock.clone());
        let changed = self.database.write(move |transaction| {
            Box::pin(async move {
                let (value, event) = work(transaction).await?;
                let Some(event) = event else {
                    return Ok((value, None));
                };
                let requests = vec![vec![own(event, &clock)?]];
                let appended = append::within(transaction, &database, &clock, workspace.0, requests);
                let (results, found) = appended.await?;
                for result in results {
                    result?;
                }
                ApiResult::Ok((value, found))
            })
        });
        let changed = changed
            .await
            .inspect_err(|error| self.ballast.release_if_full(error));
        let (value, found) = changed?;
        append::after(&self.database, workspace.0, found);
        Ok(value)
    }
}

fn own(event: NewEvent, clock: &Clock) -> ApiResult<Draft> {
    let facts = TypeFacts::built_in(&event.kind)
        .ok_or_else(|| ApiError::internal(format!("`{}` is no built-in type", event.kind)))?;
    let sent = Sent {
        pointer: String::new(),
        event,
    };
    Draft::new(sent, &facts, &daybook(), clock.new_uuid(), clock.now()).map_err(ApiError::internal)
}
