//! What Daybook calls: the messages that an endpoint gets, as the `webhooks` of the document (OpenAPI 3.1, 4.8.1).

use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr, Required, ResponseBuilder};

use daybook_shared::id::{DeliveryId, WebhookId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{PING, WebhookMessage};

use super::examples;

/// Headers of a message by Standard Webhooks 1.0: name, description, example.
const HEADERS: [(&str, &str, &str); 3] = [
    (
        "webhook-id",
        "Names the message: the same each time it is sent. Keep what was received under it, once",
        "dlv_01k9zq5v7hf2ns0d8kx3cw4m6t",
    ),
    (
        "webhook-timestamp",
        "When this try began, in seconds since 1970. Refuse what is older or newer than five minutes",
        "1795167012",
    ),
    (
        "webhook-signature",
        "`v1,` and the HMAC-SHA256, in Base64, of id, timestamp and body joined by dots; several, parted by blanks, while a secret is replaced",
        "v1,CnXA/AqT2Oxzj8dK1MG0UfEEd64gEY0BquZzw4Ab9tg=",
    ),
];

/// Adds the messages.
pub(super) fn add(document: &mut OpenApi) {
    let messages = [
        (
            "event",
            "receive_event",
            "Sends an event.",
            "To endpoints with the format `standard`: an event that the endpoint's filter leaves, at least once, the oldest first where all goes well.",
            RefOr::Ref(Ref::from_schema_name(WebhookMessage::name())),
            examples::message(),
        ),
        (
            "ping",
            "receive_ping",
            "Sends a ping.",
            "To endpoints with the format `standard`: what `test_webhook` asks for.",
            RefOr::T(ping()),
            json!({"type": PING, "timestamp": "2026-11-20T09:30:12.004318Z", "data": {
                "id": "dlv_01k9zq5v7hf2ns0d8kx3cw4m6v", "webhook_id": "whk_01k9zq5v7hf2ns0d8kx3cw4m6t",
            }}),
        ),
        (
            "slack_message",
            "receive_slack_message",
            "Sends a message for Slack.",
            "To endpoints with the format `slack`, about an event or a ping: what an incoming webhook of Slack takes. It has the same headers.",
            RefOr::T(slack()),
            json!({"text": "Sarah Chen scheduled “Autumn drop”", "mrkdwn": false, "unfurl_links": false, "unfurl_media": false, "blocks": [
                {"type": "section", "text": {"type": "plain_text", "text": "Sarah Chen scheduled “Autumn drop”", "emoji": false}},
            ]}),
        ),
    ];
    let messages = messages.into_iter().fold(
        PathsBuilder::new(),
        |messages, (name, id, title, description, schema, example)| {
            messages.path(name, call(id, title, description, schema, example))
        },
    );
    document.webhooks = Some(messages.build());
}

fn call(id: &str, title: &str, description: &str, schema: RefOr<Schema>, example: Value) -> PathItem {
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example));
    let body = RequestBodyBuilder::new()
        .required(Some(Required::True))
        .content("application/json", content.build());
    let answers = [
        ("2XX", "It is kept, and not sent again."),
        (
            "410",
            "Nothing is to be sent here any more: the endpoint is disabled.",
        ),
        (
            "default",
            "It is sent again later; after `Retry-After`, where there is one.",
        ),
    ];
    let operation = answers
        .into_iter()
        .fold(OperationBuilder::new(), |operation, (status, text)| {
            operation.response(status, ResponseBuilder::new().description(text).build())
        });
    let operation = operation
        .operation_id(Some(id))
        .tag("webhooks")
        .summary(Some(title))
        .description(Some(description))
        .parameters(Some(HEADERS.map(header)))
        .request_body(Some(body.build()))
        .securities(Some([]));
    PathItem::new(HttpMethod::Post, operation)
}

fn header((name, description, example): (&str, &str, &str)) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(text.examples([json!(example)])))
        .build()
}

fn ping() -> Schema {
    let data = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("Which delivery it is, and of which endpoint"))
        .property("id", Ref::from_schema_name(DeliveryId::name()))
        .property("webhook_id", Ref::from_schema_name(WebhookId::name()))
        .required("id")
        .required("webhook_id");
    let kind = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([PING]));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("type", kind)
        .property("timestamp", Ref::from_schema_name(Timestamp::name()))
        .property("data", data)
        .required("type")
        .required("timestamp")
        .required("data")
        .into()
}

fn slack() -> Schema {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("What a notification shows"));
    let block = ObjectBuilder::new().schema_type(Type::Object);
    let blocks = ArrayBuilder::new()
        .items(block)
        .description(Some("Slack's Block Kit"));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("text", text)
        .property("blocks", blocks)
        .property("mrkdwn", switch())
        .property("unfurl_links", switch())
        .property("unfurl_media", switch())
        .required("text")
        .required("blocks")
        .into()
}

fn switch() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}
