//! A fault that tests switch on to show that they would notice: places in the log taken by one transaction, as from a plain
//! sequence, and filled by another, which may be later than the next one's.

use std::time::Duration;

use rand::RngExt;
use uuid::Uuid;

use super::{Appended, Numbering, insert, known, lock_head, move_head};
use crate::append::Draft;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::{ApiError, ApiResult};
use crate::store::events::combinations::Numbers;

/// The most milliseconds between the two.
const LATE: u64 = 40;

pub(super) fn is_numbered_before_the_insert() -> bool {
    fail::eval("append::number_before_the_insert", |_| ()).is_some()
}

pub(super) async fn number_then_insert(
    database: &Database,
    clock: &Clock,
    workspace: Uuid,
    requests: Vec<Vec<Draft>>,
) -> ApiResult<Vec<ApiResult<Vec<Appended>>>> {
    let engine = database.engine();
    let now = clock.now();
    let (results, numbering) = database
        .write(move |transaction| {
            Box::pin(async move {
                let mut head = lock_head(transaction, engine, workspace).await?;
                let mut numbering = Numbering {
                    sequence: head.sequence,
                    recorded_at: now,
                    known: known::stored(transaction, engine, workspace, &requests).await?,
                    new: Vec::new(),
                };
                let results = requests
                    .into_iter()
                    .map(|drafts| numbering.number(drafts))
                    .collect();
                head.sequence = numbering.sequence;
                move_head(transaction, head).await?;
                Ok::<_, ApiError>((results, numbering))
            })
        })
        .await?;
    let (database, inner) = (database.clone(), database.clone());
    tokio::spawn(async move {
        let late = Duration::from_millis(rand::rng().random_range(0..LATE));
        tokio::time::sleep(late).await;
        let inserted = database.write(move |transaction| {
            Box::pin(async move {
                if numbering.new.is_empty() {
                    return Ok(());
                }
                let drafts = numbering.new.iter().map(|numbered| &numbered.draft);
                let numbers = Numbers::for_drafts(&inner, transaction, workspace, drafts).await?;
                insert(transaction, engine, workspace, numbering, &numbers).await
            })
        });
        inserted.await
    });
    Ok(results)
}
