//! The error of every handler: what the client is told, and apart from it, what only the log is told.

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use daybook_shared::access::{Permission, Role, Scope};
use daybook_shared::limits::MAX_NAMED_ERRORS;
use daybook_shared::problem::{ErrorCode, FieldError};
use sea_orm::DbErr;

use crate::db::Failure;
use crate::storage::{StorageError, StorageFailure};

/// Seconds after which a client may try again when the database was out of reach.
const UNAVAILABLE_RETRY_SECONDS: i64 = 1;

/// A refused or failed request. `source` goes into the log, once, and never into an answer.
#[derive(Debug)]
pub struct ApiError {
    /// What happened, as the table of codes names it.
    pub code: ErrorCode,
    /// What is wrong with this request, and what would be right.
    pub detail: String,
    /// Each wrong field or parameter.
    pub errors: Vec<FieldError>,
    /// Seconds after which it makes sense to try again.
    pub retry_after_seconds: Option<i64>,
    /// A header that goes with the refusal.
    pub header: Option<Box<(HeaderName, String)>>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The result of a handler or a store function that can refuse.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A refusal that says what would be right.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_seconds: None,
            header: None,
            source: None,
        }
    }

    /// A refusal that names each wrong field or parameter.
    /// Many mistakes are named as far as [`MAX_NAMED_ERRORS`]: an answer must not grow with what was sent.
    pub fn with_fields(code: ErrorCode, mut errors: Vec<FieldError>) -> Self {
        errors.truncate(MAX_NAMED_ERRORS);
        let detail = match errors.as_slice() {
            [only] => format!("`{}`: {}", only.pointer, only.detail),
            many if many.len() == MAX_NAMED_ERRORS => {
                format!("many fields are wrong; `errors` names the first {MAX_NAMED_ERRORS}")
            }
            many => format!("{} fields are wrong; `errors` names each", many.len()),
        };
        Self {
            errors,
            ..Self::new(code, detail)
        }
    }

    /// Nothing of that name, or not for this caller.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            ErrorCode::NotFound,
            format!("there is no such {what}, or it is not yours"),
        )
    }

    /// The caller lacks a permission; the answer names it and what grants it.
    pub fn forbidden(permission: Permission) -> Self {
        let roles = Role::ALL.iter().filter(|role| role.grants(permission));
        let scopes = Scope::ALL.iter().filter(|scope| scope.grants(permission));
        let detail = format!(
            "this needs `{}`: the role {}, or an API key with {}",
            permission.as_str(),
            either(roles.map(|role| role.as_str())),
            either(scopes.map(|scope| scope.as_str()))
        );
        Self::new(ErrorCode::Forbidden, detail)
    }

    /// A defect: the answer says nothing of it, the log everything.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(
                ErrorCode::Internal,
                "the request could not be completed; its id helps us to find out why",
            )
        }
    }

    /// Says when to try again.
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Adds a header.
    pub fn with_header(mut self, name: HeaderName, value: String) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    /// The same refusal for somebody else; its cause is logged once only.
    pub fn without_source(&self) -> Self {
        Self {
            errors: self.errors.clone(),
            retry_after_seconds: self.retry_after_seconds,
            ..Self::new(self.code, self.detail.clone())
        }
    }

    /// What only the log may say.
    pub fn source_text(&self) -> Option<String> {
        self.source.as_ref().map(|source| source.to_string())
    }
}

fn either<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(" or ")
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl Error for ApiError {}

impl actix_web::ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    // The body is written by `http::problem`, which knows the request's id.
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        let (code, detail) = match Failure::of(&error) {
            Failure::Unreachable => (
                ErrorCode::Unavailable,
                "the database cannot be reached right now; nothing was done",
            ),
            Failure::Interrupted => (
                ErrorCode::Unavailable,
                "the database did not confirm; whether this was done is not known, and to send an event again under \
                 the same `idempotency_key` is safe",
            ),
            Failure::Full => (ErrorCode::StorageFull, "the disk is full; nothing was stored"),
            Failure::Defect => return Self::internal(error),
        };
        Self {
            source: Some(Box::new(error)),
            ..Self::new(code, detail).retry_after(UNAVAILABLE_RETRY_SECONDS)
        }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        let (code, detail) = match error.failure() {
            StorageFailure::Unavailable => (ErrorCode::Unavailable, error.text()),
            StorageFailure::Full => (ErrorCode::StorageFull, error.text()),
            _ => return Self::internal(error.cause().to_owned()),
        };
        let told = Self {
            source: Some(error.cause().to_owned().into()),
            ..Self::new(code, detail)
        };
        told.retry_after(UNAVAILABLE_RETRY_SECONDS)
    }
}
