//! The shared answers of refused requests: each stands for some error codes, with an example of every one.

use std::collections::BTreeMap;

use daybook_shared::problem::{ErrorCode, Problem};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::headers;
use crate::http::problem::PROBLEM_JSON;

/// The answers: name, description and codes.
#[rustfmt::skip]
pub(super) const ANSWERS: &[(&str, &str, &[ErrorCode])] = &[
    ("BadRequest", "Malformed: an unknown parameter, a header that cannot be read", &[ErrorCode::UnknownParameter, ErrorCode::BadRequest]),
    ("BadBody", "Malformed: not JSON, an unknown field or parameter, a header that cannot be read", &[
        ErrorCode::InvalidJson, ErrorCode::UnknownField, ErrorCode::UnknownParameter, ErrorCode::BadRequest,
    ]),
    ("BadPage", "Malformed: a broken cursor, or one of another list; an unknown parameter, a header that cannot be read", &[
        ErrorCode::CursorInvalid, ErrorCode::CursorMismatch, ErrorCode::UnknownParameter, ErrorCode::BadRequest,
    ]),
    ("Unauthenticated", "No valid credential", &[ErrorCode::Unauthenticated]),
    ("InvalidCredentials", "Email and password do not fit, whoever the person is", &[ErrorCode::InvalidCredentials]),
    ("InvalidSignature", "It is not signed, wrongly, or too long ago", &[ErrorCode::InvalidSignature]),
    ("Forbidden", "The credential lacks the right, or the plan does not cover it", &[ErrorCode::Forbidden, ErrorCode::PlanRequired]),
    ("CrossOrigin", "The request came from a page of another origin", &[ErrorCode::CrossOrigin]),
    ("NotFound", "No such thing, or not yours", &[ErrorCode::NotFound]),
    ("Conflict", "It exists already, or there are as many as there may be; of an event, its idempotency key was used for another; \
      of a request, one with its `Idempotency-Key` is being worked on, or nobody knows what came of it", &[
        ErrorCode::Conflict, ErrorCode::LimitReached, ErrorCode::IdempotencyConflict, ErrorCode::IdempotencyKeyBusy,
        ErrorCode::OutcomeUnknown, ErrorCode::AnswerShownOnce,
    ]),
    ("WrongState", "It is not in a state for this: there is no file yet, or it is over; or a request with the same `Idempotency-Key` is \
      being worked on. `Retry-After`, where there is one, says when to look again", &[
        ErrorCode::WrongState, ErrorCode::ExportNotReady, ErrorCode::IdempotencyKeyBusy, ErrorCode::OutcomeUnknown,
    ]),
    ("Busy", "A request with this `Idempotency-Key` is being worked on; `Retry-After` says when to ask for its answer. Or it was begun, and \
      nobody knows what came of it", &[ErrorCode::IdempotencyKeyBusy, ErrorCode::OutcomeUnknown]),
    ("ShownOnce", "A request with this `Idempotency-Key` was done, and its answer held what is shown once; or it is being worked on, or nobody \
      knows what came of it", &[ErrorCode::AnswerShownOnce, ErrorCode::IdempotencyKeyBusy, ErrorCode::OutcomeUnknown]),
    ("Gone", "The file was removed after its time, or is not there any more", &[ErrorCode::ExportExpired]),
    ("TooLarge", "The body is too large", &[ErrorCode::PayloadTooLarge]),
    ("UnsupportedMediaType", "The body's media type cannot be read", &[ErrorCode::UnsupportedMediaType]),
    ("NoSuchRange", "The file ends before the range; `Content-Range` says where", &[ErrorCode::RangeNotSatisfiable]),
    ("Invalid", "Something is wrong; `errors` names each field or parameter", &[
        ErrorCode::ValidationFailed, ErrorCode::InvalidParameter, ErrorCode::UnknownEventType, ErrorCode::IdempotencyKeyReused,
    ]),
    ("TooManyRequests", "Too many requests; `Retry-After` says when to come back", &[ErrorCode::TooManyRequests]),
    ("Internal", "A defect of the server", &[ErrorCode::Internal]),
    ("Unavailable", "The database, or the place where files lie, cannot be reached, or is busy with what goes before; `Retry-After` says when \
      to come back", &[ErrorCode::Unavailable]),
    ("StorageFull", "The disk is full; nothing was stored", &[ErrorCode::StorageFull]),
];

/// The answers as components, by name.
pub(super) fn components() -> BTreeMap<String, RefOr<Response>> {
    let answers = ANSWERS
        .iter()
        .map(|(name, description, codes)| ((*name).to_owned(), RefOr::T(answer(name, description, codes))));
    answers.collect()
}

fn answer(name: &str, description: &str, codes: &[ErrorCode]) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name())));
    let examples = codes.iter().map(|code| {
        let example = ExampleBuilder::new()
            .summary(code.title())
            .value(Some(example(*code)));
        (code.as_str(), RefOr::T(example.build()))
    });
    let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
    let mut answer = ResponseBuilder::new()
        .description(format!("{description}. `code` is {}.", names.join(" or ")))
        .content(PROBLEM_JSON, content.examples_from_iter(examples).build())
        .build();
    answer.headers = headers::of_problem(name);
    answer
}

fn example(code: ErrorCode) -> Value {
    let (detail, error) = words(code);
    let mut example = json!({
        "type": format!("/docs/errors#{}", code.as_str()), "title": code.title(), "status": code.status(),
        "detail": detail, "code": code.as_str(), "request_id": "01a0c0de-0000-7000-8000-000000000000",
    });
    if let Some([pointer, code]) = error {
        example["errors"] = json!([{"pointer": pointer, "code": code, "detail": detail}]);
    }
    example
}

/// What a code says of some request, and which field it names.
fn words(code: ErrorCode) -> (&'static str, Option<[&'static str; 2]>) {
    match code {
        ErrorCode::InvalidJson => (
            "the body is no JSON: expected `,` or `}` at line 1, column 24",
            None,
        ),
        ErrorCode::UnknownField => ("there is no field `colour`", Some(["/colour", "unknown"])),
        ErrorCode::UnknownParameter => (
            "this operation takes `limit`, `cursor`",
            Some(["pgae", "unknown"]),
        ),
        ErrorCode::CursorInvalid => ("begin anew without `cursor`", None),
        ErrorCode::CursorMismatch => ("the cursor is of a list with another filter or order", None),
        ErrorCode::BadRequest => (
            "send one key of 1 to 255 visible ASCII characters",
            Some(["Idempotency-Key", "malformed"]),
        ),
        ErrorCode::Unauthenticated => (
            "send one `Authorization: Bearer …` with an access token or an API key",
            None,
        ),
        ErrorCode::InvalidSignature => ("the signature is not the one of this body", None),
        ErrorCode::InvalidCredentials => ("try again, or ask for a new password", None),
        ErrorCode::Forbidden => ("this needs the permission `events.append`", None),
        ErrorCode::CrossOrigin => ("send this from a page of this server", None),
        ErrorCode::PlanRequired => (
            "reading with an API key needs the plan `enterprise`; this workspace has `team`",
            None,
        ),
        ErrorCode::NotFound => ("there is no such event here", None),
        ErrorCode::MethodNotAllowed => ("this path takes GET", None),
        ErrorCode::IdempotencyConflict => (
            "this idempotency key was used for another event",
            Some(["/idempotency_key", "idempotency_conflict"]),
        ),
        ErrorCode::IdempotencyKeyBusy => (
            "a request with this `Idempotency-Key` is being worked on; ask again for its answer",
            None,
        ),
        ErrorCode::IdempotencyKeyReused => (
            "this `Idempotency-Key` was used for another body; use a new key for each request",
            Some(["Idempotency-Key", "idempotency_conflict"]),
        ),
        ErrorCode::OutcomeUnknown => (
            "a request with this `Idempotency-Key` was begun, and did not come to an answer",
            None,
        ),
        ErrorCode::AnswerShownOnce => ("it was done, and its answer held what is shown once", None),
        ErrorCode::Conflict => ("there is a preset with this name", None),
        ErrorCode::WrongState => ("the export has ended", None),
        ErrorCode::LimitReached => ("a workspace has at most 1000 API keys that work", None),
        ErrorCode::ExportNotReady => ("the file is being made", None),
        ErrorCode::ExportExpired => ("the file was kept for 7 days; make the export again", None),
        ErrorCode::PayloadTooLarge => ("the body may have 65536 bytes at most", None),
        ErrorCode::UnsupportedMediaType => ("send `application/json`", None),
        ErrorCode::RangeNotSatisfiable => ("the file has 48211 bytes", None),
        ErrorCode::ValidationFailed => (
            "`human` is not an actor kind; use `member`, `agent`, `platform`, `api_key`, `system` or `anonymous`",
            Some(["/actor/kind", "unknown_value"]),
        ),
        ErrorCode::InvalidParameter => ("use a number from 1 to 500", Some(["limit", "out_of_range"])),
        ErrorCode::UnknownEventType => (
            "`post.teleported` is no event type of this workspace",
            Some(["/type", "unknown_event_type"]),
        ),
        ErrorCode::TooManyRequests => (
            "600 requests in 60 seconds are used up (`read`, plan `free`); go on in 12 seconds",
            None,
        ),
        ErrorCode::Internal => ("the server's log has this under the `request_id`", None),
        ErrorCode::Unavailable => ("the answer took too long", None),
        ErrorCode::StorageFull => ("nothing was stored; try again when there is room", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_an_answer() {
        for code in ErrorCode::ALL {
            let answers = ANSWERS.iter().filter(|(_, _, codes)| codes.contains(code));
            // Of a path with another method there is no operation that could name it.
            let expected = *code != ErrorCode::MethodNotAllowed;
            assert_eq!(answers.count() > 0, expected, "{}", code.as_str());
        }
    }

    #[test]
    fn the_codes_of_an_answer_have_one_status() {
        for (name, _, codes) in ANSWERS {
            assert!(
                codes.iter().all(|code| code.status() == codes[0].status()),
                "{name}"
            );
        }
    }
}
