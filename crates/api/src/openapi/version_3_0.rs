//! The document as OpenAPI 3.0, for generators that do not know 3.1: a function of the document. Both say the same, as far as 3.0
//! and those generators can; what it has no words for (the names of a map's keys) is left out, and so are other forms of a
//! body that is taken as JSON, and headers that a query parameter stands for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

const VERSION: &str = "3.0.3";
/// Members of a document that hold data, not parts of the document.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "value"];
/// What a 3.0 schema has no word for.
const UNKNOWN: [&str; 3] = ["propertyNames", "$comment", "$schema"];

/// Renders a 3.1 document.
pub(super) fn render(mut document: Value) -> Value {
    document["openapi"] = json!(VERSION);
    if let Some(members) = document.as_object_mut() {
        members.remove("jsonSchemaDialect");
        members.remove("webhooks");
    }
    // Licences had an address, not an SPDX identifier.
    if let Some(licence) = document["info"]["license"].as_object_mut()
        && let Some(Value::String(identifier)) = licence.remove("identifier")
    {
        let address = format!("https://spdx.org/licenses/{identifier}.html");
        licence.entry("url").or_insert(address.into());
    }
    let types = types_of(&document);
    Rendering { types }.part(&mut document);
    document
}

/// The types of the components, by reference.
fn types_of(document: &Value) -> Types {
    let schemas = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten();
    let named = schemas.filter_map(|(name, schema)| {
        let reference = format!("#/components/schemas/{name}");
        Some((reference, schema["type"].as_str()?.to_owned()))
    });
    named.collect()
}

type Types = BTreeMap<String, String>;

struct Rendering {
    types: Types,
}

impl Rendering {
    /// A part of the document that may hold schemas.
    fn part(&self, value: &mut Value) {
        match value {
            Value::Array(parts) => parts.iter_mut().for_each(|part| self.part(part)),
            Value::Object(members) => {
                for (name, member) in members {
                    match name.as_str() {
                        "schema" => self.schema(member),
                        "schemas" => self.each(member),
                        "parameters" => {
                            drop_doubled(member);
                            self.part(member);
                        }
                        "requestBody" => {
                            keep_json(member);
                            self.part(member);
                        }
                        // The examples of components are examples, too.
                        name if DATA.contains(&name) || name.starts_with("x-") => {}
                        _ => self.part(member),
                    }
                }
            }
            _ => {}
        }
    }

    fn each(&self, schemas: &mut Value) {
        match schemas {
            Value::Object(members) => members.values_mut().for_each(|schema| self.schema(schema)),
            Value::Array(members) => members.iter_mut().for_each(|schema| self.schema(schema)),
            _ => {}
        }
    }

    fn schema(&self, value: &mut Value) {
        let Value::Object(members) = value else { return };
        for name in UNKNOWN {
            members.remove(name);
        }
        keep_first_example(members);
        if let Some(only) = members.remove("const") {
            members.insert("enum".to_owned(), json!([only]));
        }
        self.take_null_out(members);
        for (bound, name) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            if members.get(name).is_some_and(Value::is_number)
                && let Some(number) = members.insert(name.to_owned(), Value::Bool(true))
            {
                members.insert(bound.to_owned(), number);
            }
        }
        for name in ["items", "not", "additionalProperties"] {
            if let Some(schema) = members.get_mut(name) {
                self.schema(schema);
            }
        }
        for name in ["properties", "oneOf", "anyOf", "allOf"] {
            if let Some(schemas) = members.get_mut(name) {
                self.each(schemas);
            }
        }
        // Beside a reference everything else was ignored.
        if members.len() > 1
            && let Some(reference) = members.remove("$ref")
        {
            members.insert("allOf".to_owned(), json!([{"$ref": reference}]));
        }
    }

    /// `null` was no type, but something that a type allowed.
    fn take_null_out(&self, members: &mut Map<String, Value>) {
        let mut has_null = false;
        if let Some(Value::Array(types)) = members.get_mut("type") {
            types.retain(|name| {
                name != "null" || {
                    has_null = true;
                    false
                }
            });
            if let [only] = types.as_slice() {
                let only = only.clone();
                members.insert("type".to_owned(), only);
            }
        }
        for name in ["oneOf", "anyOf"] {
            let Some(Value::Array(choices)) = members.get_mut(name) else {
                continue;
            };
            let before = choices.len();
            choices.retain(|choice| choice["type"] != "null");
            has_null |= choices.len() < before;
            if let [only] = choices.as_slice() {
                let reference = only["$ref"].as_str();
                // `nullable` stands beside a type.
                let kind = reference.and_then(|reference| self.types.get(reference)).cloned();
                if let Some(only) = members.remove(name) {
                    members.insert("allOf".to_owned(), only);
                }
                members.extend(kind.map(|kind| ("type".to_owned(), Value::from(kind))));
            }
        }
        if has_null {
            members.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
}

/// Of several forms of a body JSON is left: a generator that does not know 3.1 seldom knows what to do with another.
fn keep_json(body: &mut Value) {
    if let Some(forms) = body["content"].as_object_mut()
        && forms.contains_key("application/json")
    {
        forms.retain(|media_type, _| media_type == "application/json");
    }
}

/// Of a header and a query parameter that mean the same and that a generator would call the same (`Last-Event-ID` and
/// `last_event_id`) the one in the query is left.
fn drop_doubled(parameters: &mut Value) {
    let Value::Array(parameters) = parameters else {
        return;
    };
    let of_place = |parameter: &Value, place| {
        let name = parameter["name"].as_str().filter(|_| parameter["in"] == place);
        name.map(|name| name.to_lowercase().replace('-', "_"))
    };
    let in_query: Vec<String> = parameters
        .iter()
        .filter_map(|parameter| of_place(parameter, "query"))
        .collect();
    parameters.retain(|parameter| of_place(parameter, "header").is_none_or(|name| !in_query.contains(&name)));
}

fn keep_first_example(members: &mut Map<String, Value>) {
    let Some(Value::Array(examples)) = members.remove("examples") else {
        return;
    };
    if let Some(first) = examples.into_iter().next() {
        members.entry("example").or_insert(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(mut value: Value) -> Value {
        let types = [("#/a".to_owned(), "string".to_owned())].into();
        Rendering { types }.schema(&mut value);
        value
    }

    #[test]
    fn schemas_are_said_in_the_words_of_3_0() {
        for (new, old) in [
            (
                json!({"type": ["string", "null"]}),
                json!({"type": "string", "nullable": true}),
            ),
            (
                json!({"oneOf": [{"$ref": "#/a"}, {"type": "null"}], "description": "d"}),
                json!({"allOf": [{"$ref": "#/a"}], "type": "string", "nullable": true, "description": "d"}),
            ),
            (
                json!({"$ref": "#/a", "description": "d"}),
                json!({"allOf": [{"$ref": "#/a"}], "description": "d"}),
            ),
            (json!({"$ref": "#/a"}), json!({"$ref": "#/a"})),
            (json!({"examples": [1, 2]}), json!({"example": 1})),
            (json!({"const": "a"}), json!({"enum": ["a"]})),
            (
                json!({"exclusiveMinimum": 3}),
                json!({"minimum": 3, "exclusiveMinimum": true}),
            ),
            (
                json!({"properties": {"example": {"const": 1}}, "additionalProperties": {"examples": [1]}, "propertyNames": {}}),
                json!({"properties": {"example": {"enum": [1]}}, "additionalProperties": {"example": 1}}),
            ),
        ] {
            assert_eq!(rendered(new.clone()), old, "{new}");
        }
    }

    #[test]
    fn a_parameter_that_is_there_twice_is_said_once() {
        let of = |place, name| json!({"in": place, "name": name});
        let mut parameters =
            json!([of("header", "Last-Id"), of("query", "last_id"), of("header", "Range"), {"$ref": "#/a"}]);
        drop_doubled(&mut parameters);
        assert_eq!(
            parameters,
            json!([of("query", "last_id"), of("header", "Range"), {"$ref": "#/a"}])
        );
    }

    #[test]
    fn examples_stay_as_they_are() {
        let example = json!({"schema": {"const": 1}, "type": ["a", "null"]});
        let document = json!({
            "openapi": "3.1.0", "info": {"license": {"name": "MIT", "identifier": "MIT"}},
            "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {}, "text/csv": {}}}}}},
            "components": {"examples": {"A": {"value": example}}, "schemas": {"B": {"const": 1, "example": example}}},
        });
        let old = render(document);
        assert_eq!(old["components"]["examples"]["A"]["value"], example);
        assert_eq!(
            old["components"]["schemas"]["B"],
            json!({"enum": [1], "example": example})
        );
        assert_eq!(
            old["info"]["license"]["url"],
            "https://spdx.org/licenses/MIT.html"
        );
    }
}
