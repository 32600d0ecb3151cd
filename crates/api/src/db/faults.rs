//! Faults that tests switch on to show that they would notice. No part of a program that is built without them.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};

use super::{Database, Engine};

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

impl Database {
    /// Keeps a connection of the reader's busy for as many milliseconds as the fault says: `search::slow=return(500)`.
    pub async fn busy_reader(&self, fault: &'static str) {
        let milliseconds = fail::eval(fault, |text| text.and_then(|text| text.parse().ok())).flatten();
        let Some(pause) = milliseconds.map(Duration::from_millis) else {
            return;
        };
        if self.engine == Engine::Postgres {
            let sleep = format!("SELECT pg_sleep({})", pause.as_secs_f64());
            // Where it fails, so does what follows.
            let _ = self.read.execute_unprepared(&sleep).await;
        } else if let Ok(transaction) = self.read.begin().await {
            tokio::time::sleep(pause).await;
            let _ = transaction.rollback().await;
        }
    }
}
