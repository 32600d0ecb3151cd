//! What a failed statement means for who asked: whether to come back later, to make room, or that it is a defect.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// The kinds of failure that a client is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No connection was to be had: nothing was begun.
    Unreachable,
    /// The database went away, was too slow, or gave way to another transaction; what was asked may be done or not.
    Interrupted,
    /// There is no room to store anything.
    Full,
    /// Anything else is a defect.
    Defect,
}

impl Failure {
    /// By the error of sea-orm.
    pub fn of(error: &DbErr) -> Self {
        let runtime = match error {
            DbErr::ConnectionAcquire(_) => return Self::Unreachable,
            // What the drivers for events say of a database that is out of reach.
            DbErr::Conn(RuntimeErr::Internal(_)) => return Self::Interrupted,
            DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
            _ => return Self::Defect,
        };
        let RuntimeErr::SqlxError(error) = runtime else {
            return Self::Defect;
        };
        match error.as_ref() {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Unreachable,
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Self::Interrupted,
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                match code.parse() {
                    Ok(number) if code.len() < 5 => Self::of_sqlite(number),
                    _ => Self::of_sqlstate(&code),
                }
            }
            _ => Self::Defect,
        }
    }

    /// By PostgreSQL's code of five characters.
    pub fn of_sqlstate(code: &str) -> Self {
        match code {
            // disk_full
            "53100" => Self::Full,
            // too_many_connections, cannot_connect_now
            "53300" | "57P03" => Self::Unreachable,
            // read_only_sql_transaction, as after a failover; idle_in_transaction_session_timeout; lock_not_available;
            // query_canceled, as by a time limit
            "25006" | "25P03" | "55P03" | "57014" => Self::Interrupted,
            // connection exceptions, serialization failures and deadlocks, other lacks of resources, the operator
            // (shutdown, crash), the system beneath
            _ if ["08", "40", "53", "57P", "58"]
                .iter()
                .any(|class| code.starts_with(class)) =>
            {
                Self::Interrupted
            }
            _ => Self::Defect,
        }
    }

    /// By SQLite's extended result code.
    pub fn of_sqlite(code: i32) -> Self {
        /// `SQLITE_IOERR_WRITE`: what the system says beside "no space", such as a quota.
        const WRITE_REFUSED: i32 = 778;
        /// `SQLITE_IOERR_SHMSIZE`: no room for the index of the write-ahead log.
        const NO_SHARED_MEMORY: i32 = 4874;
        match (code, code & 0xff) {
            // SQLITE_FULL
            (_, 13) | (WRITE_REFUSED | NO_SHARED_MEMORY, _) => Self::Full,
            // SQLITE_BUSY, SQLITE_LOCKED: rolled back.
            (_, 5 | 6) => Self::Interrupted,
            // SQLITE_IOERR, SQLITE_CANTOPEN
            (_, 10 | 14) => Self::Interrupted,
            _ => Self::Defect,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poisoned_connection_is_a_defect_and_a_lost_one_is_not() {
        assert_eq!(Failure::of_sqlstate("25P02"), Failure::Defect);
        assert_eq!(Failure::of_sqlstate("23505"), Failure::Defect);
        for code in ["08006", "57P01", "57P02", "57P05", "40001", "25006", "58030"] {
            assert_eq!(Failure::of_sqlstate(code), Failure::Interrupted, "{code}");
        }
        assert_eq!(Failure::of_sqlstate("57P03"), Failure::Unreachable);
    }

    #[test]
    fn a_full_disk_has_several_names() {
        assert_eq!(Failure::of_sqlstate("53100"), Failure::Full);
        for code in [13, 778, 4874] {
            assert_eq!(Failure::of_sqlite(code), Failure::Full, "{code}");
        }
        assert_eq!(Failure::of_sqlite(266), Failure::Interrupted, "SQLITE_IOERR_READ");
        assert_eq!(
            Failure::of_sqlite(787),
            Failure::Defect,
            "SQLITE_CONSTRAINT_FOREIGNKEY"
        );
    }
}
