//! Errors on the wire: RFC 9457 `application/problem+json` with a stable code.

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// Every code that an answer can carry, with its status and title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word that programs compare.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it always comes with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What the code means, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

error_codes! {
    /// The body is not JSON, or nested too deep.
    InvalidJson = "invalid_json", 400, "The body is not valid JSON";
    /// The body has a field that nobody knows.
    UnknownField = "unknown_field", 400, "The body has a field that is not known";
    /// The query has a parameter that nobody knows, or one twice.
    UnknownParameter = "unknown_parameter", 400, "A query parameter is not known";
    /// The cursor was not made by this server, or was changed.
    CursorInvalid = "cursor_invalid", 400, "The cursor is broken";
    /// The cursor belongs to another workspace, filter or order.
    CursorMismatch = "cursor_mismatch", 400, "The cursor belongs to another list";
    /// The request is malformed in a way HTTP itself names.
    BadRequest = "bad_request", 400, "The request is malformed";
    /// No credential, or one that is not valid any more.
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    /// A notification is not signed as its platform would have done it.
    InvalidSignature = "invalid_signature", 401, "The signature does not fit";
    /// Email and password do not fit.
    InvalidCredentials = "invalid_credentials", 401, "Email or password is wrong";
    /// The caller lacks the right.
    Forbidden = "forbidden", 403, "Not allowed";
    /// The request came from a page of another origin.
    CrossOrigin = "cross_origin", 403, "Not from this origin";
    /// The workspace's plan does not cover the request.
    PlanRequired = "plan_required", 403, "The plan does not cover this";
    /// No such thing, or not for this caller.
    NotFound = "not_found", 404, "Not found";
    /// The path exists, not with this method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// The idempotency key was used before with another body.
    IdempotencyConflict = "idempotency_conflict", 409, "The idempotency key was used for another event";
    /// A request with this `Idempotency-Key` is under way.
    IdempotencyKeyBusy = "idempotency_key_busy", 409, "The request is being worked on";
    /// The `Idempotency-Key` was used before with another body.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "The idempotency key was used for another request";
    /// A request with this `Idempotency-Key` was begun and did not come to an answer.
    OutcomeUnknown = "outcome_unknown", 409, "Whether it was done is not known";
    /// The request was done before, and its answer held a secret that is shown once.
    AnswerShownOnce = "answer_shown_once", 409, "The answer was shown once";
    /// Something with this name or id exists.
    Conflict = "conflict", 409, "It exists already";
    /// What is asked for is not possible in the state that the thing is in.
    WrongState = "wrong_state", 409, "Not in a state for this";
    /// There are as many of these as there may be.
    LimitReached = "limit_reached", 409, "There are as many as there may be";
    /// The file of an export is not there, or not yet.
    ExportNotReady = "export_not_ready", 409, "There is no file to fetch";
    /// The file of an export has had its time.
    ExportExpired = "export_expired", 410, "The file was removed";
    /// The body is larger than allowed.
    PayloadTooLarge = "payload_too_large", 413, "The body is too large";
    /// The body's media type is not one that can be read.
    UnsupportedMediaType = "unsupported_media_type", 415, "The media type is not supported";
    /// The file ends before the range that was asked for.
    RangeNotSatisfiable = "range_not_satisfiable", 416, "The file has no such range";
    /// At least one field is wrong; `errors` names each.
    ValidationFailed = "validation_failed", 422, "Some fields are wrong";
    /// At least one query parameter is wrong; `errors` names each.
    InvalidParameter = "invalid_parameter", 422, "A query parameter is wrong";
    /// The event's type is not registered in the workspace.
    UnknownEventType = "unknown_event_type", 422, "The event type is not registered";
    /// Too many attempts; `Retry-After` says when to come back.
    TooManyRequests = "too_many_requests", 429, "Too many requests";
    /// A defect of the server; the log has it under the request id.
    Internal = "internal", 500, "Something broke on our side";
    /// The database cannot be reached, or the server is stopping.
    Unavailable = "unavailable", 503, "Not available right now";
    /// The disk is full.
    StorageFull = "storage_full", 507, "There is no room to store this";
}

/// The body of every 4xx and 5xx answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A page about the code.
    #[serde(rename = "type")]
    #[cfg_attr(
        feature = "openapi",
        schema(format = "uri-reference", example = "/docs/errors#validation_failed")
    )]
    pub kind: String,
    /// The code in a few words, always the same for a code.
    #[cfg_attr(feature = "openapi", schema(example = "Some fields are wrong"))]
    pub title: String,
    /// The HTTP status.
    #[cfg_attr(feature = "openapi", schema(example = 422))]
    pub status: u16,
    /// What is wrong with this request, and what would be right.
    pub detail: String,
    /// The stable word to compare. New codes may appear.
    #[cfg_attr(feature = "openapi", schema(example = "validation_failed"))]
    pub code: String,
    /// Names this request in the server's log.
    pub request_id: String,
    /// One entry for each wrong field or parameter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One wrong field or parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where: a JSON pointer into the body (RFC 6901), or the parameter's name.
    #[cfg_attr(feature = "openapi", schema(example = "/actor/kind"))]
    pub pointer: String,
    /// What kind of mistake, as a stable word.
    #[cfg_attr(feature = "openapi", schema(example = "unknown_value"))]
    pub code: String,
    /// What is wrong and what would be right.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "`human` is not an actor kind; use `member`, `agent`, `platform`, `api_key`, `system` or `anonymous`"
        )
    )]
    pub detail: String,
}

impl FieldError {
    /// One wrong field or parameter.
    pub fn new(pointer: impl Into<String>, code: FieldCode, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.as_str().to_owned(),
            detail: detail.into(),
        }
    }
}

/// The kinds of mistake a [`FieldError`] can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldCode {
    /// Nobody knows this field or parameter.
    Unknown,
    /// It must be there.
    Required,
    /// Another JSON type is needed.
    WrongType,
    /// Longer, larger or more than allowed.
    TooLong,
    /// Not one of the values that exist.
    UnknownValue,
    /// Of a wrong form: a time, an id, a URL.
    Malformed,
    /// Outside its range.
    OutOfRange,
    /// Given twice, or beside something it excludes.
    Contradiction,
    /// Holds a NUL character.
    Nul,
    /// Not the one that is known: a password.
    Incorrect,
    /// Not a registered event type.
    UnknownEventType,
    /// The idempotency key belongs to another event.
    IdempotencyConflict,
}

impl FieldCode {
    /// The stable word that programs compare.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Required => "required",
            Self::WrongType => "wrong_type",
            Self::TooLong => "too_long",
            Self::UnknownValue => "unknown_value",
            Self::Malformed => "malformed",
            Self::OutOfRange => "out_of_range",
            Self::Contradiction => "contradiction",
            Self::Nul => "nul",
            Self::Incorrect => "incorrect",
            Self::UnknownEventType => "unknown_event_type",
            Self::IdempotencyConflict => "idempotency_conflict",
        }
    }
}
