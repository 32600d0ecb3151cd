//! Headers that many requests and answers have, each a component.

use std::collections::BTreeMap;

use daybook_shared::limits::{IDEMPOTENCY_SECONDS, MAX_IDEMPOTENCY_HEADER_BYTES};
use serde_json::json;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{Components, Ref, RefOr, Required};

const IDEMPOTENCY_KEY: &str = "IdempotencyKey";
const IF_NONE_MATCH: &str = "IfNoneMatch";
/// Headers of answers: component, name, description, example.
#[rustfmt::skip]
const HEADERS: [(&str, &str, &str, &str); 9] = [
    ("ContentRange", "Content-Range", "Where the file ends", "bytes */48211"),
    ("ETag", "ETag", "Names the answer as it is now; send it as `If-None-Match` the next time", "\"5ae4c8e1\""),
    ("IdempotencyReplayed", "Idempotency-Replayed", "`true` where the request was done before, under the same `Idempotency-Key`, and this is the answer it got", "true"),
    ("RateLimit", "RateLimit", "What is left of the quota: its name, `r` requests, and `t` seconds until it begins anew", "\"read\";r=598;t=12"),
    ("RateLimitPolicy", "RateLimit-Policy", "The quota: its name, `q` requests in `w` seconds", "\"read\";q=600;w=60"),
    ("RequestId", "X-Request-Id", "Names this request in the server's log", "01a0c0de-0000-7000-8000-000000000000"),
    ("RetryAfter", "Retry-After", "Seconds after which to ask again", "2"),
    ("SetCookie", "Set-Cookie", "The refresh cookie, `daybook_refresh`, or `__Host-daybook_refresh` over https: `HttpOnly` and `SameSite=Strict`",
     "daybook_refresh=…; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age=2592000"),
    ("WwwAuthenticate", "WWW-Authenticate", "How to sign in", "Bearer"),
];

type Headers = BTreeMap<String, RefOr<Header>>;

/// Adds the components.
pub(super) fn add_components(components: &mut Components) {
    for (component, _, description, example) in HEADERS {
        let header = match component {
            "RetryAfter" => {
                let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
                HeaderBuilder::new().schema(Some(seconds.examples([json!(2)]).build()))
            }
            _ => HeaderBuilder::new().schema(Some(text(example))),
        };
        let header = header.description(Some(description)).build();
        components.headers.insert(component.to_owned(), RefOr::T(header));
    }
    for (name, parameter) in [
        (IDEMPOTENCY_KEY, idempotency_key()),
        (IF_NONE_MATCH, if_none_match()),
    ] {
        components.parameters.insert(name.to_owned(), RefOr::T(parameter));
    }
}

fn text(example: &str) -> Object {
    let text = ObjectBuilder::new().schema_type(Type::String);
    text.examples([json!(example)]).build()
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_IDEMPOTENCY_HEADER_BYTES))
        .pattern(Some("^([!#-~]+|\"[!#-~]+\")$"))
        .examples([json!("8e03978e-40d5-43e8-bc93-6894a57f9324")]);
    let description = format!(
        "A name for this request, such as a UUID, bare or between quotes. What was done under it is answered again for {} hours \
         where the same caller sends it with the same body; with another body it is refused. Without a credential it does nothing.",
        IDEMPOTENCY_SECONDS / 3600
    );
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn if_none_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The `ETag` of an answer that the client has; where that is still the answer, it is `304` without a body."))
        .schema(Some(text("\"5ae4c8e1\"")))
        .build()
}

/// The headers of a shared answer to a refused request.
pub(super) fn of_problem(name: &str) -> Headers {
    let mut headers = vec!["RequestId"];
    match name {
        "Unauthenticated" => headers.push("WwwAuthenticate"),
        "NoSuchRange" => headers.push("ContentRange"),
        // What is refused before the caller is known is not counted, nor is what fails on this side.
        "BadRequest"
        | "BadBody"
        | "BadPage"
        | "Forbidden"
        | "NotFound"
        | "Conflict"
        | "WrongState"
        | "Busy"
        | "ShownOnce"
        | "Gone"
        | "TooLarge"
        | "UnsupportedMediaType"
        | "Invalid"
        | "TooManyRequests" => headers.extend(["RateLimit", "RateLimitPolicy"]),
        _ => {}
    }
    if let "TooManyRequests" | "Unavailable" | "Conflict" | "WrongState" | "Busy" | "ShownOnce" = name {
        headers.push("RetryAfter");
    }
    references(&headers)
}

fn references(wanted: &[&str]) -> Headers {
    let of = |(component, name, _, _): &(&str, &str, &str, &str)| {
        let reference = Ref::new(format!("#/components/headers/{component}"));
        wanted
            .contains(component)
            .then(|| ((*name).to_owned(), RefOr::Ref(reference)))
    };
    HEADERS.iter().filter_map(of).collect()
}

/// Lets an operation that can be sent again take a key.
pub(super) fn take_key(operation: &mut Operation) {
    let key = Ref::new(format!("#/components/parameters/{IDEMPOTENCY_KEY}"));
    operation.parameters.get_or_insert_default().push(RefOr::Ref(key));
}

/// Lets an operation whose answer may be unchanged be asked whether it is.
pub(super) fn take_tag(operation: &mut Operation) {
    let Some(RefOr::T(unchanged)) = operation.responses.responses.get_mut("304") else {
        return;
    };
    unchanged.headers.extend(references(&["ETag"]));
    let tag = Ref::new(format!("#/components/parameters/{IF_NONE_MATCH}"));
    operation.parameters.get_or_insert_default().push(RefOr::Ref(tag));
}

/// Tells of the cookie that an operation sets or takes away.
pub(super) fn set_cookie(operation: &mut Operation) {
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && status.starts_with('2')
        {
            answer.headers.extend(references(&["SetCookie"]));
        }
    }
}

/// Adds to the operation's own answers what they tell beside their bodies.
pub(super) fn add_to_answers(operation: &mut Operation, is_counted: bool, takes_key: bool) {
    let mut wanted = vec!["RequestId"];
    if is_counted {
        wanted.extend(["RateLimit", "RateLimitPolicy"]);
    }
    if takes_key {
        wanted.push("IdempotencyReplayed");
    }
    for answer in operation.responses.responses.values_mut() {
        if let RefOr::T(answer) = answer {
            for (name, header) in references(&wanted) {
                answer.headers.entry(name).or_insert(header);
            }
            for (name, header) in references(&["RetryAfter"]) {
                if answer.headers.contains_key(&name) {
                    answer.headers.insert(name, header);
                }
            }
        }
    }
}
