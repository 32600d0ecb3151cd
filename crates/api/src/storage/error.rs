//! What can go wrong where files lie: what people are told, and apart from it, what only the log is told.

use std::error::Error;
use std::fmt;
use std::io;

use object_store::client::HttpError;

/// Which kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageFailure {
    /// The store is out of reach, or too slow: the same may well succeed later.
    Unavailable,
    /// There is no room left.
    Full,
    /// Nothing is kept under that key.
    NotFound,
    /// The store does not let the server in, or not do that: somebody has to change a setting.
    Refused,
    /// Anything else.
    Other,
}

/// A call to the store that failed. Its text is for people; the cause is for the log, and neither holds a secret.
#[derive(Debug)]
pub struct StorageError {
    failure: StorageFailure,
    cause: String,
}

/// The result of a call to the store.
pub type StorageResult<T> = Result<T, StorageError>;

/// Begins the text of an answer that is no success; three digits follow.
const STATUS: &str = "non-2xx status code: ";
/// How an answer reads that sends to another place without saying which: the bucket is in another region.
const REDIRECT: &str = "redirect without LOCATION";
/// What S3 says of itself, with status 200, when it is the store that failed.
const OVERLOADED: [&str; 2] = ["<Code>InternalError</Code>", "<Code>SlowDown</Code>"];
/// Where a missing object and a missing bucket differ.
const NO_BUCKET: &str = "NoSuchBucket";

impl StorageError {
    pub(super) fn new(failure: StorageFailure, cause: impl fmt::Display) -> Self {
        Self {
            failure,
            cause: cause.to_string(),
        }
    }

    /// Which kind of trouble it is.
    pub const fn failure(&self) -> StorageFailure {
        self.failure
    }

    /// A stable word for it, as the error of an export has it.
    pub const fn code(&self) -> &'static str {
        match self.failure {
            StorageFailure::Unavailable => "storage_unavailable",
            StorageFailure::Full => "storage_full",
            StorageFailure::NotFound => "storage_not_found",
            StorageFailure::Refused => "storage_refused",
            StorageFailure::Other => "storage_failed",
        }
    }

    /// What happened and what to do, for people.
    pub const fn text(&self) -> &'static str {
        match self.failure {
            StorageFailure::Unavailable => "the place where files are kept is out of reach right now",
            StorageFailure::Full => "the place where files are kept is full",
            StorageFailure::NotFound => "the file is not there any more",
            StorageFailure::Refused => {
                "the place where files are kept refuses the server; whoever runs it has to look at its settings"
            }
            StorageFailure::Other => "the place where files are kept failed; the server's log says how",
        }
    }

    /// What only the log may say.
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Error for StorageError {}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        Self::new(of_io(&error), error)
    }
}

impl From<tokio::task::JoinError> for StorageError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::new(StorageFailure::Other, error)
    }
}

impl From<object_store::path::Error> for StorageError {
    fn from(error: object_store::path::Error) -> Self {
        Self::new(StorageFailure::Other, error)
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        let failure = failure_of(&error);
        // What S3 answers can hold the id of a key and what was signed with it.
        let text = error.to_string();
        let cause = text.split('<').next().unwrap_or_default();
        let code = tag(&text, "Code").unwrap_or_default();
        Self::new(failure, format!("{} {code}", cause.trim_end()).trim_end())
    }
}

fn failure_of(error: &object_store::Error) -> StorageFailure {
    use object_store::Error as Of;
    match error {
        Of::NotFound { source, .. } if source.to_string().contains(NO_BUCKET) => StorageFailure::Refused,
        Of::NotFound { .. } => StorageFailure::NotFound,
        Of::PermissionDenied { .. } | Of::Unauthenticated { .. } => StorageFailure::Refused,
        other => of_causes(other),
    }
}

/// The kinds of errors of requests are private to the crate: what tells them apart is what they are made of, and for
/// an answer of the store its text.
fn of_causes(error: &(dyn Error + 'static)) -> StorageFailure {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref::<io::Error>() {
            return of_io(error);
        }
        if cause.is::<HttpError>() {
            return StorageFailure::Unavailable;
        }
        next = cause.source();
    }
    of_answer(&error.to_string())
}

fn of_answer(text: &str) -> StorageFailure {
    let status = text.split_once(STATUS).and_then(|(_, rest)| rest.get(..3));
    match status.and_then(|digits| digits.parse::<u16>().ok()) {
        Some(507) => StorageFailure::Full,
        Some(408 | 429 | 500..) => StorageFailure::Unavailable,
        _ if OVERLOADED.iter().any(|code| text.contains(code)) => StorageFailure::Unavailable,
        Some(300..400) => StorageFailure::Refused,
        _ if text.contains(REDIRECT) => StorageFailure::Refused,
        _ => StorageFailure::Other,
    }
}

fn of_io(error: &io::Error) -> StorageFailure {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageFailure::Full,
        io::ErrorKind::NotFound => StorageFailure::NotFound,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StorageFailure::Refused,
        io::ErrorKind::TimedOut | io::ErrorKind::StaleNetworkFileHandle => StorageFailure::Unavailable,
        _ => StorageFailure::Other,
    }
}

/// The text between the first such tags of an answer in XML.
fn tag<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inner, _)| inner)
}
