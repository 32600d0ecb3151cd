//! Examples of requests and answers: one for each body, told as one story of a workspace. Redocly and Spectral hold them
//! against their schemas.

mod access;
mod files;
mod log;
mod webhooks;

use serde_json::Value;
use utoipa::openapi::content::Content;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Components, OpenApi, Ref, RefOr};

use super::operations;
pub(super) use webhooks::message;

const JSON: &str = "application/json";

/// Puts an example to every JSON body that has none of its own.
pub(super) fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_with(Components::new);
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            add_to(operation, components);
        }
    }
}

fn add_to(operation: &mut Operation, components: &mut Components) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let body = operation.request_body.iter_mut();
    let bodies = body.filter_map(|body| match body {
        RefOr::T(body) => body.content.get_mut(JSON),
        RefOr::Ref(_) => None,
    });
    let answers = operation.responses.responses.values_mut();
    let answers = answers.filter_map(|answer| match answer {
        RefOr::T(answer) => answer.content.get_mut(JSON),
        RefOr::Ref(_) => None,
    });
    for content in bodies.chain(answers) {
        if let RefOr::T(content) = content
            && content.example.is_none()
            && let Some((name, example)) = find(&id, content)
        {
            let example = ExampleBuilder::new().value(Some(example)).build();
            let reference = Ref::new(format!("#/components/examples/{name}"));
            components.examples.insert(name.clone(), RefOr::T(example));
            content.examples.insert(name, RefOr::Ref(reference));
        }
    }
}

/// The example of a body: that of its operation, or else of its schema.
fn find(operation: &str, content: &Content) -> Option<(String, Value)> {
    let schema = match &content.schema {
        Some(RefOr::Ref(reference)) => reference.ref_location.rsplit('/').next()?,
        // A list of these is not a schema of its own.
        Some(RefOr::T(Schema::Array(_))) => operation,
        _ => return None,
    };
    let of_name = |name: &str| {
        log::of(name)
            .or_else(|| files::of(name))
            .or_else(|| access::of(name))
            .or_else(|| webhooks::of(name))
    };
    of_name(schema).map(|example| (schema.to_owned(), example))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::document;

    #[test]
    fn every_json_body_has_an_example() {
        for item in document().paths.paths.values() {
            for (_, operation) in operations(&mut item.clone()) {
                let id = operation.operation_id.clone().unwrap();
                let mut contents = Vec::new();
                if let Some(RefOr::T(body)) = &operation.request_body {
                    contents.extend(body.content.get(JSON));
                }
                for answer in operation.responses.responses.values() {
                    if let RefOr::T(answer) = answer {
                        contents.extend(answer.content.get(JSON));
                    }
                }
                for content in contents {
                    let RefOr::T(content) = content else {
                        panic!("{id}")
                    };
                    let has_one = content.example.is_some() || !content.examples.is_empty();
                    assert!(has_one, "{id}: {:?}", content.schema.is_some());
                }
            }
        }
    }
}
