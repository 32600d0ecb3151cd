//! Headers that many requests and answers have, each a component.

use std::collections::BTreeMap;

use daybook_shared::limits::{IDEMPOTENCY_SECONDS, MAX_IDEMPOTENCY_HEADER_BYTES};
use serde_json::json;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{Components, Ref, RefOr, Required};

const IDEMPOTENCY_KEY: &str = "IdempotencyKey";
/// Headers of answers: component, name, description, example.
#[rustfmt::skip]
const HEADERS: [(&str, &str, &str, &str); 5] = [
    ("IdempotencyReplayed", "Idempotency-Replayed", "`true` where the request was done before, under the same `Idempotency-Key`, and this is the answer it got", "true"),
    ("RateLimit", "RateLimit", "What is left of the quota: its name, `r` requests, and `t` seconds until it begins anew", "\"read\";r=598;t=12"),
    ("RateLimitPolicy", "RateLimit-Policy", "The quota: its name, `q` requests in `w` seconds", "\"read\";q=600;w=60"),
    ("RequestId", "X-Request-Id", "Names this request in the server's log", "01a0c0de-0000-7000-8000-000000000000"),
    ("RetryAfter", "Retry-After", "Seconds after which to ask again", "2"),
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
    let parameter = RefOr::T(idempotency_key());
    components
        .parameters
        .insert(IDEMPOTENCY_KEY.to_owned(), parameter);
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

/// The headers of a shared answer to a refused request.
pub(super) fn of_problem(name: &str) -> Headers {
    let mut headers = vec!["RequestId"];
    if let "TooManyRequests" | "Unavailable" | "Conflict" | "WrongState" | "Busy" = name {
        headers.push("RetryAfter");
    }
    if name == "TooManyRequests" {
        headers.extend(["RateLimit", "RateLimitPolicy"]);
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
