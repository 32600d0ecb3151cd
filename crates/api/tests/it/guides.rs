//! The guides of `docs/api`: each call in them is run as it stands, and its answer held against the one printed below it.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use daybook_shared::limits;
use daybook_shared::plan::Plan;
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::Policy;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Deserializer, Value};

use crate::support::program::{Program, finish, repository};

fn guide(name: &str) -> String {
    std::fs::read_to_string(directory().join(format!("{name}.md"))).unwrap()
}

fn directory() -> PathBuf {
    repository().join("docs/api")
}

/// The calls of a guide, each with the answer that is printed below it.
fn calls(text: &str) -> Vec<(String, Option<Value>)> {
    let mut calls: Vec<(String, Option<Value>)> = Vec::new();
    for part in text.split("\n```").skip(1).step_by(2) {
        let (language, code) = part.split_once('\n').unwrap();
        match language {
            "sh" => calls.push((code.to_owned(), None)),
            "json" => {
                let answer = serde_json::from_str(code).unwrap_or_else(|error| panic!("{error}: {code}"));
                let (_, last) = calls.last_mut().unwrap();
                assert_eq!(last.replace(answer), None, "two answers to one call");
            }
            other => panic!("a block of {other}"),
        }
    }
    calls
}

/// Whether a text is another one each time: an id, a moment, or what is printed with an ellipsis.
fn varies(printed: &str) -> bool {
    let is_id = printed
        .split_once('_')
        .is_some_and(|(prefix, rest)| prefix.len() == 3 && rest.len() == 26);
    is_id || printed.parse::<Timestamp>().is_ok()
}

/// Whether a text is as printed; what stands for `…` is another one each time.
fn is_as(answer: &str, printed: &str) -> bool {
    if varies(printed) {
        return answer.len() == printed.len();
    }
    match printed.split_once('…') {
        Some((before, behind)) => answer.starts_with(before) && answer.ends_with(behind),
        None => answer == printed,
    }
}

/// An address of this machine at which nothing listens.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Whether an answer has all that is printed: every member, and of lists something like each that is there.
fn has(answer: &Value, printed: &Value) -> bool {
    match (answer, printed) {
        (Value::Object(answer), Value::Object(printed)) => printed
            .iter()
            .all(|(name, printed)| answer.get(name).is_some_and(|answer| has(answer, printed))),
        (Value::Array(answer), Value::Array(printed)) => printed
            .iter()
            .all(|printed| answer.iter().any(|answer| has(answer, printed))),
        (Value::String(answer), Value::String(printed)) => is_as(answer, printed),
        (answer, printed) => answer == printed,
    }
}

/// The event that is there before a guide begins, behind the one that tells of the key.
fn append(program: &Program, workspace: &str) {
    let file = program.directory().join("before.ndjson");
    std::fs::write(&file, "{\"type\":\"post.failed\",\"platform\":\"x\"}\n").unwrap();
    program.run(["import", "--workspace", workspace, file.to_str().unwrap()]);
}

/// Runs all calls of a guide with the key that the contents speak of.
async fn run(name: &str) {
    run_with(name, &["events:read", "events:write", "exports:write"]).await;
}

/// Runs all calls of a guide in one shell, on a server of their own.
async fn run_with(name: &str, scopes: &[&str]) {
    let program = Program::new().await;
    let workspace = program.workspace("Northwind Social");
    let key = program.key_to(&workspace, scopes);
    append(&program, &workspace);
    let server = program.serve_with(&[("DAYBOOK_WEBHOOK_ALLOW", "127.0.0.1")]);
    let desk = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(repository().join("docs"), desk.path().join("docs")).unwrap();

    let calls = calls(&guide(name));
    assert!(!calls.is_empty());
    let script: String = calls
        .iter()
        .enumerate()
        .map(|(place, (call, _))| format!("{{\n{call}\n}} > answer-{place}\n"))
        .collect();
    // What a guide starts in the background ends with it.
    let script = format!("PATH=\"$PROGRAMS:$PATH\"\ntrap 'jobs -p | xargs -r kill' EXIT\n{script}");
    let programs = PathBuf::from(env!("CARGO_BIN_EXE_daybook"));
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(desk.path())
        .env("PROGRAMS", programs.parent().unwrap())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DAYBOOK", &server.url)
        .env("WORKSPACE", &workspace)
        .env("KEY", &key)
        .env("RECEIVER", free_address())
        .stdin(Stdio::null());
    let outcome = finish(&mut shell);
    let answer = |place: usize| {
        std::fs::read_to_string(desk.path().join(format!("answer-{place}"))).unwrap_or_default()
    };
    let answers: Vec<String> = (0..calls.len()).map(answer).collect();
    assert!(outcome.status.success(), "{outcome:?}\n{answers:#?}");
    for ((call, printed), answer) in calls.iter().zip(&answers) {
        let Some(printed) = printed else { continue };
        let found = Deserializer::from_str(answer)
            .into_iter::<Value>()
            .filter_map(Result::ok)
            .any(|found| has(&found, printed));
        assert!(found, "{call}\nprints\n{printed:#}\nand not\n{answer}");
    }
}

#[tokio::test]
async fn a_first_call() {
    run("first-call").await;
}

#[tokio::test]
async fn keeping_a_copy() {
    run("sync").await;
}

#[tokio::test]
async fn webhooks() {
    run_with("webhooks", &["admin", "events:write"]).await;
}

#[tokio::test]
async fn inbound() {
    run_with("inbound", &["admin", "events:read", "events:write"]).await;
}

#[tokio::test]
async fn exports() {
    run("exports").await;
}

#[tokio::test]
async fn errors() {
    run("errors").await;
}

#[tokio::test]
async fn limits() {
    run("limits").await;
}

#[tokio::test]
async fn versions() {
    run("versions").await;
}

#[tokio::test]
async fn assistants() {
    run("assistants").await;
}

#[test]
fn every_guide_is_run_and_found() {
    let source = include_str!("guides.rs");
    let contents = guide("README");
    for file in std::fs::read_dir(directory()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".md").unwrap();
        if name != "README" {
            let is_run = ["run(", "run_with("]
                .iter()
                .any(|run| source.contains(&format!("    {run}\"{name}\"")));
            assert!(is_run, "{name} is not run");
            assert!(
                contents.contains(&format!("({name}.md)")),
                "{name} is not in the contents"
            );
        }
    }
}

#[test]
fn a_wrong_answer_would_be_noticed() {
    let printed: Value =
        serde_json::from_str(r#"{"code": "x", "n": 0, "data": [{"id": "a…", "ok": true}]}"#).unwrap();
    let cases = [
        (
            r#"{"code": "x", "n": 0, "data": [{"ok": false}, {"id": "a", "ok": true, "more": 1}]}"#,
            true,
        ),
        (
            r#"{"code": "x", "n": 0, "data": [{"id": "b", "ok": true}]}"#,
            false,
        ),
        (
            r#"{"code": "y", "n": 0, "data": [{"id": "a", "ok": true}]}"#,
            false,
        ),
        (
            r#"{"code": "x", "n": 1, "data": [{"id": "a", "ok": true}]}"#,
            false,
        ),
        (r#"{"code": "x", "n": 0, "data": []}"#, false),
        (r#"{"code": "x", "n": 0, "data": [{"id": 1, "ok": true}]}"#, false),
        (r#"{"code": "x", "data": [{"id": "a", "ok": true}]}"#, false),
    ];
    for (answer, fits) in cases {
        assert_eq!(
            has(&serde_json::from_str(answer).unwrap(), &printed),
            fits,
            "{answer}"
        );
    }
}

#[test]
fn tables_say_what_the_code_says() {
    let errors = guide("errors");
    for code in ErrorCode::ALL {
        let row = format!("| `{}` | {} | ", code.as_str(), code.status());
        assert!(errors.contains(&row), "{row}");
    }
    assert_eq!(errors.matches("\n| `").count(), ErrorCode::ALL.len());

    let text = guide("limits");
    let counted = |number: u32| match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    };
    for plan in Plan::ALL {
        let cells = Policy::OF_PLANS.iter().map(|policy| {
            let quota = plan.quota(*policy);
            let length = match quota.seconds {
                60 => "a minute",
                3_600 => "an hour",
                other => panic!("{other} s"),
            };
            format!("{} {length}", counted(quota.requests))
        });
        let row = format!(
            "| `{}` | {} |",
            plan.as_str(),
            cells.collect::<Vec<_>>().join(" | ")
        );
        assert_eq!(text.matches(&row).count(), 1, "{row}");
    }
    assert!(text.contains("(`DAYBOOK_QUOTAS`)"));
    let sizes = [
        format!("| an event | {} KiB |", limits::MAX_EVENT_BYTES / 1_024),
        format!(
            "| a batch | {} events, {} MiB |",
            limits::MAX_BATCH_EVENTS,
            limits::MAX_BATCH_BYTES / 1_048_576
        ),
        format!(
            "| any other body | {} KiB, {} levels deep |",
            limits::MAX_BODY_BYTES / 1_024,
            limits::MAX_JSON_DEPTH
        ),
        format!(
            "| a description, a reason | {} characters |",
            counted(limits::MAX_TEXT_CHARS as u32)
        ),
        format!(
            "| a name, an id, a key, a code | {} characters |",
            limits::MAX_NAME_CHARS
        ),
        format!("| a URL | {} characters |", counted(limits::MAX_URL_CHARS as u32)),
        format!(
            "| targets; changes of an event | {}; {} |",
            limits::MAX_TARGETS,
            limits::MAX_CHANGES
        ),
        format!(
            "| metadata | {} keys, {} KiB |",
            limits::MAX_METADATA_KEYS,
            limits::MAX_METADATA_BYTES / 1_024
        ),
        format!(
            "| a page | {} events; as JSON Lines {} |",
            limits::MAX_LIMIT,
            counted(limits::MAX_STREAM_ROWS)
        ),
        format!(
            "| values of a filter's key; a search | {}; {} characters, {} words |",
            limits::MAX_FILTER_VALUES,
            limits::MAX_QUERY_CHARS,
            limits::MAX_QUERY_WORDS
        ),
    ];
    for row in sizes {
        assert!(text.contains(&row), "{row}");
    }
}
