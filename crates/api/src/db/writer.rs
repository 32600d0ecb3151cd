//! Transactions. Each runs in a task of its own: a client that hangs up must not cancel one half way
//! (a cancelled `BEGIN` leaves a pooled PostgreSQL connection inside an open transaction; sqlx #4385).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait, sqlx,
};

use super::Database;

/// The future of a transaction's body.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

impl Database {
    /// Runs `work` in one write transaction: committed when it succeeds, rolled back when it fails. One that is given
    /// up, or whose connection is lost while it commits, may have been stored or not.
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

    /// As [`Database::write`], for a transaction that writes nothing of what is remembered of callers: events, or what of quotas was
    /// used.
    pub async fn write_quietly<T, E, F>(&self, work: F) -> Result<T, E>
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
        let patience = self.patience.filter(|_| !is_patient());
        let task = self.runtime.spawn(async move {
            let transaction = transact(connection, work);
            match patience {
                // Dropped unfinished, its connection goes too: the pool closes what comes back in the middle.
                Some(patience) => tokio::time::timeout(patience, transaction)
                    .await
                    .unwrap_or_else(|_| Err(gave_up().into())),
                None => transaction.await,
            }
        });
        match task.await {
            Ok(result) => result,
            Err(error) => Err(DbErr::Custom(format!("a write transaction ended early: {error}")).into()),
        }
    }
}

async fn transact<T, E, F>(connection: DatabaseConnection, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
    F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T, E> + Send + 'static,
{
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
            let committed = transaction.commit().await;
            if !confirms_anyway() {
                committed?;
            }
            Ok(value)
        }
        Err(error) => {
            // Where even this fails there is nothing left to roll back, and the first error says why.
            if let Err(ended) = transaction.rollback().await {
                tracing::debug!(error = %ended, "a transaction had ended by itself");
            }
            Err(error)
        }
    }
}

fn gave_up() -> DbErr {
    let late = io::Error::new(
        io::ErrorKind::TimedOut,
        "the transaction took too long and was given up",
    );
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(sqlx::Error::Io(late))))
}

// What a test switches on to see that it would notice.

/// No transaction is given up.
fn is_patient() -> bool {
    fail::fail_point!("db::never_give_up", |_| true);
    false
}

/// A commit that failed is confirmed.
fn confirms_anyway() -> bool {
    fail::fail_point!("db::confirm_failed_commits", |_| true);
    false
}

/// SQLite takes its write lock at once: a lock taken later could find the snapshot outdated.
fn sqlite_mode() -> SqliteTransactionMode {
    fail::fail_point!("db::many_deferred_writers", |_| SqliteTransactionMode::Deferred);
    SqliteTransactionMode::Immediate
}
