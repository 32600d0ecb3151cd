//! The background work of a server: soon, and for each endpoint by itself.

use std::time::Duration;

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::send;
use crate::support::program::{Program, Serving, eventually};
use crate::support::receiver::{Answer, Got, Receiver};

const ALLOW: (&str, &str) = ("DAYBOOK_WEBHOOK_ALLOW", "127.0.0.1");

async fn post(server: &Serving, key: &str, path: &str, body: &Value) -> Value {
    let url = format!("{}{path}", server.url);
    let answer = send(server.http.request(Method::POST, url).bearer_auth(key).json(body)).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer.body
}

async fn make_endpoint(server: &Serving, key: &str, workspace: &str, url: &str) {
    let body = json!({"url": url, "filter": {"type": "post.failed"}});
    post(server, key, &route::webhooks(workspace), &body).await;
}

async fn fail_a_post(server: &Serving, key: &str, workspace: &str) {
    let event = json!({"type": "post.failed"});
    post(server, key, &route::events(workspace), &event).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receivers_that_do_not_answer_keep_nobody_waiting() {
    const DEAD: usize = 24;
    const SLOW: usize = 16;
    // Longer than the test: every message to it takes as long as a message may.
    let dead = Receiver::answering(|_| Answer {
        after: Duration::from_secs(600),
        ..Answer::of(200)
    });
    // They do answer, at last.
    let slow = Receiver::answering(|_| Answer {
        after: Duration::from_secs(13),
        ..Answer::of(200)
    });
    let (healthy, neighbour) = (Receiver::start(), Receiver::start());
    let program = Program::new().await;
    let (first, second) = (program.workspace("Busy"), program.workspace("Slow"));
    let other = program.workspace("Healthy");
    let keys = [&first, &second, &other].map(|workspace| program.key_to(workspace, &["admin"]));
    let nowhere = "http://127.0.0.1:1";
    let server = program.serve_with(&[
        ALLOW,
        ("HTTP_PROXY", nowhere),
        ("http_proxy", nowhere),
        ("ALL_PROXY", nowhere),
    ]);
    make_endpoint(&server, &keys[0], &first, &neighbour.url).await;
    fail_a_post(&server, &keys[0], &first).await;
    eventually("the first message", || async {
        (neighbour.answered().len() == 1).then_some(())
    })
    .await;
    for number in 0..DEAD {
        make_endpoint(&server, &keys[0], &first, &format!("{}/{number}", dead.url)).await;
    }
    for number in 0..SLOW {
        make_endpoint(&server, &keys[1], &second, &format!("{}/{number}", slow.url)).await;
    }
    make_endpoint(&server, &keys[2], &other, &healthy.url).await;
    // Many to each, and nobody knows yet who answers.
    for _ in 0..12 {
        fail_a_post(&server, &keys[0], &first).await;
        fail_a_post(&server, &keys[1], &second).await;
    }
    eventually("those that hang", || async {
        (dead.count() >= 16 && slow.count() == SLOW).then_some(())
    })
    .await;
    for round in 1..=20 {
        fail_a_post(&server, &keys[2], &other).await;
        eventually("the message", || async {
            (healthy.count() == round).then_some(())
        })
        .await;
    }
    eventually("those of the neighbour", || async {
        (neighbour.count() == 13).then_some(())
    })
    .await;
    assert!(
        slow.answered().is_empty(),
        "all of this came before a slow one answered"
    );
    assert!(dead.count() <= 16, "{} on their way at once", dead.count());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_waits_for_the_answers_to_what_it_sent() {
    let receiver = Receiver::answering(|_| Answer {
        after: Duration::from_secs(2),
        ..Answer::of(200)
    });
    let program = Program::new().await;
    let workspace = program.workspace("Restarted");
    let key = program.key_to(&workspace, &["admin"]);
    let server = program.serve_with(&[ALLOW]);
    make_endpoint(&server, &key, &workspace, &receiver.url).await;
    fail_a_post(&server, &key, &workspace).await;
    eventually("the message", || async { (receiver.count() == 1).then_some(()) }).await;
    assert!(receiver.answered().is_empty(), "it is on its way");
    server.terminate();
    let status = server.ended_within(Duration::from_secs(20)).await;
    assert!(status.success(), "{status}");
    assert_eq!(receiver.answered().len(), 1);

    let server = program.serve_with(&[ALLOW]);
    fail_a_post(&server, &key, &workspace).await;
    eventually("the next message", || async {
        (receiver.answered().len() >= 2).then_some(())
    })
    .await;
    let sequences: Vec<i64> = receiver.got().iter().map(Got::sequence).collect();
    assert_eq!(sequences.len(), 2, "each once: {sequences:?}");
    assert_ne!(sequences[0], sequences[1]);
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
