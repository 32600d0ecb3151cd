//! Why an attempt ended without a file.

use daybook_shared::problem::ErrorCode;
use sea_orm::DbErr;

use crate::error::ApiError;
use crate::storage::StorageError;
use crate::store::exports::Trouble;

/// What went wrong.
#[derive(Debug)]
pub(super) enum Broken {
    /// The rows could not be read, or made bytes of.
    Reading(ApiError),
    /// The bytes could not be kept.
    Storing(StorageError),
    /// Those who made it ended without a word, again and again: perhaps because of it.
    LeftAgain,
    /// The export is not the attempt's own any more.
    Lost,
}

impl Broken {
    /// What people are told.
    pub(super) fn told(&self) -> Trouble {
        let (code, what) = match self {
            Self::Reading(error) if error.code == ErrorCode::Unavailable => (
                "database_unavailable",
                "the database was out of reach while the events were read",
            ),
            Self::Reading(error) if error.code == ErrorCode::StorageFull => (
                "workbook_too_large",
                "there was no room for the workbook while it was put together; CSV and JSON Lines need none",
            ),
            Self::Reading(_) => (
                "reading_failed",
                "the events could not be read; the server's log says why",
            ),
            Self::Storing(error) => (error.code(), error.text()),
            Self::LeftAgain => (
                "worker_lost",
                "the process that made it ended early, again and again; the server's log may say why",
            ),
            Self::Lost => ("lost", "somebody else makes the file"),
        };
        Trouble {
            code: code.to_owned(),
            reason: format!("No file was made: {what}."),
        }
    }

    /// What only the log is told.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Reading(error) => error.source_text().unwrap_or_else(|| error.to_string()),
            Self::Storing(error) => error.cause().to_owned(),
            Self::LeftAgain => "taken over too often".to_owned(),
            Self::Lost => "lost".to_owned(),
        }
    }
}

impl From<ApiError> for Broken {
    fn from(error: ApiError) -> Self {
        Self::Reading(error)
    }
}

impl From<DbErr> for Broken {
    fn from(error: DbErr) -> Self {
        Self::Reading(error.into())
    }
}

impl From<StorageError> for Broken {
    fn from(error: StorageError) -> Self {
        Self::Storing(error)
    }
}
