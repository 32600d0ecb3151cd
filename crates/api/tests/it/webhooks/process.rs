//! The background work of a server: soon, and for each endpoint by itself.

use std::time::{Duration, Instant};

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::send;
use crate::support::program::{Program, Serving, eventually};
use crate::support::receiver::{Answer, Receiver};

const ALLOW: (&str, &str) = ("DAYBOOK_WEBHOOK_ALLOW", "127.0.0.1");

async fn post(server: &Serving, key: &str, path: &str, body: &Value) -> Value {
    let url = format!("{}{path}", server.url);
    let answer = send(server.http.request(Method::POST, url).bearer_auth(key).json(body)).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn receivers_that_do_not_answer_keep_nobody_waiting() {
    // Longer than the test: every message to it takes as long as a message may.
    let dead = Receiver::answering(|_| Answer {
        after: Duration::from_secs(600),
        ..Answer::of(200)
    });
    let healthy = Receiver::start();
    let program = Program::new().await;
    let workspace = program.workspace("Busy");
    let key = program.key_to(&workspace, &["admin"]);
    let nowhere = ("HTTP_PROXY", "http://127.0.0.1:1");
    let server = program.serve_with(&[
        ALLOW,
        nowhere,
        ("http_proxy", "http://127.0.0.1:1"),
        ("ALL_PROXY", "http://127.0.0.1:1"),
    ]);
    let filter = json!({"type": "post.failed"});
    for number in 0..12 {
        let url = format!("{}/{number}", dead.url);
        post(
            &server,
            &key,
            &route::webhooks(&workspace),
            &json!({"url": url, "filter": filter}),
        )
        .await;
    }
    post(
        &server,
        &key,
        &route::webhooks(&workspace),
        &json!({"url": healthy.url, "filter": filter}),
    )
    .await;
    let mut longest = Duration::ZERO;
    for round in 1..=20 {
        let began = Instant::now();
        post(
            &server,
            &key,
            &route::events(&workspace),
            &json!({"type": "post.failed"}),
        )
        .await;
        eventually("the message", || async {
            (healthy.got().len() == round).then_some(())
        })
        .await;
        longest = longest.max(began.elapsed());
    }
    println!("12 dead endpoints: {longest:?} at most from append to receipt at the healthy one");
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    assert!(
        dead.got().len() <= 12 * 8,
        "{} on their way at once",
        dead.got().len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_stops_the_start_and_is_named() {
    use crate::support::program::fails;

    let program = Program::with_bare_database().await;
    let mut command = program.server();
    let (code, complaint) = fails(command.env("DAYBOOK_WEBHOOK_ALLOW", "hooks.internal,10.0.0.0/33"));
    assert_eq!(code, 1);
    assert!(
        complaint.contains("DAYBOOK_WEBHOOK_ALLOW") && complaint.contains("`10.0.0.0/33`"),
        "{complaint}"
    );
}
