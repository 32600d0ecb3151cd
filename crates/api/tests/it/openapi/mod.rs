//! The OpenAPI document: checked in as it is generated, served as it is checked in, complete; and its pages.

mod breaking;

use std::collections::BTreeSet;

use daybook_api::openapi::{Version, document_text};
use reqwest::Method;
use reqwest::header::CONTENT_SECURITY_POLICY;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::program::repository;

/// The documents as they are checked in and served.
const FILES: [(&str, Version); 2] = [
    ("openapi.json", Version::V3_1),
    ("openapi-3.0.json", Version::V3_0),
];
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn document() -> Value {
    serde_json::from_str(&document_text(Version::V3_1)).unwrap()
}

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let operation = |method: &&str| Some((format!("{method} {path}"), item.get(*method)?.clone()));
        METHODS.iter().filter_map(operation).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn the_document_that_is_checked_in_is_the_one_that_the_handlers_make() {
    for (name, version) in FILES {
        let checked_in = std::fs::read_to_string(repository().join("openapi").join(name)).unwrap();
        let generated = document_text(version);
        let mut lines = checked_in.lines().zip(generated.lines()).zip(1..);
        let first = lines.find(|((old, new), _)| old != new);
        assert!(
            checked_in == generated,
            "openapi/{name} is not what the handlers say; `make openapi-update` writes it. First difference: {first:?}"
        );
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is() {
    let app = TestApp::start().await;
    for (name, version) in FILES {
        let path = format!("/{name}");
        let answer = app.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert!(answer.bytes().await.unwrap() == document_text(version).as_bytes());
    }
}

#[test]
fn every_operation_says_what_it_is() {
    let document = document();
    let operations = operations(&document);
    assert!(operations.len() >= 13, "{} operations", operations.len());
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut ids = BTreeSet::new();
    for (place, operation) in &operations {
        for member in ["operationId", "summary", "description"] {
            let text = operation[member].as_str().unwrap_or_default();
            assert!(!text.trim().is_empty(), "{place} has no {member}");
        }
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{place}: `{id}` is another operation's id");
        let of_operation = operation["tags"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(!of_operation.is_empty(), "{place} has no tag");
        for tag in of_operation {
            assert!(
                tags.contains(tag.as_str().unwrap()),
                "{place}: the tag {tag} is not described"
            );
        }
        assert!(
            operation["responses"]
                .as_object()
                .is_some_and(|all| !all.is_empty()),
            "{place} answers nothing"
        );
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str() {
                        Some(target) if name == "$ref" => found.push(target.to_owned()),
                        _ => references(member, found),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{} references", found.len());
    for target in found {
        let pointer = target
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{target} leads out of the document"));
        assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
    }
}

#[test]
fn nothing_breaks_what_was_released() {
    let released = std::fs::read_to_string(repository().join("openapi/released/openapi.json")).unwrap();
    let released: Value = serde_json::from_str(&released).unwrap();
    let broken = breaking::changes(&released, &document());
    assert!(
        broken.is_empty(),
        "a client of the released document breaks, which needs another version of the path:\n{}",
        broken.join("\n")
    );
}

/// The addresses of other hosts in a text. Names of XML languages are no addresses.
fn other_hosts(text: &str) -> Vec<&str> {
    let is_end = |c: char| c.is_whitespace() || "\"'`<>()\\,;".contains(c);
    let found = text.match_indices("://").map(|(place, _)| {
        let start = text[..place]
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |before| before + 1);
        text[start..].split(is_end).next().unwrap_or_default()
    });
    found
        .filter(|address| address.starts_with("http") && !address.starts_with("http://www.w3.org/"))
        .collect()
}

/// What a page loads: the values of `src` and `href`.
fn loaded(page: &str) -> Vec<String> {
    let after = |name| {
        page.split(name)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
    };
    after("src=\"").chain(after("href=\"")).collect()
}

#[tokio::test]
async fn the_pages_of_the_document_load_nothing_from_another_host() {
    let app = TestApp::start().await;
    let answer = app.get("/docs", "").await;
    assert_eq!(answer.code(), 200, "redirected to /docs/");
    let page = app.request(Method::GET, "/docs/").send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    let assets = loaded(&page);
    assert!(
        assets.iter().filter(|asset| asset.ends_with(".js")).count() >= 2,
        "{assets:?}"
    );
    assert!(assets.iter().any(|asset| asset.ends_with(".css")), "{assets:?}");
    let own = ["/docs/".to_owned(), "/docs/errors".to_owned()].into_iter();
    for path in own.chain(
        assets
            .iter()
            .map(|asset| format!("/docs/{}", asset.trim_start_matches("./"))),
    ) {
        let answer = app.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        // The browser itself refuses whatever a script would load from elsewhere.
        let policy = answer.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        for directive in policy.split(';') {
            let sources: Vec<&str> = directive.split_whitespace().skip(1).collect();
            let is_own = |source: &&str| source.starts_with('\'') || *source == "data:";
            assert!(sources.iter().all(is_own), "{path}: {directive}");
        }
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        let text = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        // Swagger UI's own bundles name the homes of their parts in comments and messages.
        if !path.contains("/swagger-ui") && !path.ends_with(".png") {
            assert_eq!(other_hosts(&text), [""; 0], "{path}");
        }
        if path.ends_with("swagger-initializer.js") {
            assert!(
                text.contains("/openapi.json") && text.contains("\"validatorUrl\": \"none\""),
                "{text}"
            );
        }
    }
}
