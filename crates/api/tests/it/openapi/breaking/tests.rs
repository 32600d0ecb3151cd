//! Each change that breaks a client is found, and no other.

use super::*;

const LIST: &str = "/paths/~1v1~1workspaces~1{workspace_id}~1events/get";
const STORY: &str = "/paths/~1v1~1workspaces~1{workspace_id}~1events~1{event_id}~1story/get";
const APPEND: &str = "/paths/~1v1~1workspaces~1{workspace_id}~1events/post";

fn document() -> Value {
    super::super::document()
}

fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{pointer}"))
}

/// A parameter of the list.
fn list_parameter<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    let parameters = at(document, &format!("{LIST}/parameters"));
    let mut parameters = parameters.as_array_mut().unwrap().iter_mut();
    parameters.find(|one| one["name"] == name).unwrap()
}

fn remove(document: &mut Value, pointer: &str, member: &str) {
    at(document, pointer)
        .as_object_mut()
        .unwrap()
        .remove(member)
        .unwrap();
}

#[test]
fn what_breaks_a_client_is_found() {
    type Change = fn(&mut Value);
    let cases: &[(&str, Change)] = &[
        ("get /healthz is gone", |new| remove(new, "/paths", "/healthz")),
        ("has another operationId", |new| {
            *at(new, &format!("{LIST}/operationId")) = json!("events")
        }),
        ("parameter \"type\" is gone", |new| {
            at(new, &format!("{LIST}/parameters"))
                .as_array_mut()
                .unwrap()
                .retain(|one| one["name"] != "type");
        }),
        ("parameter \"tenant\" is required now", |new| {
            let parameter =
                json!({"name": "tenant", "in": "query", "required": true, "schema": {"type": "string"}});
            at(new, &format!("{LIST}/parameters"))
                .as_array_mut()
                .unwrap()
                .push(parameter);
        }),
        ("201 is gone", |new| {
            remove(new, &format!("{APPEND}/responses"), "201")
        }),
        ("ETag is gone", |new| {
            remove(new, &format!("{LIST}/responses/200/headers"), "ETag")
        }),
        ("application/x-ndjson is gone", |new| {
            remove(
                new,
                &format!("{LIST}/responses/200/content"),
                "application/x-ndjson",
            )
        }),
        ("does not take {\"bearer\":[]} any more", |new| {
            *at(new, &format!("{LIST}/security")) = json!([{"other": []}])
        }),
        ("/sequence is gone", |new| {
            remove(new, "/components/schemas/Event/properties", "sequence")
        }),
        ("/sequence may be absent now", |new| {
            at(new, "/components/schemas/Event/required")
                .as_array_mut()
                .unwrap()
                .retain(|name| name != "sequence");
        }),
        (
            "/sequence was of the type \"integer\", and is \"string\"",
            |new| {
                at(new, "/components/schemas/Event/properties/sequence")["type"] = json!("string");
            },
        ),
        ("/metadata is gone", |new| {
            remove(new, "/components/schemas/NewEvent/properties", "metadata")
        }),
        ("/platform is required now", |new| {
            at(new, "/components/schemas/NewEvent/required")
                .as_array_mut()
                .unwrap()
                .push(json!("platform"));
        }),
        ("narrower maxLength: 10", |new| {
            at(new, "/components/schemas/NewEvent/properties/description")["maxLength"] = json!(10);
        }),
        ("does not take \"xlsx\" any more", |new| {
            at(new, "/components/schemas/ExportFormat/enum")
                .as_array_mut()
                .unwrap()
                .retain(|name| name != "xlsx");
        }),
        ("has another tags", |new| {
            *at(new, &format!("{LIST}/tags")) = json!(["log"])
        }),
        ("has other servers", |new| {
            new["servers"] = json!([{"url": "/api"}])
        }),
        ("security scheme bearer has another scheme", |new| {
            at(new, "/components/securitySchemes/bearer")["scheme"] = json!("basic")
        }),
        ("schema Story is gone", |new| {
            let story = at(new, "/components/schemas")["Story"].take();
            remove(new, "/components/schemas", "Story");
            at(new, "/components/schemas")["Thread"] = story;
            *at(
                new,
                &format!("{STORY}/responses/200/content/application~1json/schema"),
            ) = json!({"$ref": "#/components/schemas/Thread"});
        }),
        ("may answer 202 now", |new| {
            at(new, &format!("{APPEND}/responses"))["202"] = json!({"description": "Later"})
        }),
        ("has the code cursor_invalid with {\"422\"}", |new| {
            let broken = at(
                new,
                "/components/responses/BadPage/content/application~1problem+json/examples",
            )
            .as_object_mut()
            .unwrap()
            .remove("cursor_invalid")
            .unwrap();
            at(
                new,
                "/components/responses/Invalid/content/application~1problem+json/examples",
            )["cursor_invalid"] = broken;
        }),
        ("parameter \"sort\" has another default", |new| {
            list_parameter(new, "sort")["schema"]["default"] = json!("sequence")
        }),
        ("parameter \"type\" has another explode", |new| {
            list_parameter(new, "type")["explode"] = json!(false)
        }),
        ("ETag was of the type", |new| {
            at(new, "/components/headers/ETag/schema")["type"] = json!("integer")
        }),
        ("may be \"paused\" now", |new| {
            at(new, "/components/schemas/ExportState/enum")
                .as_array_mut()
                .unwrap()
                .push(json!("paused"));
        }),
        ("may be any value now", |new| {
            remove(new, "/components/schemas/ExportState", "enum")
        }),
        ("wider maxLength: 300", |new| {
            at(new, "/components/schemas/Actor/properties/name")["maxLength"] = json!(300)
        }),
        ("wider maxLength: null", |new| {
            remove(new, "/components/schemas/Actor/properties/name", "maxLength")
        }),
        ("narrower maxProperties: 5", |new| {
            at(new, "/components/schemas/NewEvent/properties/metadata")["maxProperties"] = json!(5)
        }),
        ("narrower exclusiveMinimum: 2", |new| {
            list_parameter(new, "limit")["schema"]["exclusiveMinimum"] = json!(2)
        }),
        ("has another multipleOf: 10", |new| {
            list_parameter(new, "limit")["schema"]["multipleOf"] = json!(10)
        }),
        ("has another uniqueItems: true", |new| {
            at(new, "/components/schemas/NewEvent/properties/targets")["uniqueItems"] = json!(true)
        }),
        ("takes fewer additionalProperties", |new| {
            at(new, "/components/schemas/NewEvent/properties/metadata")["additionalProperties"] = json!(false)
        }),
        ("has 0 oneOf, and had 2", |new| {
            let value = at(new, "/components/schemas/EventFilter/properties/type/oneOf/0").clone();
            *at(new, "/components/schemas/EventFilter/properties/type") = value;
        }),
        ("has 3 oneOf, and had 2", |new| {
            at(new, "/components/schemas/EventFilter/properties/type/oneOf")
                .as_array_mut()
                .unwrap()
                .push(json!({"type": "boolean"}));
        }),
        ("/time_zone was of the type", |new| {
            at(new, "/components/schemas/UserUpdate/properties/time_zone")["type"] = json!("string")
        }),
        ("has another default: true", |new| {
            at(new, "/components/schemas/NewExport/properties/byte_order_mark")["default"] = json!(true)
        }),
        ("body is gone", |new| remove(new, APPEND, "requestBody")),
        ("post ping is gone", |new| remove(new, "/webhooks", "ping")),
        ("/data is gone", |new| {
            remove(new, "/components/schemas/WebhookMessage/properties", "data")
        }),
        ("has another pattern", |new| {
            at(new, "/components/schemas/EventId")["pattern"] = json!("^e_.*$")
        }),
    ];
    let old = document();
    for (expected, change) in cases {
        let mut new = old.clone();
        change(&mut new);
        let found = changes(&old, &new);
        assert!(
            found.iter().any(|line| line.contains(expected)),
            "{expected}: {found:#?}"
        );
    }
}

#[test]
fn what_only_adds_breaks_nobody() {
    let old = document();
    let mut new = old.clone();
    let parameter = json!({"name": "tenant", "in": "query", "schema": {"type": "string"}});
    at(&mut new, &format!("{LIST}/parameters"))
        .as_array_mut()
        .unwrap()
        .push(parameter);
    at(&mut new, "/components/schemas/Event/properties")["source"] = json!({"type": "string"});
    at(&mut new, "/components/schemas/NewEvent/properties")["source"] = json!({"type": "string"});
    for values in ["Platform", "ExportFormat"] {
        at(&mut new, &format!("/components/schemas/{values}/enum"))
            .as_array_mut()
            .unwrap()
            .push(json!("other"));
    }
    at(&mut new, "/components/schemas/Event/properties/platform")["maxLength"] = json!(40);
    at(&mut new, &format!("{LIST}/responses"))["418"] = json!({"description": "A teapot"});
    remove(&mut new, &format!("{LIST}/responses"), "403");
    list_parameter(&mut new, "limit")["schema"]["maximum"] = json!(1000);
    at(&mut new, "/components/schemas/NewEvent/properties/description")["maxLength"] = json!(9000);
    new["paths"]["/v1/new"] = new["paths"]["/healthz"].clone();
    assert_eq!(changes(&old, &new), [""; 0]);
    assert_eq!(changes(&old, &old), [""; 0]);
}
