//! Transactions. Each runs in a task of its own: a client that hangs up must not cancel one half way
//! (a cancelled `BEGIN` leaves a pooled PostgreSQL connection inside an open transaction; sqlx #4385).

use std::pin::Pin;
use std::sync::atomic::Ordering;

use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::Database;

/// The future of a transaction's body.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

impl Database {
    /// Runs `work` in one write transaction: committed when it succeeds, rolled back when it fails.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T, E> + Send + 'static,
    {
        let result = self.transact(work).await;
        // Also where it failed: whether a commit that was not answered took place is not known.
        self.writes.fetch_add(1, Ordering::SeqCst);
        result
    }

    /// As [`Database::write`], for a transaction that writes events and nothing else.
    pub async fn write_events<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T, E> + Send + 'static,
    {
        self.transact(work).await
    }

    async fn transact<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T, E> + Send + 'static,
    {
        let connection = self.write.clone();
        let task = self.runtime.spawn(async move {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(sqlite_mode()),
                ..Default::default()
            };
            let transaction = connection.begin_with_options(options).await?;
            match work(&transaction).await {
                Ok(value) => {
                    #[cfg(feature = "failpoints")]
                    let Err(transaction) = super::faults::commit_after_the_answer(transaction) else {
                        return Ok(value);
                    };
                    transaction.commit().await?;
                    Ok(value)
                }
                Err(error) => {
                    transaction.rollback().await?;
                    Err(error)
                }
            }
        });
        match task.await {
            Ok(result) => result,
            Err(error) => Err(DbErr::Custom(format!("a write transaction ended early: {error}")).into()),
        }
    }
}

/// SQLite takes its write lock at once: a lock taken later could find the snapshot outdated.
fn sqlite_mode() -> SqliteTransactionMode {
    fail::fail_point!("db::many_deferred_writers", |_| SqliteTransactionMode::Deferred);
    SqliteTransactionMode::Immediate
}
