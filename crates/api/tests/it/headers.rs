//! What every answer carries, refusals included, and that no answer grows with a hostile request.

use reqwest::Method;
use serde_json::json;

use crate::support::app::{TestApp, send};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_tells_browsers_what_they_may_do_and_names_its_request() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.owner).await;
    let events = daybook_shared::route::events(seed.northwind);
    let cases = [
        (Method::GET, "/v1/me".to_owned(), true, 200),
        (Method::GET, "/v1/me".to_owned(), false, 401),
        (Method::GET, "/v1/me?x=1".to_owned(), true, 400),
        (Method::DELETE, "/v1/me".to_owned(), true, 405),
        (Method::GET, "/v1/nothing".to_owned(), true, 404),
        (Method::GET, "/v1".to_owned(), true, 404),
        (Method::GET, format!("{events}?limit=0"), true, 422),
        (Method::POST, events, true, 415),
        (Method::GET, "/healthz".to_owned(), false, 200),
        (Method::GET, "/openapi.json".to_owned(), false, 200),
    ];
    for (method, path, is_signed_in, status) in cases {
        let mut request = app.request(method.clone(), &path);
        if is_signed_in {
            request = request.bearer_auth(&token);
        }
        let answer = send(request).await;
        let what = format!("{method} {path}");
        assert_eq!(answer.code(), status, "{what}");
        let headers = [
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "cross-origin-resource-policy",
            "cache-control",
            "x-request-id",
        ];
        for header in headers {
            assert!(!answer.header(header).is_empty(), "{what} has no {header}");
        }
        if status >= 400 {
            assert_eq!(
                answer.header("content-type"),
                "application/problem+json",
                "{what}"
            );
            assert_eq!(answer.body["request_id"], answer.header("x-request-id"), "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_does_not_grow_with_what_is_wrong() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.owner).await;
    let events = daybook_shared::route::events(seed.northwind);
    let keys: String = (0..5_000).map(|key| format!("&k{key}")).collect();
    let unknown = app.get(&format!("{events}?{keys}"), &token).await;
    assert_eq!(
        (unknown.code(), unknown.body["errors"].as_array().unwrap().len()),
        (400, 50)
    );
    let values: String = (0..3_000).map(|_| "&state=odd").collect();
    let wrong = app.get(&format!("{events}?{values}"), &token).await;
    assert_eq!(
        (wrong.code(), wrong.body["errors"].as_array().unwrap().len()),
        (422, 50)
    );
    let fields: serde_json::Map<_, _> = (0..2_000).map(|key| (format!("k{key}"), json!(1))).collect();
    let batch = vec![serde_json::Value::Object(fields); 100];
    let refused = app.post(&format!("{events}/batch"), &token, &json!(batch)).await;
    assert_eq!(
        (refused.code(), refused.body["errors"].as_array().unwrap().len()),
        (400, 50)
    );
    assert!(refused.body.to_string().len() < 50_000);
}
