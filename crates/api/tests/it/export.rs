//! Exports: a selection read to its end is the list that people see; the command writes it whole, and the log knows.

use std::io::Cursor;
use std::process::Stdio;

use calamine::{Data, Reader as _, Xlsx};
use daybook_api::export::{Formatter, Pace, Reading, Wanted, select};
use daybook_api::store::events::query::ListQuery;
use daybook_api::store::visibility::Visibility;
use daybook_shared::export::ExportFormat;
use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use serde_json::{Value, json};

use crate::support::log::{FilledLog, event};
use crate::support::program::{Outcome, Program, end, fails, finish};

/// More than a first batch holds, of several types, platforms and months; some happened at the same moment.
fn many() -> Vec<Value> {
    let kinds = ["post.created", "post.failed", "media.uploaded"];
    let start: daybook_shared::timestamp::Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
    let made = (0..900_i64).map(|index| {
        let at = start.plus_seconds(index * 7_919 % 10_000 * 1_000);
        let words = if index % 3 == 0 { "launch day" } else { "=SUM(A1)" };
        let mut row = event(
            kinds[(index % 3) as usize],
            &format!("{words} {index}"),
            &at.to_string(),
        );
        row["platform"] = json!(["x", "tiktok"][(index % 2) as usize]);
        row
    });
    made.collect()
}

async fn selection(log: &FilledLog, query: &str, sort: Sort, order: Order) -> ListQuery {
    let filter = EventFilter::from_pairs(form_urlencoded::parse(query.as_bytes())).unwrap();
    let wanted = Wanted {
        workspace: log.workspace.0,
        visibility: Visibility::All,
        filter,
        sort,
        order,
    };
    select(&log.app.state.database, wanted, log.app.clock.now())
        .await
        .unwrap()
}

async fn read(log: &FilledLog, query: ListQuery) -> Vec<i64> {
    let mut reading = Reading::start(log.app.state.database.clone(), query, Pace::FILE);
    let mut sequences = Vec::new();
    while let Some(rows) = reading.next().await.unwrap() {
        assert!(!rows.is_empty());
        sequences.extend(rows.iter().map(|(position, _)| position.sequence));
    }
    assert!(reading.next().await.unwrap().is_none(), "it stays at the end");
    sequences
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_is_the_list_that_people_page_through() {
    let log = FilledLog::start(many()).await;
    let filters = [
        "",
        "type=post.*&platform_not=x",
        "platform=x&platform=tiktok&state=failed",
        "from=2026-08-01&to=2026-09-15&tz=Europe%2FDublin",
        "q=launch",
        "q=launch+1&type=post.created",
        "q=nowhere",
    ];
    for filter in filters {
        for (sort, order) in [
            (Sort::Occurred, Order::Desc),
            (Sort::Occurred, Order::Asc),
            (Sort::Sequence, Order::Desc),
            (Sort::Sequence, Order::Asc),
        ] {
            let (sort_name, order_name) = (sort.as_str(), order.as_str());
            let paged = format!("{filter}&sort={sort_name}&order={order_name}&limit=500");
            let (expected, _) = log.walk(paged.trim_start_matches('&')).await;
            assert_eq!(
                expected.is_empty(),
                filter == "q=nowhere",
                "{paged} tests nothing"
            );
            let query = selection(&log, filter, sort, order).await;
            assert_eq!(read(&log, query.clone()).await, expected, "{paged}");
            let some = ListQuery { limit: 200, ..query };
            assert_eq!(
                read(&log, some).await,
                expected[..expected.len().min(200)],
                "{paged}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_after_the_request_is_not_in_it() {
    let log = FilledLog::start(many()).await;
    for (sort, order, filter) in [
        (Sort::Occurred, Order::Desc, ""),
        (Sort::Occurred, Order::Asc, "type=post.*"),
        (Sort::Sequence, Order::Asc, ""),
        (Sort::Occurred, Order::Desc, "q=launch"),
    ] {
        let (sort_name, order_name) = (sort.as_str(), order.as_str());
        let query = selection(&log, filter, sort, order).await;
        let head = query.up_to.unwrap();
        let (expected, _) = log
            .walk(&format!("{filter}&sort={sort_name}&order={order_name}&limit=500"))
            .await;
        let mut reading = Reading::start(log.app.state.database.clone(), query, Pace::FILE);
        let mut sequences: Vec<i64> = Vec::new();
        let mut is_first = true;
        while let Some(rows) = reading.next().await.unwrap() {
            sequences.extend(rows.iter().map(|(position, _)| position.sequence));
            if std::mem::take(&mut is_first) {
                // At both ends of the time that is being read, and in the middle of it.
                let late = [
                    "2026-07-01T00:00:00Z",
                    "2026-08-15T00:00:00Z",
                    "2026-11-20T00:00:00Z",
                ];
                let late = late.map(|at| event("post.created", "a late launch", at));
                log.append(late.to_vec()).await;
            }
        }
        assert_eq!(sequences, expected, "{filter} {sort_name} {order_name}");
        assert!(sequences.iter().all(|sequence| *sequence <= head));
    }
}

/// A workspace with the events, and the command that exports it.
async fn filled_program() -> (Program, String) {
    use std::io::Write;
    let program = Program::new().await;
    let workspace = program.workspace("Exported");
    let mut import = program.command(["import", "--workspace", &workspace, "--register-types"]);
    let mut child = import
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String = many().iter().map(|event| format!("{event}\n")).collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    assert!(end(child).status.success());
    (program, workspace)
}

fn export<const N: usize>(program: &Program, workspace: &str, arguments: [&str; N]) -> Outcome {
    let mut command = program.command(["export", "--workspace", workspace]);
    finish(command.args(arguments))
}

#[tokio::test]
async fn the_command_writes_the_stored_bytes_and_the_log_knows() {
    let (program, workspace) = filled_program().await;
    let written = export(
        &program,
        &workspace,
        ["--format", "jsonl", "--sort", "sequence", "--order", "asc"],
    );
    assert!(written.status.success(), "{written:?}");
    let failed = export(
        &program,
        &workspace,
        ["--format", "jsonl", "--filter", "?type=post.failed&platform=x"],
    );
    assert!(failed.status.success(), "{failed:?}");

    let key = program.key(&workspace);
    let server = program.serve();
    let log = server.log(&workspace, &key).await;
    let lines: Vec<Value> = written
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 900);
    assert_eq!(lines, log[..900], "nothing of its own is in it");
    let query = "type=post.failed&platform=x&";
    let expected = server.events(&workspace, &key, query).await;
    assert_eq!(failed.stdout.lines().count(), expected.len());
    assert!(!expected.is_empty());

    let told: Vec<&Value> = log
        .iter()
        .filter(|event| event["category"] == "exports")
        .collect();
    let kinds: Vec<&str> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "export.requested",
            "export.completed",
            "export.requested",
            "export.completed"
        ]
    );
    assert_eq!(told[1]["metadata"]["rows"], 900);
    assert_eq!(told[0]["correlation_id"], told[1]["correlation_id"]);
    assert_eq!(
        told[3]["metadata"],
        json!({"filter": {"type": ["post.failed"], "platform": ["x"]}, "format": "jsonl", "rows": expected.len()})
    );
}

#[tokio::test]
async fn a_file_is_whole_and_safe_for_spreadsheets() {
    let (program, workspace) = filled_program().await;
    let path = program.directory().join("events.csv");
    let path_text = path.to_str().unwrap();
    let outcome = export(
        &program,
        &workspace,
        [
            "--format",
            "csv",
            "--bom",
            "--time-zone",
            "Asia/Kolkata",
            "--columns",
            "sequence,occurred_at,description",
            "--output",
            path_text,
        ],
    );
    assert!(outcome.status.success(), "{outcome:?}");
    assert_eq!(
        (outcome.stdout.as_str(), outcome.stderr.as_str()),
        ("900 events written\n", "")
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows[0], "\u{feff}sequence,occurred_at,description");
    assert_eq!((rows.len(), rows[901]), (902, ""));
    let is_harmless = |row: &str| row.contains("+05:30,'=SUM(A1) ") || row.contains("+05:30,launch day ");
    assert!(rows[1..901].iter().all(|row| is_harmless(row)));
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let parts = std::fs::read_dir(program.directory()).unwrap();
    let parts = parts.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".part")
    });
    assert_eq!(parts.count(), 0);
}

#[tokio::test]
async fn a_workbook_is_the_same_as_a_file_and_on_standard_output() {
    let (program, workspace) = filled_program().await;
    let path = program.directory().join("events.xlsx");
    let columns = ["--columns", "sequence,occurred_at,description"];
    let mut to_file = program.command(["export", "--workspace", &workspace, "--format", "xlsx"]);
    let outcome = finish(to_file.args(columns).arg("--output").arg(&path));
    assert!(outcome.status.success(), "{outcome:?}");
    assert_eq!(outcome.stdout, "900 events written\n");
    let mut to_stdout = program.command(["export", "--workspace", &workspace, "--format", "xlsx"]);
    // Without what the first export told the log.
    to_stdout.args(columns).args(["--filter", "category_not=exports"]);
    let output = to_stdout.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");

    for bytes in [std::fs::read(&path).unwrap(), output.stdout] {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(workbook.sheet_names(), ["Events", "About"]);
        let cells = workbook.worksheet_range("Events").unwrap();
        assert_eq!(cells.get_size(), (901, 3));
        let is_typed = |row: &[Data]| {
            let [Data::Float(_), Data::DateTime(_), Data::String(text)] = row else {
                return false;
            };
            text.starts_with("=SUM(A1) ") || text.starts_with("launch day ")
        };
        assert!(cells.rows().skip(1).all(is_typed));
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_written() {
    let (program, workspace) = filled_program().await;
    let output = program.directory().join("absent/events.csv");
    let output = output.to_str().unwrap();
    let wrong: [(&[&str], &str); 9] = [
        (&["--format", "xml"], "use `csv`, `jsonl` or `xlsx`"),
        (
            &["--format", "csv", "--filter", "state=odd&colour=red"],
            "--filter: `colour`",
        ),
        (
            &["--format", "csv", "--filter", "range=today&tz=Mars/Olympus"],
            "`tz`",
        ),
        (
            &["--format", "csv", "--time-zone", "Mars/Olympus"],
            "`Europe/Dublin`",
        ),
        (
            &["--format", "csv", "--columns", "id,colour"],
            "use some of sequence, id",
        ),
        (&["--format", "csv", "--order", "up"], "use `desc` or `asc`"),
        (
            &["--format", "csv", "--sort", "id"],
            "use `occurred` or `sequence`",
        ),
        (&["--format", "jsonl", "--bom"], "--bom: is for CSV"),
        (&["--format", "csv", "--output", output], "--output: `"),
    ];
    for (arguments, named) in wrong {
        let mut command = program.command(["export", "--workspace", &workspace]);
        let (code, message) = fails(command.args(arguments));
        assert!(code != 0 && message.contains(named), "{arguments:?}: {message}");
    }
    let (_, message) = fails(&mut program.command(["export", "--workspace", "Nobody", "--format", "csv"]));
    assert!(message.contains("there is no workspace `Nobody`"), "{message}");
}

#[tokio::test]
async fn a_reader_that_goes_away_is_a_failure_that_the_log_knows() {
    let (program, workspace) = filled_program().await;
    let mut command = program.command(["export", "--workspace", &workspace, "--format", "jsonl"]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More than a pipe holds is never written, for nobody reads it.
    drop(child.stdout.take());
    let outcome = end(child);
    assert!(!outcome.status.success());
    assert!(outcome.stderr.contains("the export is not whole"), "{outcome:?}");
    let told = export(
        &program,
        &workspace,
        ["--format", "jsonl", "--filter", "type=export.failed"],
    );
    let told: Value = serde_json::from_str(told.stdout.trim_end()).unwrap();
    assert_eq!(told["error"]["code"], "writing_failed");
}

#[test]
fn formats_are_found_by_their_names() {
    for format in ExportFormat::ALL {
        assert_eq!(ExportFormat::find(format.as_str()), Some(*format));
    }
    assert_eq!(ExportFormat::find("CSV"), None);
    assert!(Formatter::Jsonl.begin(&mut Vec::new()).is_ok());
}
