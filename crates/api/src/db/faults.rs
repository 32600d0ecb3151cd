//! Faults that tests switch on to show that they would notice. No part of a program that is built without them.

use std::time::Duration;

use sea_orm::DatabaseTransaction;

/// How long a commit that nobody waits for is held back.
const LATE: Duration = Duration::from_millis(200);

/// Takes a transaction away, to commit it after its request was answered; gives it back where that fault is off.
pub(super) fn commit_after_the_answer(transaction: DatabaseTransaction) -> Result<(), DatabaseTransaction> {
    if fail::eval("db::answer_before_commit", |_| ()).is_none() {
        return Err(transaction);
    }
    tokio::spawn(async move {
        tokio::time::sleep(LATE).await;
        // Nobody is there to be told.
        let _ = transaction.commit().await;
    });
    Ok(())
}
