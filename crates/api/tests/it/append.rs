//! Appending: what is stored, what is refused, and that nothing is stored twice or with a hole.

use daybook_api::append::{Sent, UnknownTypes, daybook};
use daybook_shared::access::Scope;
use daybook_shared::event::NewEvent;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp, send};

const FEED: &str = "sort=sequence&order=asc&limit=500";

struct Log {
    app: TestApp,
    path: String,
    key: String,
    reader: String,
}

impl Log {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let seed = app.seed().await;
        let key = app.key(seed.northwind, &[Scope::EventsWrite]).await;
        let reader = app.token(&seed.owner).await;
        Self {
            path: route::events(seed.northwind),
            app,
            key,
            reader,
        }
    }

    async fn append(&self, event: &Value) -> Answer {
        self.app.post(&self.path, &self.key, event).await
    }

    async fn batch(&self, events: &Value) -> Answer {
        self.app
            .post(&format!("{}/batch", self.path), &self.key, events)
            .await
    }

    async fn raw(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.app.request(Method::POST, path).bearer_auth(&self.key);
        send(request.header("content-type", media_type).body(body)).await
    }

    async fn sequences(&self) -> Vec<Value> {
        self.app
            .get(&format!("{}?{FEED}", self.path), &self.reader)
            .await
            .each("sequence")
    }
}

fn errors(answer: &Answer) -> Vec<(&str, &str)> {
    let errors = answer.body["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_answered_as_it_is_stored() {
    let log = Log::start().await;
    let sent = json!({"type": "post.scheduled", "platform": "instagram", "occurred_at": "2026-03-29T03:30:00.1234567+02:00",
        "actor": {"kind": "member", "id": "sarah", "name": "Sarah"}, "targets": [{"type": "post", "id": "p1", "name": "Launch 🚀"}],
        "metadata": {"b": 1, "a": [null, 1.5, "é"]}});
    let answer = log.append(&sent).await;
    assert_eq!(answer.code(), 201);
    let mut stored = answer.body.clone();
    let id = stored["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("{}/{id}", log.path));
    stored["id"] = json!("evt");
    let expected = json!({"id": "evt", "sequence": 1, "type": "post.scheduled", "category": "posts", "state": "scheduled",
        "platform": "instagram", "description": "Sarah scheduled Launch 🚀", "occurred_at": "2026-03-29T01:30:00.123456Z",
        "recorded_at": "2026-11-21T09:30:00.000000Z", "actor": {"kind": "member", "id": "sarah", "name": "Sarah"},
        "targets": [{"type": "post", "id": "p1", "name": "Launch 🚀"}], "metadata": {"b": 1, "a": [null, 1.5, "é"]}});
    assert_eq!(stored, expected);
    let read = log.app.get(&format!("{}/{id}", log.path), &log.reader).await;
    assert_eq!((read.code(), read.body), (200, answer.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_comes_from_credential_clock_and_type() {
    let log = Log::start().await;
    let body = log.append(&json!({"type": "post.failed"})).await.body;
    assert_eq!(body["actor"]["kind"], "api_key");
    assert_eq!(
        (&body["actor"]["name"], &body["state"]),
        (&json!("Importer"), &json!("failed"))
    );
    assert_eq!(body["occurred_at"], "2026-11-21T09:30:00.000000Z");
    assert_eq!(body["description"], "Importer could not publish something");
    assert!(!body.to_string().contains("null"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named_and_nothing_is_stored() {
    let log = Log::start().await;
    let wrong = json!({"type": "post.failed", "platform": "myspace", "actor": {"kind": "human"}, "occurred_at": "2026-11-21T09:35:00.000001Z"});
    let answer = log.append(&wrong).await;
    assert_eq!((answer.code(), answer.problem()), (422, "validation_failed"));
    assert_eq!(
        errors(&answer),
        [
            ("/actor/kind", "unknown_value"),
            ("/actor/name", "required"),
            ("/occurred_at", "out_of_range"),
            ("/platform", "unknown_value")
        ]
    );
    for name in ["sequence", "recorded_at", "id", "workspace_id", "category"] {
        let answer = log.append(&json!({"type": "post.failed", name: "x"})).await;
        assert_eq!((answer.code(), answer.problem()), (400, "unknown_field"));
        assert_eq!(errors(&answer), [(format!("/{name}").as_str(), "unknown")]);
    }
    assert!(log.sequences().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_bounded_in_size_depth_and_form() {
    let log = Log::start().await;
    let of_bytes = |bytes: usize| {
        format!(
            "{{\"type\":\"post.failed\",\"description\":\"{}\"}}",
            "x".repeat(bytes)
        )
    };
    let large = log.raw(&log.path, "application/json", of_bytes(64 * 1024)).await;
    assert_eq!((large.code(), large.problem()), (413, "payload_too_large"));
    let deep = format!(
        "{{\"type\":\"post.failed\",\"metadata\":{{\"a\":{}1{}}}}}",
        "[".repeat(32),
        "]".repeat(32)
    );
    assert_eq!(
        log.raw(&log.path, "application/json", deep).await.problem(),
        "invalid_json"
    );
    assert_eq!(
        log.raw(&log.path, "application/json", "{\"type\":")
            .await
            .problem(),
        "invalid_json"
    );
    assert_eq!(
        log.raw(&log.path, "application/json", b"{\"type\":\"\xff\"}".to_vec())
            .await
            .problem(),
        "invalid_json"
    );
    assert_eq!(
        log.raw(&log.path, "text/plain", "{}").await.problem(),
        "unsupported_media_type"
    );
    let batch = format!("{}/batch", log.path);
    let line = of_bytes(64 * 1024);
    let answer = log
        .raw(
            &batch,
            "application/x-ndjson",
            format!("{{\"type\":\"post.failed\"}}\n{line}"),
        )
        .await;
    assert_eq!((answer.code(), errors(&answer)), (413, vec![("/1", "too_long")]));
    assert_eq!(
        log.raw(&batch, "application/x-ndjson", "x".repeat(5 * 1024 * 1024 + 1))
            .await
            .code(),
        413
    );
    assert_eq!(log.batch(&json!([])).await.code(), 422);
    assert_eq!(
        log.batch(&Value::Array(vec![json!({"type": "post.failed"}); 501]))
            .await
            .code(),
        422
    );
    assert!(log.sequences().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_answers_the_first_event_and_another_body_conflicts() {
    let log = Log::start().await;
    let event = json!({"type": "post.failed", "idempotency_key": "k1"});
    let first = log.append(&event).await;
    log.app.clock.advance_seconds(60);
    let again = log.append(&event).await;
    assert_eq!((first.code(), again.code()), (201, 200));
    assert_eq!(first.body, again.body);
    let other = log
        .append(&json!({"type": "post.deleted", "idempotency_key": "k1"}))
        .await;
    assert_eq!((other.code(), other.problem()), (409, "idempotency_conflict"));
    assert_eq!(errors(&other), [("/idempotency_key", "idempotency_conflict")]);
    assert_eq!(log.sequences().await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_all_or_nothing_and_duplicates_take_no_number() {
    let log = Log::start().await;
    let event = |key: &str| json!({"type": "post.failed", "idempotency_key": key});
    let results = |answer: &Answer| -> Vec<(String, i64)> {
        let results = answer.body["results"].as_array().unwrap();
        results
            .iter()
            .map(|one| {
                (
                    one["status"].as_str().unwrap().to_owned(),
                    one["sequence"].as_i64().unwrap(),
                )
            })
            .collect()
    };
    let first = log.batch(&json!([event("a"), event("b"), event("a")])).await;
    assert_eq!(first.code(), 201);
    assert_eq!(
        results(&first),
        [
            ("created".into(), 1),
            ("created".into(), 2),
            ("duplicate".into(), 1)
        ]
    );
    let second = log
        .batch(&json!([event("b"), event("c"), {"type": "post.created"}]))
        .await;
    assert_eq!(
        results(&second),
        [
            ("duplicate".into(), 2),
            ("created".into(), 3),
            ("created".into(), 4)
        ]
    );
    let third = log.batch(&json!([event("a"), event("b")])).await;
    assert_eq!(
        (third.code(), results(&third)),
        (200, vec![("duplicate".into(), 1), ("duplicate".into(), 2)])
    );
    let wrong = log
        .batch(&json!([event("d"), {"type": "post.failed", "state": "odd"}]))
        .await;
    assert_eq!(errors(&wrong), [("/1/state", "unknown_value")]);
    let conflict = log
        .batch(&json!([event("e"), {"type": "post.created", "idempotency_key": "a"}]))
        .await;
    assert_eq!(
        (conflict.code(), errors(&conflict)),
        (409, vec![("/1/idempotency_key", "idempotency_conflict")])
    );
    let within = log
        .batch(&json!([event("f"), {"type": "post.created", "idempotency_key": "f"}]))
        .await;
    assert_eq!(
        (within.code(), errors(&within)),
        (409, vec![("/1/idempotency_key", "idempotency_conflict")])
    );
    assert_eq!(log.sequences().await, [1, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_lines_are_read_line_by_line() {
    let log = Log::start().await;
    let batch = format!("{}/batch", log.path);
    let lines = "{\"type\":\"post.created\"}\r\n\n{\"type\":\"post.deleted\"}";
    let answer = log
        .raw(&batch, "application/x-ndjson; charset=utf-8", lines)
        .await;
    assert_eq!(
        (answer.code(), answer.body["results"].as_array().unwrap().len()),
        (201, 2)
    );
    let wrong = log
        .raw(
            &batch,
            "application/jsonl",
            "{\"type\":\"post.created\"}\n{\"type\":}\n",
        )
        .await;
    assert_eq!(
        (wrong.problem(), errors(&wrong)),
        ("invalid_json", vec![("/1", "malformed")])
    );
    assert_eq!(log.sequences().await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_nobody_registered_is_refused_until_an_admin_s_credential_registers_it() {
    let log = Log::start().await;
    let event = json!({"type": "crm.deal_won"});
    let refused = log.append(&event).await;
    assert_eq!(
        (refused.code(), refused.problem(), errors(&refused)),
        (422, "unknown_event_type", vec![("/type", "unknown_event_type")])
    );
    let registering = format!("{}?register_types=true", log.path);
    let forbidden = log.app.post(&registering, &log.key, &event).await;
    assert_eq!((forbidden.code(), forbidden.problem()), (403, "forbidden"));
    let unknown = log
        .app
        .post(&format!("{}?register=true", log.path), &log.key, &event)
        .await;
    assert_eq!(unknown.problem(), "unknown_parameter");
    let stored = log.app.post(&registering, &log.reader, &event).await;
    assert_eq!((stored.code(), &stored.body["category"]), (201, &json!("custom")));
    assert_eq!(log.append(&event).await.code(), 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_appends_number_without_hole_or_double() {
    let log = Log::start().await;
    let appends = (0..60).map(|index| {
        let event = json!({"type": "post.created", "idempotency_key": format!("k{}", index % 50)});
        let request = log
            .app
            .request(Method::POST, &log.path)
            .bearer_auth(&log.key)
            .json(&event);
        tokio::spawn(send(request))
    });
    let appends: Vec<_> = appends.collect();
    let mut created = 0;
    for append in appends {
        let answer = append.await.unwrap();
        created += usize::from(answer.code() == 201);
        assert!(matches!(answer.code(), 200 | 201), "{answer:?}");
    }
    assert_eq!(created, 50);
    assert_eq!(log.sequences().await, (1..=50).collect::<Vec<i64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_leaves_no_hole() {
    let log = Log::start().await;
    let workspace = log.path.split('/').nth(3).unwrap().parse().unwrap();
    for index in 0..40 {
        let sent = Sent {
            pointer: String::new(),
            event: NewEvent::new("post.created"),
        };
        let appender = log.app.state.appender.clone();
        let credential = daybook();
        let append = tokio::spawn(async move {
            appender
                .append(workspace, vec![sent], &credential, UnknownTypes::Refuse)
                .await
        });
        tokio::time::sleep(std::time::Duration::from_micros(index * 50)).await;
        append.abort();
    }
    let last = log.append(&json!({"type": "post.deleted"})).await.body["sequence"]
        .as_i64()
        .unwrap();
    assert_eq!(log.sequences().await, (1..=last).collect::<Vec<i64>>());
}
