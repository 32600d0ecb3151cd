//! What is really sent is verified by the standard's own libraries, of two languages.

use std::io::Write;
use std::process::{Command, Stdio};

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::send;
use crate::support::program::{Program, Serving, eventually, repository};
use crate::support::receiver::{Got, Receiver};

/// A message as a verifier reads it.
#[derive(Clone)]
struct Message {
    secret: String,
    id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Message {
    fn of(got: &Got, secret: &str) -> Self {
        Self {
            secret: secret.to_owned(),
            id: got.id().to_owned(),
            timestamp: got.header("webhook-timestamp").to_owned(),
            signature: got.header("webhook-signature").to_owned(),
            body: got.body.clone(),
        }
    }

    fn line(&self) -> String {
        let headers = json!({"webhook-id": self.id, "webhook-timestamp": self.timestamp, "webhook-signature": self.signature});
        json!({"secret": self.secret, "headers": headers, "body": self.body}).to_string()
    }
}

/// A library, as a program that says of each line what it thinks.
struct Verifier {
    name: &'static str,
    command: Command,
}

fn verifiers() -> [Verifier; 2] {
    let mut python = Command::new(repository().join(".tools/webhooks/bin/python"));
    python.arg(repository().join("crates/api/tests/it/support/verify_webhook.py"));
    let mut javascript = Command::new("node");
    javascript.arg(repository().join("e2e/webhooks/verify.mjs"));
    [("Python", python), ("JavaScript", javascript)].map(|(name, command)| Verifier { name, command })
}

impl Verifier {
    fn verify(&mut self, messages: &[Message]) -> Vec<bool> {
        let started = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child =
            started.unwrap_or_else(|error| panic!("{}: {error}; run `scripts/setup webhooks`", self.name));
        let mut stdin = child.stdin.take().unwrap();
        for message in messages {
            writeln!(stdin, "{}", message.line()).unwrap();
        }
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}; run `scripts/setup webhooks`",
            self.name
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let said: Vec<bool> = text.lines().map(|line| line == "verified").collect();
        assert_eq!(said.len(), messages.len(), "{}: {text}", self.name);
        said
    }
}

async fn call(server: &Serving, key: &str, path: &str, body: &Value) -> Value {
    let url = format!("{}{path}", server.url);
    let answer = send(server.http.request(Method::POST, url).bearer_auth(key).json(body)).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.body);
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn two_libraries_verify_what_a_server_sends() {
    let receiver = Receiver::start();
    let program = Program::new().await;
    let workspace = program.workspace("Signed");
    let key = program.key_to(&workspace, &["admin"]);
    let server = program.serve_with(&[("DAYBOOK_WEBHOOK_ALLOW", "127.0.0.1")]);
    let endpoint = json!({"url": receiver.url, "filter": {"category": "posts"}});
    let made = call(&server, &key, &route::webhooks(&workspace), &endpoint).await;
    let (id, first) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());

    let event = json!({"type": "post.failed", "description": "Größe, \"Zitat\" \\ 🦊 \u{2028}", "metadata": {"n": 1.5}});
    call(&server, &key, &route::events(&workspace), &event).await;
    let rotate = route::webhook_rotate_secret(&workspace, id);
    eventually("the first message", || async {
        (receiver.got().len() == 1).then_some(())
    })
    .await;
    let rotated = call(&server, &key, &rotate, &Value::Null).await;
    let second = rotated["secret"].as_str().unwrap();
    call(&server, &key, &route::events(&workspace), &event).await;
    call(&server, &key, &route::webhook_test(&workspace, id), &Value::Null).await;
    let got = eventually("three messages", || async {
        let got = receiver.got();
        (got.len() == 3).then_some(got)
    })
    .await;

    let [before, rest @ ..] = got.as_slice() else {
        unreachable!()
    };
    let mut good = vec![Message::of(before, first)];
    // Signed by both secrets: whichever a receiver has verifies them.
    for message in rest {
        good.extend([Message::of(message, first), Message::of(message, second)]);
    }
    let base = good[0].clone();
    let stamp: i64 = base.timestamp.parse().unwrap();
    let bad = [
        Message {
            secret: second.to_owned(),
            ..base.clone()
        },
        Message {
            body: base.body.replace("post.failed", "post.fai1ed"),
            ..base.clone()
        },
        Message {
            body: format!("{} ", base.body),
            ..base.clone()
        },
        Message {
            id: got[1].id().to_owned(),
            ..base.clone()
        },
        Message {
            timestamp: (stamp - 1).to_string(),
            ..base.clone()
        },
        Message {
            timestamp: (stamp - 301).to_string(),
            ..base.clone()
        },
        Message {
            timestamp: (stamp + 302).to_string(),
            ..base.clone()
        },
        Message {
            signature: base.signature.replace("v1,", "v1a,"),
            ..base.clone()
        },
        Message {
            signature: String::new(),
            ..base.clone()
        },
    ];
    for mut verifier in verifiers() {
        let said = verifier.verify(&[&good[..], &bad[..]].concat());
        let expected = [vec![true; good.len()], vec![false; bad.len()]].concat();
        assert_eq!(said, expected, "{}", verifier.name);
        println!(
            "{}: {} messages verified, {} refused",
            verifier.name,
            good.len(),
            bad.len()
        );
    }
}
