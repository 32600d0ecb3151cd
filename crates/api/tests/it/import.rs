//! `daybook import` with real input: the example of docs/importing.md, as the guide runs it, counted against the raw file.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::cloudtrail::{self, Record};
use crate::support::program::{Outcome, Program, end, eventually, finish, head, repository};

/// Lines of the file, so that a file that lost some is noticed.
const RECORDS: usize = 2_900;
const ALL_NEW: &str = "2900 events stored, 0 were there already";
const ALL_THERE: &str = "0 events stored, 2900 were there already";

/// The guide's pipeline, word for word but for where the program lies.
fn import_example(program: &Program, workspace: &str) -> Outcome {
    let script = "set -o pipefail
        zcat docs/examples/cloudtrail.ndjson.gz | jq -c -f docs/examples/cloudtrail.jq |
            \"$1\" import --workspace \"$2\" --register-types";
    let daybook = program.command([]);
    let mut shell = Command::new("bash");
    shell
        .args(["-c", script, "import"])
        .arg(daybook.get_program())
        .arg(workspace);
    shell
        .env_clear()
        .envs(std::env::vars_os())
        .current_dir(repository());
    for (name, value) in daybook.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    finish(&mut shell)
}

/// The events that the guide's filter makes, one a line.
fn example_lines() -> Vec<String> {
    let script =
        "set -o pipefail; zcat docs/examples/cloudtrail.ndjson.gz | jq -c -f docs/examples/cloudtrail.jq";
    let mut shell = Command::new("bash");
    let outcome = finish(shell.args(["-c", script]).current_dir(repository()));
    assert!(outcome.status.success(), "{outcome:?}");
    outcome.stdout.lines().map(|line| format!("{line}\n")).collect()
}

/// An import that reads from us.
fn start_import(program: &Program, workspace: &str) -> Child {
    let mut command = program.command(["import", "--workspace", workspace, "--register-types"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn import(program: &Program, workspace: &str, lines: &[String]) -> Outcome {
    let mut child = start_import(program, workspace);
    let mut input = child.stdin.take().unwrap();
    // An import that has refused a line reads no further.
    let _ = input.write_all(lines.concat().as_bytes());
    drop(input);
    end(child)
}

fn counts(words: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn is_imported(event: &Value) -> bool {
    event["type"].as_str().unwrap().starts_with("aws.")
}

/// How often each text stands at a place of the events; absent ones as `none`.
fn counts_at(events: &[Value], pointer: &str) -> BTreeMap<String, usize> {
    let text = |event: &Value| {
        event
            .pointer(pointer)
            .map_or("none", |text| text.as_str().unwrap())
            .to_owned()
    };
    counts(events.iter().map(text))
}

fn counts_of(records: &[Record], what: impl Fn(&Record) -> String) -> BTreeMap<String, usize> {
    counts(records.iter().map(what))
}

fn assert_no_hole(log: &[Value]) {
    let sequences: Vec<i64> = log
        .iter()
        .map(|event| event["sequence"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..).take(log.len()).collect();
    assert_eq!(sequences, expected);
}

#[tokio::test]
async fn the_example_is_stored_once_as_the_raw_file_says() {
    let program = Program::new().await;
    let workspace = program.workspace("Example");
    program.owner(&workspace, "olive");
    let outcome = import_example(&program, &workspace);
    assert_eq!(outcome.stdout.trim_end(), ALL_NEW, "{outcome:?}");

    let head_before = head(&program.look().await).await;
    let again = import_example(&program, &workspace);
    assert_eq!(again.stdout.trim_end(), ALL_THERE, "{again:?}");
    assert_eq!(head(&program.look().await).await, head_before);

    let records = cloudtrail::records(&repository());
    assert_eq!(records.len(), RECORDS);
    let server = program.serve();
    let token = server.sign_in("olive").await;
    let log = server.log(&workspace, &token).await;
    assert_no_hole(&log);
    let stored: Vec<Value> = log.into_iter().filter(is_imported).collect();
    assert_eq!(stored.len(), RECORDS);
    assert_eq!(counts_at(&stored, "/type"), counts_of(&records, Record::kind));
    assert_eq!(
        counts_at(&stored, "/actor/name"),
        counts_of(&records, Record::actor_name)
    );
    assert_eq!(
        counts_at(&stored, "/error/code"),
        counts_of(&records, Record::error_code)
    );
    assert_eq!(counts_at(&stored, "/state"), counts_of(&records, Record::state));
    assert_eq!(
        counts_at(&stored, "/idempotency_key"),
        counts_of(&records, |record| record.text("eventID"))
    );
    let in_order: Vec<String> = records.iter().map(|record| record.text("eventID")).collect();
    let keys: Vec<&str> = stored
        .iter()
        .map(|event| event["idempotency_key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, in_order, "the log keeps the order of the lines");

    // Filters and searches find what a look through the raw file finds.
    let decrypt = |record: &Record| record.kind() == "aws.kms.decrypt";
    let benjamin = |record: &Record| record.actor_name() == "benjamin";
    let denied = |record: &Record| record.state() == "denied";
    let throttled = |record: &Record| record.error_code() == "ThrottlingException";
    let tables = |record: &Record| record.text("eventName").contains("RouteTable");
    let both = |record: &Record| denied(record) && record.actor_name() == "bert-jan";
    type Look<'l> = (&'l str, &'l dyn Fn(&Record) -> bool);
    let looks: [Look<'_>; 6] = [
        ("type=aws.kms.decrypt&", &decrypt),
        ("actor=AIDATFQR7NSC5U6Q3TMDR&", &benjamin),
        ("state=denied&", &denied),
        ("q=throttlingexception&", &throttled),
        ("q=routetable&type_not=auth.login_succeeded&", &tables),
        ("state=denied&q=bert-jan&", &both),
    ];
    for (query, fits) in looks {
        let expected: Vec<String> = records
            .iter()
            .filter(|record| fits(record))
            .map(|r| r.text("eventID"))
            .collect();
        assert!(!expected.is_empty(), "{query} tests nothing");
        let found = server.events(&workspace, &token, query).await;
        assert_eq!(
            counts_at(&found, "/idempotency_key"),
            counts(expected.into_iter()),
            "{query}"
        );
    }
}

#[tokio::test]
async fn lines_without_a_key_are_known_again_by_place_and_content() {
    let program = Program::new().await;
    let workspace = program.workspace("Keyless");
    let line = |day: usize| {
        format!(
            "{{\"type\":\"crm.deal_won\",\"occurred_at\":\"2024-05-{:02}T10:00:00Z\"}}\n",
            day % 28 + 1
        )
    };
    let lines: Vec<String> = (0..700).map(line).collect();
    let first = import(&program, &workspace, &lines);
    assert_eq!(
        first.stdout, "700 events stored, 0 were there already\n",
        "{first:?}"
    );
    let again = import(&program, &workspace, &lines);
    assert_eq!(
        again.stdout, "0 events stored, 700 were there already\n",
        "{again:?}"
    );
    // As the guide warns: a line that moved is another event.
    let moved = import(&program, &workspace, &lines[1..]);
    assert_eq!(
        moved.stdout, "699 events stored, 0 were there already\n",
        "{moved:?}"
    );
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on_where_it_stopped() {
    let program = Program::new().await;
    let workspace = program.workspace("Killed");
    let lines = example_lines();
    let database = program.look().await;
    for (fed, stored_before_kill) in [(900, 1), (2_700, 1_500)] {
        let mut child = start_import(&program, &workspace);
        // The pipe stays open: the import cannot come to its end, whatever it has committed when it is killed.
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines[..fed].concat().as_bytes()).unwrap();
        eventually("a part is stored", async || {
            (head(&database).await >= stored_before_kill).then_some(())
        })
        .await;
        child.kill().unwrap();
        child.wait().unwrap();
        drop(input);
        let left = head(&database).await;
        assert!(
            left < 2_900 && left % 500 == 0,
            "{left} events: a batch is half there"
        );
    }
    database.close().await.unwrap();
    let outcome = import(&program, &workspace, &lines);
    assert!(outcome.status.success(), "{outcome:?}");
    assert_ne!(outcome.stdout.trim_end(), ALL_NEW);

    let key = program.key(&workspace);
    let server = program.serve();
    let log = server.log(&workspace, &key).await;
    assert_no_hole(&log);
    let stored: Vec<Value> = log.into_iter().filter(is_imported).collect();
    assert_eq!(stored.len(), RECORDS);
    let keys = counts_at(&stored, "/idempotency_key");
    assert_eq!(keys.len(), RECORDS, "no event is there twice");
}

#[tokio::test]
async fn a_wrong_line_is_named_and_the_lines_before_it_stay() {
    let mut too_long = "x".repeat(70_000);
    too_long.push('\n');
    let wrong = [
        ("{\"type\":\n", "the line is not JSON"),
        (
            "{\"type\":\"post.published\",\"colour\":\"red\"}\n",
            "/colour: `colour` is not known here",
        ),
        ("{\"type\":\"Nonsense\"}\n", "/type"),
        (
            "{\"type\":\"post.published\",\"idempotency_key\":\"key-3\",\"state\":\"done\"}\n",
            "/idempotency_key",
        ),
        (too_long.as_str(), "longer than 65536 bytes"),
    ];
    let good =
        |number: usize| format!("{{\"type\":\"post.published\",\"idempotency_key\":\"key-{number}\"}}\n");
    for place in [1_usize, 620] {
        for (line, reason) in wrong {
            if place == 1 && reason == "/idempotency_key" {
                continue;
            }
            let program = Program::new().await;
            let workspace = program.workspace("Wrong");
            let mut lines: Vec<String> = (1..=800).map(good).collect();
            line.clone_into(&mut lines[place - 1]);
            let outcome = import(&program, &workspace, &lines);
            assert!(!outcome.status.success());
            let named = format!("line {place}");
            assert!(
                outcome.stderr.contains(&named) && outcome.stderr.contains(reason),
                "{reason}: {outcome:?}"
            );
            let stored = head(&program.look().await).await;
            assert_eq!(
                stored,
                i64::try_from(place).unwrap() - 1,
                "{reason}: {}",
                outcome.stderr
            );
            // Put right, it goes on from there.
            lines[place - 1] = good(place);
            let outcome = import(&program, &workspace, &lines);
            let expected = format!(
                "{} events stored, {} were there already\n",
                801 - place,
                place - 1
            );
            assert_eq!(outcome.stdout, expected, "{outcome:?}");
        }
    }
}

#[test]
fn the_example_s_licence_is_told() {
    let readme = std::fs::read_to_string(Path::new(&repository()).join("docs/examples/README.md")).unwrap();
    for word in ["cloudtrail.ndjson.gz", "invictus-ir/aws_dataset", "MIT"] {
        assert!(readme.contains(word), "{word}");
    }
}
